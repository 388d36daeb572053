// SPDX-License-Identifier: Apache-2.0
#include "plugins/limit/limit.h"

#include <algorithm>

#include "etl/plugin.h"

namespace etl::limit {

void Limit::Describe(const LimitOptions& options, Context&, const std::vector<PlanInput>& inputs,
                     Plan& plan) {
  if (options.rows.value < 0)
    throw ConfigError("`rows` cannot be negative").Option(options.rows.node.get());
  if (options.skip.value < 0)
    throw ConfigError("`skip` cannot be negative").Option(options.skip.node.get());
  const PlanInput& input = inputs.at(0);
  plan.SetSchema(input.schema);
  // Not row by row: the first rows of another order would be other rows.
  plan.SetKind(Kind::kByKey);
  plan.SetOrder(input.order);
  for (int i = 0; i < input.schema.size(); ++i) plan.AddLineage(i, 0, input.schema[i].name);
  if (input.order.empty()) plan.AddNote("the first rows as they come: its input has no order");
}

Schema Limit::Open(Context&, std::vector<BatchReader> inputs) {
  input_ = std::move(inputs.at(0));
  to_skip_ = options_.skip.value;
  to_take_ = options_.rows.value;
  return input_.schema();
}

std::optional<RecordBatch> Limit::Next() {
  while (to_take_ > 0) {
    std::optional<RecordBatch> batch = input_.Next();
    if (!batch) break;
    const std::int64_t rows = batch->num_rows();
    const std::int64_t begin = std::min(to_skip_, rows);
    const std::int64_t count = std::min(to_take_, rows - begin);
    to_skip_ -= begin;
    to_take_ -= count;
    if (to_take_ == 0) input_.Close();
    if (count == rows) return batch;
    if (count > 0) return batch->Slice(begin, count);
  }
  input_.Close();  // nobody in front of this step need work any more
  return std::nullopt;
}

}  // namespace etl::limit

ETL_PLUGIN(limit, "0.1.0") {
  plugin.Add<etl::limit::Limit>("limit", "Lets the first rows through, then stops reading.");
}
