// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "config/finding.h"
#include "plan/pipeline_plan.h"
#include "plan/resolve.h"
#include "plan/step_host.h"
#include "plan/world_check.h"
#include "plugin/registry.h"

namespace etl::plan {

struct PlanRequest {
  const config::PipelineConfig* config = nullptr;
  std::int64_t memory = 64 << 20;         // bytes
  bool connect = true;                    // ask the sources for offers
  const CursorStates* cursors = nullptr;  // how far the sources have been read; null: not at all
  bool whole_sources = false;  // conditions are not pushed into them: all that they have is read
  HostParts host = {};         // sinks and steps of the host's own
  // Not null: nothing is to be run. Every step is held against the world, and what came of that is
  // written there; what is wrong with the world is a finding then, too.
  std::vector<StepCheck>* checks = nullptr;
};

// How large batches are and how much one edge may hold, within a budget.
BatchLimits LimitsFor(std::int64_t memory);
std::int64_t ChannelBytes(const BatchLimits& limits);

// Builds a plan: names → components → schemas → wishes → offers → orders, sorts and memory. What is
// wrong with the file becomes findings (then the plan is of no use); what is wrong with the world,
// and a plugin that does not load, is thrown (StepFailure, EnvironmentError). `environment` must
// outlive the plan.
PipelinePlan BuildPlan(const PlanRequest& request, plugin::Registry& registry,
                       config::Secrets& secrets, const HostEnvironment& environment,
                       config::Findings& findings);

}  // namespace etl::plan
