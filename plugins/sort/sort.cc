// SPDX-License-Identifier: Apache-2.0
#include "plugins/sort/sort.h"

#include <algorithm>

#include "etl/plugin.h"
#include "plugins/shared/order_list/order_list.h"

namespace etl::sort {

void Sort::Describe(const SortOptions& options, Context&, const std::vector<PlanInput>& inputs,
                    Plan& plan) {
  const PlanInput& input = inputs.at(0);
  const Order order = order_list::ReadKeys(options.by, input.schema, input.name);
  const bool is_prefix = order.size() <= input.order.size() &&
                         std::equal(order.begin(), order.end(), input.order.begin());
  plan.SetSchema(input.schema);
  // Not row by row: the order of another step behind this one is not this one's input's.
  plan.SetKind(Kind::kByKey);
  plan.RequireOrder(0, order);
  plan.SetOrder(is_prefix ? input.order : order);
  order_list::AddKeyedLineage(input.schema, order, plan);
}

}  // namespace etl::sort

ETL_PLUGIN(sort, "0.1.0") { plugin.Add<etl::sort::Sort>("sort", "Puts rows into an order."); }
