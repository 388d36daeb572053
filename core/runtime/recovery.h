// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "plan/pipeline_plan.h"
#include "plan/step_host.h"
#include "plugin/registry.h"
#include "runtime/journal.h"

namespace etl::runtime {

// Whether a sink that is not settled yet can only be settled with the options of its step.
bool NeedsOptions(const JournalContent& content, plugin::Registry& registry);

// Finishes or undoes what a run left, as its journal says: publishes everything if the decision was
// made, else removes everything. Where the decision is a transaction, its sink is asked for it.
// `plan` gives the options to the sinks that cannot do without; the others get none, as those of
// today may not be those of the run. It may be null, then the sinks that need options fail. Afterwards
// `content.decided` says what was found out. Returns
// what was done, one line a sink. Throws StepFailure, or Error: the journal must stay.
std::vector<std::string> Recover(JournalContent& content, plugin::Registry& registry,
                                 const plan::HostEnvironment& environment,
                                 const plan::PipelinePlan* plan);

}  // namespace etl::runtime
