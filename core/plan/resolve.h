// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/pipeline_plan.h"
#include "plugin/registry.h"

namespace etl::plan {

// A sink of the host's own, which stands in no file. Both outlive the plan; null: there is none.
struct HostSink {
  const config::Step* step = nullptr;
  const plugin::Component* component = nullptr;
};

// Names to components: opens the plugins, checks the options, connects the steps and puts them in
// topological order. Problems of the file become findings; a plugin that does not load is thrown as
// EnvironmentError.
PipelinePlan ResolveSteps(const config::PipelineConfig& config, plugin::Registry& registry,
                          config::Secrets& secrets, config::Findings& findings,
                          const HostSink& sink = {});

}  // namespace etl::plan
