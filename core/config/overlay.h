// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/finding.h"
#include "config/node.h"
#include "config/parameters.h"
#include "config/pipeline_config.h"

namespace etl::config {

/// What dataset files lay over a pipeline, not yet substituted; a later file wins.
struct Overlay {
  std::map<std::string, std::vector<Node::Entry>> connections;  // by name
  std::map<std::string, std::vector<Node::Entry>> steps;        // options, by step
  std::vector<Override> overrides;
};

/// Adds a dataset file to `overlay`, and its parameters to `parameters`. `pipeline` is the pipeline
/// file's root, which says what there is to lay something over.
void ReadDataset(const Node& dataset, const Node& pipeline, Parameters& parameters,
                 Overlay& overlay, Findings& findings);

/// `base` with the values of `over` in place of, or after, its own.
std::vector<Node::Entry> Merge(std::vector<Node::Entry> base, const std::vector<Node::Entry>& over);

}  // namespace etl::config
