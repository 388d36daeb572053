// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/graph/graph.h"
#include "config/pipeline_config.h"
#include "config/secrets.h"
#include "runtime/report.h"

namespace etl::cli {

// What a page about a run is made of. All of it outlives the call.
struct RunPicture {
  const runtime::RunReport& report;
  const config::PipelineConfig& config;
  const config::Secrets& secrets;
  const Graph& plan;  // without nodes: there was no plan
};

// The run as one page: what came of it, its graph, timeline, memory, matches, asserts and outputs.
// Secrets are masked.
std::string RunPage(const RunPicture& run);

}  // namespace etl::cli
