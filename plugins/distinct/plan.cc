// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "plugins/distinct/distinct.h"
#include "plugins/distinct/keys.h"
#include "plugins/shared/order_list/order_list.h"

namespace etl::distinct {
namespace {

// Any order by these columns makes equal keys neighbours: as much as possible of the one that is
// there, and the other keys behind it.
Order CheapestOrder(const Order& keys, const Order& there) {
  Order order;
  for (const OrderKey& key : there) {
    const bool is_key = std::any_of(keys.begin(), keys.end(), [&](const OrderKey& other) {
      return other.column == key.column;
    });
    if (!is_key) break;
    order.push_back(key);
  }
  for (const OrderKey& key : keys)
    if (std::none_of(order.begin(), order.end(),
                     [&](const OrderKey& other) { return other.column == key.column; }))
      order.push_back(key);
  return order;
}

}  // namespace

Order KeysOf(const DistinctOptions& options, const Schema& schema, std::string_view step) {
  if (options.by.node) return order_list::ReadKeys(options.by, schema, step);
  Order keys;
  for (const Field& field : schema) keys.push_back({field.name});
  return keys;
}

Schema OutputOf(const DistinctOptions& options, const Schema& input) {
  std::vector<Field> fields(input.begin(), input.end());
  if (!options.count.empty()) fields.push_back({options.count, Int64(), false});
  return Schema(std::move(fields));
}

void Distinct::Describe(const DistinctOptions& options, Context&,
                        const std::vector<PlanInput>& inputs, Plan& plan) {
  const PlanInput& input = inputs.at(0);
  const Order keys = KeysOf(options, input.schema, input.name);
  const Order order = options.by.node ? keys : CheapestOrder(keys, input.order);
  plan.SetSchema(OutputOf(options, input.schema));
  plan.SetKind(Kind::kByKey);
  plan.RequireOrder(0, order);
  plan.SetOrder(order);
  order_list::AddKeyedLineage(input.schema, keys, plan);
  plan.AddNote("holds one row");
}

}  // namespace etl::distinct
