// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/expression/bound_expression.h"

#include <set>
#include <utility>

#include "plugins/shared/expression/binder.h"
#include "plugins/shared/expression/column_name.h"
#include "plugins/shared/expression/node.h"
#include "plugins/shared/expression/parser.h"
#include "plugins/shared/expression/pushdown.h"
#include "plugins/shared/expression/syntax_error.h"

namespace etl::expression {
namespace {

void CollectColumns(const Node& node, std::set<int>& columns) {
  if (const auto* column = dynamic_cast<const ColumnNode*>(&node)) columns.insert(column->index());
  for (const Node* operand : node.operands()) CollectColumns(*operand, columns);
}

}  // namespace

BoundExpression BoundExpression::Bind(const Expression& expression, const Schema& schema,
                                      const Context& context, std::string result) {
  const etl_node* option = expression.node.get();
  try {
    const SyntaxPtr syntax = Parse(expression.text);
    return {Binder(schema, context, option, std::move(result)).Bind(*syntax), schema};
  } catch (const SyntaxError& error) {
    throw ConfigError("{}", error.what())
        .Hint(error.hint())
        .Option(option, static_cast<std::int64_t>(error.at()));
  }
}

BoundExpression::BoundExpression(std::shared_ptr<const Node> root, const Schema& schema)
    : root_(std::move(root)) {
  const Shape& shape = root_->shape();
  field_ = {"", shape.type, shape.nullable, shape.max_chars, shape.sql_type};
  std::set<int> columns;
  CollectColumns(*root_, columns);
  for (const int i : columns) columns_.push_back(schema[i].name);
  if (const auto* column = dynamic_cast<const ColumnNode*>(root_.get()))
    plain_column_ = schema[column->index()].name;
}

Column BoundExpression::Evaluate(const RecordBatch& batch, std::int64_t first_row) const {
  if (const auto* column = dynamic_cast<const ColumnNode*>(root_.get()))
    return batch.column(column->index());
  const Rows rows{&batch, batch.num_rows(), first_row, nullptr};
  return ToColumn(root_->Evaluate(rows), batch.num_rows());
}

std::vector<Predicate> BoundExpression::PushableConjuncts() const {
  return expression::PushableConjuncts(*root_);
}

int FindColumn(const Schema& schema, std::string_view name, const etl_node* option) {
  try {
    return ResolveColumn(schema, name);
  } catch (const SyntaxError& error) {
    throw ConfigError("{}", error.what()).Hint(error.hint()).Option(option);
  }
}

}  // namespace etl::expression
