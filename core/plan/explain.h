// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "plan/pipeline_plan.h"

namespace etl::plan {

// The plan for people: steps, columns and types, order and why each sort is there, memory shares,
// what is pushed down. No secrets.
std::string Explain(const PipelinePlan& plan);

// What it says of one step: a headline, and lines of a label and a text.
std::string ExplainStep(const PipelinePlan& plan, const StepPlan& step);

// "varchar(50) not null"
std::string TypeText(const Field& field);

// The same as one JSON object.
std::string ExplainJson(const PipelinePlan& plan);

}  // namespace etl::plan
