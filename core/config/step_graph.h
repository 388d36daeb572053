// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/finding.h"
#include "config/pipeline_config.h"

namespace etl::config {

/// Checks what the steps of a pipeline refer to: names are unique, connections and inputs exist,
/// nothing reads a sink or itself, every output is read. Without `complete`, steps are missing from
/// the config that the file has, and what seems unknown or unread is not reported.
void CheckGraph(const PipelineConfig& config, bool complete, Findings& findings);

}  // namespace etl::config
