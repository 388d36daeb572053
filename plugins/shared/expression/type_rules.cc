// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/expression/type_rules.h"

#include <algorithm>

namespace etl::expression {

bool IsInteger(DataType type) {
  return type.id == TypeId::kInt32 || type.id == TypeId::kInt64 || type.id == TypeId::kUInt64;
}

bool IsNumeric(DataType type) {
  return IsInteger(type) || type.id == TypeId::kDecimal128 || type.id == TypeId::kFloat64;
}

DataType AsDecimal(DataType type) {
  switch (type.id) {
    case TypeId::kInt32:
      return Decimal128(10, 0);
    case TypeId::kInt64:
      return Decimal128(19, 0);
    case TypeId::kUInt64:
      return Decimal128(20, 0);
    default:
      return type;
  }
}

namespace {

DataType CommonNumber(DataType a, DataType b) {
  if (a.id == TypeId::kFloat64 || b.id == TypeId::kFloat64) return Float64();
  const bool is_decimal = a.id == TypeId::kDecimal128 || b.id == TypeId::kDecimal128;
  if (!is_decimal && (a.id == TypeId::kUInt64) == (b.id == TypeId::kUInt64))
    return a.id == TypeId::kInt32 ? b : a;
  const DataType x = AsDecimal(a), y = AsDecimal(b);
  const int scale = std::max(x.scale, y.scale);
  const int whole = std::max(x.precision - x.scale, y.precision - y.scale);
  return Decimal128(std::min(38, whole + scale), scale);
}

}  // namespace

std::optional<DataType> CommonType(DataType a, DataType b) {
  if (a == b || b.id == TypeId::kNull) return a;
  if (a.id == TypeId::kNull) return b;
  if (IsNumeric(a) && IsNumeric(b)) return CommonNumber(a, b);
  if (a.id == TypeId::kDate32 && b.id == TypeId::kTimestamp) return b;
  if (a.id == TypeId::kTimestamp && b.id == TypeId::kDate32) return a;
  return std::nullopt;
}

std::optional<DataType> CommonType(const std::vector<const Node*>& nodes) {
  const auto literal = [](const Node* node) {
    const auto* constant = dynamic_cast<const ConstantNode*>(node);
    return constant ? constant->literal() : Literal::kNone;
  };
  DataType common = Null();
  for (const Node* node : nodes) {
    if (literal(node) != Literal::kNone) continue;
    const auto joined = CommonType(common, node->type());
    if (!joined) return std::nullopt;
    common = *joined;
  }
  bool has_text = false;
  for (const Node* node : nodes) {
    if (literal(node) == Literal::kText) has_text = true;
    if (literal(node) != Literal::kInteger) continue;
    if (common.id == TypeId::kUInt64 && static_cast<const ConstantNode*>(node)->fits_unsigned())
      continue;
    const auto joined = CommonType(common, node->type());
    if (!joined) return std::nullopt;
    common = *joined;
  }
  if (has_text && common.id == TypeId::kNull) return Utf8();
  return common;
}

}  // namespace etl::expression
