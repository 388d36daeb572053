// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/finding.h"
#include "config/node.h"
#include "config/param.h"
#include "config/parameters.h"

namespace etl::config {

/// What a `from` says of the rows that a step rejected: "lines.rejects" is step "lines".
inline constexpr std::string_view kRejectsSuffix = ".rejects";
/// The step whose rejects `input` names; empty if it names no rejects.
std::string_view RejectsOf(std::string_view input);

/// One source, transform or sink. All nodes are substituted; a node of a key that is not there is a
/// null without a place.
struct Step {
  /// A step that this one reads.
  struct Input {
    std::string name;
    Mark mark;
  };

  std::string name;
  Mark mark;            // of the name
  std::string section;  // "sources", "transforms" or "sinks"
  Node use;             // a scalar if there; optional where there is a connection
  Node from;
  Node connection;                   // a scalar; names one of PipelineConfig::connections
  Node assertions;                   // the key `assert`
  Node on_error, max_rejects;        // scalars if there
  std::vector<Node::Entry> options;  // every other key, those of datasets merged over them
  std::vector<Input> inputs;         // `from` as a list; every name exists, unless it was reported

  /// "transforms.matched"
  std::string path() const { return section + "." + name; }
  const Node::Entry* Option(std::string_view key) const;
};

/// An option that a dataset set. The planner checks that the plugin declares it as binding.
struct Override {
  std::string step;
  std::string option;
  Mark mark;
};

/// A pipeline file with its datasets and parameters applied. Copies share the parameters.
struct PipelineConfig {
  std::string file;
  std::string name;  // the file's stem if it has none
  std::string description;
  std::string dataset;  // the stems of the dataset files, "common, oslo"; empty: there are none
  std::vector<Param> params;
  std::map<std::string, Node> connections;  // resolved mappings
  std::vector<Step> sources;                // in file order, as are the others
  std::vector<Step> transforms;
  std::vector<Step> sinks;
  std::vector<Override> overrides;
  Node tests;                              // not substituted: each test has parameters of its own
  std::shared_ptr<Parameters> parameters;  // never null after LoadPipeline

  /// The value of a parameter used as `$p` or `:p` at `use`; null after reporting why there is
  /// none.
  const ParamValue* Value(std::string_view param, const Mark& use, const std::string& path,
                          Findings& findings) const;
  const Step* FindStep(std::string_view step) const;
};

}  // namespace etl::config
