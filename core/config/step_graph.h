// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/finding.h"
#include "config/pipeline_config.h"

namespace etl::config {

/// Whether the config has all the names that the file has. If not, what seems unknown or unread may
/// be a consequence of what has been reported already.
struct Known {
  bool steps = true;
  bool connections = true;
};

/// Checks what the steps of a pipeline refer to: names are unique, connections and inputs exist,
/// nothing reads a sink or itself, every output is read.
void CheckGraph(const PipelineConfig& config, const Known& known, Findings& findings);

}  // namespace etl::config
