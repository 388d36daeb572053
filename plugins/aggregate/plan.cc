// SPDX-License-Identifier: Apache-2.0
#include "etl/plan.h"

#include "plugins/aggregate/aggregate.h"

namespace etl::aggregate {

void Aggregate::Describe(const AggregateOptions& options, Context&,
                         const std::vector<PlanInput>& inputs, Plan& plan) {
  const PlanInput& input = inputs.at(0);
  const Calls calls = ReadCalls(options, input.schema, input.name);
  plan.SetSchema(calls.schema);
  plan.SetKind(calls.keys.empty() ? Kind::kWhole : Kind::kByKey);
  if (const Order order = calls.RowOrder(input.schema); !order.empty()) plan.RequireOrder(0, order);
  if (!calls.keys.empty()) plan.SetOrder(calls.keys);
  int output = 0;
  for (const OrderKey& key : calls.keys) {
    plan.AddLineage(output++, 0, key.column);
    plan.Needs(0, key.column);
  }
  for (const AggregateCall& call : calls.calls) {
    if (call.column >= 0) plan.AddLineage(output, 0, input.schema[call.column].name);
    ++output;
  }
  if (calls.distinct) plan.Needs(0, input.schema[*calls.distinct].name);
  plan.AddNote("holds the results of one group");
}

}  // namespace etl::aggregate
