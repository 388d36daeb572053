// SPDX-License-Identifier: Apache-2.0
#include "plugins/select/projection.h"

#include <algorithm>
#include <set>
#include <utility>

namespace etl::select {
namespace {

using expression::BoundExpression;
using expression::FindColumn;

// Item i of a list option, which may also be written as one scalar.
const etl_node* ItemOf(const OptionNode& list, std::size_t i) {
  return list.is_scalar() ? list.get() : list.at(i).get();
}

}  // namespace

Projection::Projection(const SelectOptions& options, const Schema& input, const Context& context)
    : input_(input) {
  if (options.keep.node && options.drop.node)
    throw ConfigError("`keep` and `drop` exclude each other")
        .Hint("`keep` alone says which columns go on")
        .Option(options.drop.node.get());
  if (options.keep.node)
    Keep(options);
  else
    KeepAll(options);
  Rename(options);
  Set(options, context);
  CheckNames(options);
  std::vector<Field> fields;
  for (const Output& output : outputs_) {
    fields.push_back(output.computed ? output.computed->field() : input_[output.column]);
    fields.back().name = output.name;
  }
  schema_ = Schema(std::move(fields));
}

void Projection::Keep(const SelectOptions& options) {
  for (std::size_t i = 0; i < options.keep.value.size(); ++i) {
    const std::string& name = options.keep.value[i];
    const int column = FindColumn(input_, name, ItemOf(options.keep.node, i));
    named_.push_back(input_[column].name);
    outputs_.push_back({name, column});
  }
}

void Projection::KeepAll(const SelectOptions& options) {
  std::set<int> dropped;
  for (std::size_t i = 0; i < options.drop.value.size(); ++i) {
    const int column = FindColumn(input_, options.drop.value[i], ItemOf(options.drop.node, i));
    named_.push_back(input_[column].name);
    dropped.insert(column);
  }
  for (int i = 0; i < input_.size(); ++i)
    if (!dropped.contains(i)) outputs_.push_back({input_[i].name, i});
}

void Projection::Rename(const SelectOptions& options) {
  for (std::size_t i = 0; i < options.rename.value.size(); ++i) {
    const auto& [old_name, new_name] = options.rename.value[i];
    const etl_node* node = options.rename.node.at(i).get();
    const int column = FindColumn(input_, old_name, node);
    named_.push_back(input_[column].name);
    bool found = false;
    for (Output& output : outputs_)
      if (output.column == column) output.name = new_name, found = true;
    if (!found)
      throw ConfigError("`rename` names `{}`, which is not kept", old_name)
          .Hint("add it to `keep`")
          .Option(node);
  }
}

void Projection::Set(const SelectOptions& options, const Context& context) {
  for (const NamedExpression& entry : options.set) {
    auto computed = BoundExpression::Bind(entry.expression, input_, context, entry.name);
    named_.insert(named_.end(), computed.columns().begin(), computed.columns().end());
    const auto same = [&](const Output& output) { return output.name == entry.name; };
    auto replaced = std::find_if(outputs_.begin(), outputs_.end(), same);
    if (replaced == outputs_.end()) replaced = outputs_.insert(replaced, Output{entry.name});
    replaced->column = computed.plain_column() ? *input_.Find(*computed.plain_column()) : -1;
    replaced->computed = std::move(computed);
  }
}

void Projection::CheckNames(const SelectOptions& options) const {
  const OptionNode& blamed = options.keep.node ? options.keep.node : options.rename.node;
  std::set<std::string> names;
  for (const Output& output : outputs_) {
    if (output.name.empty()) throw ConfigError("a column has no name").Option(blamed.get());
    if (!names.insert(output.name).second)
      throw ConfigError("two columns would be called `{}`", output.name)
          .Hint("rename one of them")
          .Option(blamed.get());
  }
  if (outputs_.empty())
    throw ConfigError("nothing is left: select keeps no column and sets none").Option(blamed.get());
}

Order Projection::Kept(const Order& input) const {
  Order kept;
  for (OrderKey key : input) {
    const auto same = [&](const Output& output) {
      return output.column >= 0 && input_[output.column].name == key.column;
    };
    const auto output = std::find_if(outputs_.begin(), outputs_.end(), same);
    if (output == outputs_.end()) break;
    key.column = output->name;
    kept.push_back(std::move(key));
  }
  return kept;
}

std::vector<std::string> Projection::ColumnsOf(const Output& output) const {
  if (output.computed) return output.computed->columns();
  return {input_[output.column].name};
}

void Projection::Describe(const PlanInput& input, Plan& plan) const {
  plan.SetSchema(schema_);
  plan.SetKind(Kind::kRowwise);
  plan.SetOrder(Kept(input.order));
  for (std::size_t i = 0; i < outputs_.size(); ++i)
    for (const std::string& column : ColumnsOf(outputs_[i]))
      plan.AddLineage(static_cast<int>(i), 0, column);
  // A column that an option names must be there when the run opens this step, whether or not a
  // later step uses what becomes of it.
  for (const std::string& column : std::set<std::string>(named_.begin(), named_.end()))
    plan.Needs(0, column);
}

RecordBatch Projection::Apply(const RecordBatch& batch, std::int64_t first_row) const {
  std::vector<Column> columns;
  columns.reserve(outputs_.size());
  for (const Output& output : outputs_)
    columns.push_back(output.computed ? output.computed->Evaluate(batch, first_row)
                                      : batch.column(output.column));
  return RecordBatch(schema_, std::move(columns), batch.num_rows());
}

}  // namespace etl::select
