// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "config/secrets.h"
#include "plan/step_host.h"
#include "plugin/registry.h"
#include "runtime/state_directory.h"

namespace etl::runtime {

// Finishes or undoes what a dead run of the pipeline left, its sinks' claims and its state, and
// removes its journal; one line for each thing done, none if it left nothing. The options of sinks
// that cannot do without come from `environment.config`, which may be null. Throws StepFailure,
// Error: the journal stays then.
std::vector<std::string> RecoverPipeline(const StateDirectory& state, plugin::Registry& registry,
                                         config::Secrets& secrets,
                                         const plan::HostEnvironment& environment);

}  // namespace etl::runtime
