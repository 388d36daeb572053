// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/finding.h"
#include "plan/pipeline_plan.h"
#include "plan/step_host.h"

namespace etl::plan {

// Marks the sinks that, with their options, commit inside an open transaction. Two of them are a
// finding: neither could wait for the other, so one might have committed when the other fails.
void FindVolatileSinks(PipelinePlan& plan, const HostEnvironment& environment,
                       config::Findings& findings);

}  // namespace etl::plan
