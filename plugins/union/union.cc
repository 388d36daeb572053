// SPDX-License-Identifier: Apache-2.0
#include "plugins/union/union.h"

#include <string>

#include "etl/plugin.h"
#include "plugins/shared/order_list/order_list.h"
#include "plugins/union/union_layout.h"

namespace etl::union_all {
namespace {

void RequireOrders(const UnionOptions& options, const Context& context, const Schema& schema,
                   std::size_t inputs, Plan& plan) {
  const Order order = order_list::ReadKeys(options.order, schema, context.step());
  for (std::size_t i = 0; i < inputs; ++i) {
    plan.RequireOrder(static_cast<int>(i), order);
    for (const OrderKey& key : order) plan.Needs(static_cast<int>(i), key.column);
  }
  plan.SetOrder(order);
  // A batch of each input is at hand, and the one that is being made.
  plan.SetMinimumMemory(static_cast<std::int64_t>(inputs + 1) * context.batch_limits().bytes);
  plan.AddNote("merges its inputs, holds a batch of each");
}

}  // namespace

void Union::Describe(const UnionOptions& options, Context& context,
                     const std::vector<PlanInput>& inputs, Plan& plan) {
  std::vector<NamedSchema> named;
  for (const PlanInput& input : inputs) named.push_back({input.name, input.schema});
  const UnionLayout layout = MakeLayout(options, named);
  plan.SetSchema(layout.schema);
  plan.SetKind(Kind::kByKey);
  for (std::size_t k = 0; k < inputs.size(); ++k) {
    const int input = static_cast<int>(k);
    for (int i = 0; i < inputs[0].schema.size(); ++i)
      plan.AddLineage(i, input, inputs[0].schema[i].name);
    // There must be one that all have, even if later steps need no more than the number of rows.
    if (!options.order.node && inputs[0].schema.size() > 0)
      plan.Needs(input, inputs[0].schema[0].name);
  }
  if (options.order.node)
    RequireOrders(options, context, inputs[0].schema, inputs.size(), plan);
  else
    plan.AddNote("one input after the other");
}

Schema Union::Open(Context& context, std::vector<BatchReader> inputs) {
  std::vector<NamedSchema> named;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    named.push_back({std::string(context.input_name(i)), inputs[i].schema()});
  UnionLayout layout = MakeLayout(options_, named);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    std::optional<std::string> source;
    if (options_.source.node) source = named[i].name;
    inputs_.emplace_back(std::move(inputs[i]), layout.schema, std::move(layout.columns[i]),
                         std::move(source));
  }
  if (options_.order.node)
    merge_.emplace(layout.schema,
                   order_list::ReadKeys(options_.order, named[0].schema, context.step()),
                   context.batch_limits(), std::move(inputs_));
  return layout.schema;
}

std::optional<RecordBatch> Union::Next() {
  if (merge_) return merge_->Next();
  for (; at_ < inputs_.size(); ++at_)
    if (auto batch = inputs_[at_].Next()) return batch;
  return std::nullopt;
}

}  // namespace etl::union_all

ETL_PLUGIN(union, "0.1.0") {
  plugin.Add<etl::union_all::Union>("union", "Puts the rows of several inputs into one stream.");
}
