// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "plan/failure.h"
#include "plan/pipeline_plan.h"
#include "runtime/report.h"

namespace etl::runtime {

// What became of a step's `assert:`. `completed`: all rows were moved. `failure`: of the run, or
// null.
std::vector<AssertionVerdict> JudgeAssertions(const plan::StepPlan& step,
                                              const StepCounters& counters, bool completed,
                                              const plan::StepFailure* failure);

}  // namespace etl::runtime
