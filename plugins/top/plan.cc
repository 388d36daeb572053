// SPDX-License-Identifier: Apache-2.0
#include "etl/plan.h"

#include "plugins/shared/order_list/order_list.h"
#include "plugins/top/columns.h"
#include "plugins/top/top.h"

namespace etl::top {

std::vector<int> ColumnsOf(const Located<std::vector<std::string>>& option, const Schema& schema,
                           std::string_view step) {
  std::vector<int> columns;
  for (std::size_t i = 0; i < option.value.size(); ++i) {
    const auto column = schema.Find(option.value[i]);
    const OptionNode node =
        option.node && !option.node.is_scalar() ? option.node.at(i) : option.node;
    if (!column)
      throw ConfigError("`{}` has no column `{}`", step, option.value[i])
          .Hint(order_list::ColumnHint(option.value[i], schema))
          .Option(node.get(), 0);
    columns.push_back(*column);
  }
  return columns;
}

bool IsSorted(const TopOptions& options) {
  return options.n.value > kMostHeld && options.unique.value.empty();
}

void Top::Describe(const TopOptions& options, Context& context,
                   const std::vector<PlanInput>& inputs, Plan& plan) {
  const PlanInput& input = inputs.at(0);
  if (options.n.value < 0) throw ConfigError("`n` cannot be negative").Option(options.n.node.get());
  if (options.locate.node && options.unique.value.empty())
    throw ConfigError("`locate` is for the errors of `unique`, which is not there")
        .Option(options.locate.node.get());
  const Order order = order_list::ReadKeys(options.order, input.schema, input.name);
  std::vector<int> looked_at = ColumnsOf(options.unique, input.schema, input.name);
  if (!looked_at.empty())
    for (const int column : ColumnsOf(options.locate, input.schema, input.name))
      looked_at.push_back(column);
  plan.SetSchema(input.schema);
  plan.SetKind(Kind::kWhole);
  plan.SetOrder(order);
  order_list::AddKeyedLineage(input.schema, order, plan);
  for (const int column : looked_at) plan.Needs(0, input.schema[column].name);
  if (IsSorted(options)) {
    plan.RequireOrder(0, order);
    plan.AddNote("takes the first rows of a sort, as they are too many to be held");
  } else {
    plan.SetMinimumMemory(2 * context.batch_limits().bytes);
    plan.AddNote(Format("holds {} rows, and compares", options.n.value));
  }
}

}  // namespace etl::top
