// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "etl/abi.h"
#include "plan/failure.h"
#include "runtime/step_run.h"

namespace etl::runtime {

using StepRuns = std::vector<std::unique_ptr<StepRun>>;  // null: takes no part
using StepLog = std::function<void(etl_log_level, std::string_view step, std::string_view message)>;

// Rows that were rejected and that no step reads must not go unseen: warns of the first of each
// step, and of how many more there are. `log` may be empty. The threads have ended.
void TellRejects(const StepRuns& runs, const StepLog& log);

// The steps that rejected more rows than their `max_rejects` allows: it does not keep the run from
// being published, only from being called a success.
std::vector<plan::StepFailure> ExcessRejects(const StepRuns& runs);

}  // namespace etl::runtime
