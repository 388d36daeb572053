// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/pipeline_plan.h"

namespace etl::plan {

// Describes a step with the schemas and orders that its inputs have now. Nothing is described when
// an input's schema is not known.
class Describer {
 public:
  virtual ~Describer() = default;
  // The step's answer if input 0 had this order.
  virtual Description DescribeWith(const StepPlan& step, const Order& input_order) = 0;
};

// Fills StepPlan::wanted of every source: the columns that somebody needs, the conditions that
// every row must meet, the order that a later step requires.
// `with_conditions`: without, a source gives all rows that it has.
void PlanWishes(PipelinePlan& plan, Describer& describer, bool with_conditions = true);

}  // namespace etl::plan
