// SPDX-License-Identifier: Apache-2.0
// Holds the steps of a pipeline against the world, each on its own: `etl validate --connect`.
#pragma once

#include <string>
#include <vector>

#include "config/finding.h"
#include "plan/pipeline_plan.h"
#include "plan/step_host.h"

namespace etl::plan {

// What came of one step. What was wrong is in the findings.
struct StepCheck {
  enum class Outcome { kChecked, kUnchecked, kFailed };

  std::string step;
  Outcome outcome = Outcome::kUnchecked;
  std::vector<std::string> notes;  // what was looked at; masked
};

// The code of a finding that no change of the file repairs.
inline constexpr const char* kEnvironmentCode = "environment";

// Asks the step's component, if it can tell: nothing is written. Whatever goes wrong becomes a
// finding. Thread: the planner's.
StepCheck CheckAgainstWorld(const StepPlan& step, const std::vector<PlanInput>& inputs,
                            const HostEnvironment& environment, config::Findings& findings);

// As a finding about the step: with kEnvironmentCode where the world is to blame.
void AddFailure(const StepPlan& step, const StepFailure& failure, config::Findings& findings);

}  // namespace etl::plan
