// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "plan/pipeline_plan.h"

namespace etl::plan {

// The plan for people: steps, columns and types, order and why each sort is there, memory shares,
// what is pushed down. No secrets.
std::string Explain(const PipelinePlan& plan);

// The same as one JSON object.
std::string ExplainJson(const PipelinePlan& plan);

}  // namespace etl::plan
