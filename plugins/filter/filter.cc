// SPDX-License-Identifier: Apache-2.0
#include "plugins/filter/filter.h"

#include "etl/plugin.h"
#include "plugins/filter/gather.h"

namespace etl::filter {
namespace {

expression::BoundExpression BindCondition(const FilterOptions& options, const Schema& schema,
                                          const Context& context) {
  auto where = expression::BoundExpression::Bind(options.where, schema, context);
  if (where.field().type.id != TypeId::kBool)
    throw ConfigError("`where` must be a condition (bool), not {}", ToString(where.field().type))
        .Hint("compare it with something: x <> 0")
        .Option(options.where.node.get(), 0);
  return where;
}

}  // namespace

void Filter::Describe(const FilterOptions& options, Context& context,
                      const std::vector<PlanInput>& inputs, Plan& plan) {
  const Schema& schema = inputs.at(0).schema;
  const auto where = BindCondition(options, schema, context);
  plan.SetSchema(schema);
  plan.SetKind(Kind::kRowwise);
  for (int i = 0; i < schema.size(); ++i) plan.AddLineage(i, 0, schema[i].name);
  for (const std::string& column : where.columns()) plan.Needs(0, column);
  for (const Predicate& predicate : where.PushableConjuncts()) plan.AddPredicate(predicate);
}

Schema Filter::Open(Context& context, const Schema& input) {
  where_ = BindCondition(options_, input, context);
  return input;
}

void Filter::Process(const RecordBatch& input, BatchQueue& output) {
  const Column condition = where_->Evaluate(input, rows_);
  rows_ += input.num_rows();
  selected_.clear();
  for (std::int64_t row = 0; row < input.num_rows(); ++row)
    if (!condition.IsNull(row) && condition.BoolAt(row))
      selected_.push_back(static_cast<std::int32_t>(row));
  if (selected_.empty()) return;
  const auto count = static_cast<std::int64_t>(selected_.size());
  if (count == input.num_rows())
    output.Push(input);
  else if (selected_.back() - selected_.front() + 1 == count)
    output.Push(input.Slice(selected_.front(), count));
  else
    output.Push(Gather(input, selected_));
}

}  // namespace etl::filter

ETL_PLUGIN(filter, "0.1.0") {
  plugin.Add<etl::filter::Filter>("filter", "Lets through the rows that meet a condition.");
}
