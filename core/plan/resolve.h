// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "plan/pipeline_plan.h"
#include "plugin/registry.h"

namespace etl::plan {

// A sink of the host's own, which stands in no file.
struct HostSink {
  const config::Step* step = nullptr;
  const plugin::Component* component = nullptr;
};

// Components of the host's own in place of those that steps name, by step.
using StandIns = std::map<std::string, const plugin::Component*, std::less<>>;

// What the host adds to a pipeline, and puts in place of parts of it. All of it outlives the plan.
struct HostParts {
  std::vector<HostSink> sinks = {};
  const StandIns* stand_ins = nullptr;
};

// Names to components: opens the plugins, checks the options, connects the steps and puts them in
// topological order. Problems of the file become findings; a plugin that does not load is thrown as
// EnvironmentError.
PipelinePlan ResolveSteps(const config::PipelineConfig& config, plugin::Registry& registry,
                          config::Secrets& secrets, config::Findings& findings,
                          const HostParts& host = {});

}  // namespace etl::plan
