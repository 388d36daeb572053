// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>

#include "config/pipeline_config.h"

namespace etl::runtime {

// The steps that read something beside their inputs: sources, and transforms with a connection.
std::set<std::string> OutsideSteps(const config::PipelineConfig& config);

// Whether a step reads from this machine's files alone: neither its connection nor an option is a
// URL with a host, such as "https://..." or "mysql://...".
bool IsLocal(const config::PipelineConfig& config, const config::Step& step);

}  // namespace etl::runtime
