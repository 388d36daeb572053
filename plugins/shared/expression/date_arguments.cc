// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/expression/date_arguments.h"

#include "etl/value_text.h"

namespace etl::expression {

bool IsTimestamp(DataType type) {
  return type.id == TypeId::kTimestamp || type.id == TypeId::kTimestampUtc;
}

Unit NeedUnit(const Node& node, const std::string& who) {
  const auto* constant = dynamic_cast<const ConstantNode*>(&node);
  if (!constant || constant->literal() != Literal::kText)
    Complain(node.place(), Format("{} takes the unit as a text literal", who), UnitsHint({}));
  const auto name = constant->value().values<std::string_view>()[0];
  const auto unit = UnitNamed(name);
  if (!unit)
    Complain(node.place(), Format("{} knows no unit {}", who, Quoted(name)), UnitsHint(name));
  return *unit;
}

NodePtr NeedDate(NodePtr arg, const std::string& who, DataType literal) {
  const auto* constant = dynamic_cast<const ConstantNode*>(arg.get());
  if (arg->type().id == TypeId::kDate32 || IsTimestamp(arg->type())) return arg;
  if (arg->type().id == TypeId::kNull || (constant && constant->literal() == Literal::kText))
    return Coerce(std::move(arg), literal);
  Complain(arg->place(), Format("{} takes dates, not {}", who, ToString(arg->type())),
           arg->type().id == TypeId::kUtf8 ? "cast(x as date) reads a date" : "");
}

void NeedClock(const Node& node, const std::string& what) {
  if (IsTimestamp(node.type())) return;
  Complain(node.place(), Format("{} takes a timestamp: a date has no time of day", what),
           "cast(x as timestamp) is its midnight");
}

}  // namespace etl::expression
