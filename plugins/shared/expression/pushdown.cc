// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/expression/pushdown.h"

#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "plugins/shared/expression/logic.h"
#include "plugins/shared/expression/type_rules.h"

namespace etl::expression {
namespace {

// The column that a node is, seen through the casts that the binder added: they keep the order of
// the values, unlike one that the user wrote.
const ColumnNode* AsColumn(const Node* node) {
  while (const auto* cast = dynamic_cast<const CastNode*>(node)) {
    if (cast->written()) return nullptr;
    // An integer or a decimal beside a double may be rounded: the source would compare otherwise.
    if (cast->type().id == TypeId::kFloat64) return nullptr;
    node = &cast->arg();
  }
  return dynamic_cast<const ColumnNode*>(node);
}

// nullopt: no etl_value says it.
std::optional<Value> ToValue(const Node* node) {
  const auto* constant = dynamic_cast<const ConstantNode*>(node);
  if (!constant || constant->is_null()) return std::nullopt;
  const Vector& value = constant->value();
  Value out;
  switch (node->type().id) {
    case TypeId::kBool:
      out.type = ETL_VALUE_BOOL;
      out.integer = value.values<std::uint8_t>()[0];
      return out;
    case TypeId::kInt32:
      out.type = ETL_VALUE_INT;
      out.integer = value.values<std::int32_t>()[0];
      return out;
    case TypeId::kInt64:
      out.type = ETL_VALUE_INT;
      out.integer = value.values<std::int64_t>()[0];
      return out;
    case TypeId::kUInt64: {
      const std::uint64_t whole = value.values<std::uint64_t>()[0];
      const bool fits = whole <= std::uint64_t{std::numeric_limits<std::int64_t>::max()};
      out.type = fits ? ETL_VALUE_INT : ETL_VALUE_DECIMAL;
      out.integer = fits ? static_cast<std::int64_t>(whole) : 0;
      if (!fits) out.text = std::to_string(whole);
      return out;
    }
    case TypeId::kFloat64:
      out.type = ETL_VALUE_FLOAT;
      out.real = value.values<double>()[0];
      return std::isfinite(out.real) ? std::optional(out) : std::nullopt;
    case TypeId::kDecimal128:
      out.type = ETL_VALUE_DECIMAL;
      out.text = FormatDecimal(value.values<Int128>()[0], node->type().scale);
      return out;
    case TypeId::kUtf8:
      out.type = ETL_VALUE_TEXT;
      out.text = value.values<std::string_view>()[0];
      return out;
    case TypeId::kDate32:
      out.type = ETL_VALUE_DATE;
      out.integer = value.values<std::int32_t>()[0];
      return out;
    default:
      return std::nullopt;
  }
}

etl_predicate_op Flipped(etl_predicate_op op) {
  switch (op) {
    case ETL_OP_LT:
      return ETL_OP_GT;
    case ETL_OP_LE:
      return ETL_OP_GE;
    case ETL_OP_GT:
      return ETL_OP_LT;
    case ETL_OP_GE:
      return ETL_OP_LE;
    default:
      return op;
  }
}

class Collector {
 public:
  void Visit(const Node& node) {
    if (const auto* logic = dynamic_cast<const LogicNode*>(&node); logic && logic->is_and()) {
      for (const Node* operand : logic->operands()) Visit(*operand);
    } else if (const auto* compare = dynamic_cast<const CompareNode*>(&node)) {
      VisitCompare(compare->op(), &compare->left(), &compare->right());
    } else if (const auto* is = dynamic_cast<const IsNode*>(&node)) {
      VisitIs(*is);
    } else if (const auto* in = dynamic_cast<const InNode*>(&node)) {
      VisitIn(*in);
    } else if (const auto* between = dynamic_cast<const BetweenNode*>(&node)) {
      if (between->negated()) return;
      VisitCompare(ETL_OP_GE, between->operands()[0], between->operands()[1]);
      VisitCompare(ETL_OP_LE, between->operands()[0], between->operands()[2]);
    } else if (const ColumnNode* column = AsColumn(&node)) {
      Add(*column, ETL_OP_EQ, {Value{ETL_VALUE_BOOL, 1, 0, {}}});
    } else if (dynamic_cast<const NotNode*>(&node)) {
      if (const ColumnNode* negated = AsColumn(node.operands()[0]))
        Add(*negated, ETL_OP_EQ, {Value{ETL_VALUE_BOOL, 0, 0, {}}});
    }
  }

  std::vector<Predicate> Take() { return std::move(predicates_); }

 private:
  void Add(const ColumnNode& column, etl_predicate_op op, std::vector<Value> values) {
    predicates_.push_back({column.place().column, op, std::move(values)});
  }

  void VisitCompare(etl_predicate_op op, const Node* left, const Node* right) {
    if (!AsColumn(left)) std::swap(left, right), op = Flipped(op);
    const ColumnNode* column = AsColumn(left);
    const auto value = ToValue(right);
    if (column && value) Add(*column, op, {*value});
  }

  void VisitIs(const IsNode& is) {
    const ColumnNode* column = AsColumn(&is.arg());
    if (!column) return;
    if (is.test() == IsTest::kNull)
      Add(*column, is.negated() ? ETL_OP_IS_NOT_NULL : ETL_OP_IS_NULL, {});
    else if (!is.negated())
      Add(*column, ETL_OP_EQ, {Value{ETL_VALUE_BOOL, is.test() == IsTest::kTrue ? 1 : 0, 0, {}}});
  }

  void VisitIn(const InNode& in) {
    const std::vector<const Node*> operands = in.operands();
    const ColumnNode* column = AsColumn(operands[0]);
    std::vector<Value> values;
    for (std::size_t i = 1; i < operands.size(); ++i) {
      const auto* constant = dynamic_cast<const ConstantNode*>(operands[i]);
      if (constant && constant->is_null() && !in.negated()) continue;  // never equal to anything
      const auto value = ToValue(operands[i]);
      if (!value) return;
      values.push_back(*value);
    }
    if (!column || values.empty()) return;
    if (!in.negated()) return Add(*column, ETL_OP_IN, std::move(values));
    for (Value& value : values) Add(*column, ETL_OP_NE, {std::move(value)});
  }

  std::vector<Predicate> predicates_;
};

}  // namespace

std::vector<Predicate> PushableConjuncts(const Node& condition) {
  Collector collector;
  collector.Visit(condition);
  return collector.Take();
}

}  // namespace etl::expression
