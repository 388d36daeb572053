// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "config/finding.h"
#include "config/pipeline_config.h"
#include "config/secrets.h"
#include "plan/option_node.h"
#include "plugin/registry.h"

namespace etl::plan {

// Checks a step's options against what its component declares, and gives the tree that the
// component will see. All problems become findings; values of sensitive options are added to
// `secrets`.
struct CheckedOptions {
  std::unique_ptr<OptionNode> root;
  bool sound = true;  // false: something is missing from the tree, for reasons that were reported
};
CheckedOptions CheckOptions(const config::PipelineConfig& config, const config::Step& step,
                            const plugin::Component& component, config::Secrets& secrets,
                            config::Findings& findings);

}  // namespace etl::plan
