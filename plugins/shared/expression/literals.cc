// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/expression/literals.h"

#include <algorithm>

#include "etl/value_text.h"
#include "plugins/shared/expression/build.h"

namespace etl::expression {
namespace {

// Digits with or without a point, as the smallest decimal that holds them.
NodePtr DecimalLiteral(std::string_view text, const Place& place, Literal literal) {
  std::string_view digits = text;
  if (digits.starts_with('-')) digits.remove_prefix(1);
  while (digits.starts_with('0') && digits.size() > 1) digits.remove_prefix(1);
  const auto point = digits.find('.');
  const std::size_t scale = point == std::string_view::npos ? 0 : digits.size() - point - 1;
  const std::size_t count = digits.size() - (point == std::string_view::npos ? 0 : 1);
  const std::size_t precision = std::max({count, scale, std::size_t{1}});
  if (precision > 38)
    Complain(place, "a number holds at most 38 digits", "with an exponent it is a double: 1e40");
  const DataType type = Decimal128(static_cast<int>(precision), static_cast<int>(scale));
  return MakeConstantNode(
      MakeConstant<Int128>(type, *ParseDecimal(text, type.precision, type.scale)), place, literal);
}

NodePtr WholeLiteral(const std::string& text, const Place& place) {
  if (const auto value = etl::detail::ParseNumber<std::int32_t>(text))
    return MakeConstantNode(MakeConstant<std::int32_t>(Int32(), *value), place, Literal::kInteger);
  if (const auto value = etl::detail::ParseNumber<std::int64_t>(text))
    return MakeConstantNode(MakeConstant<std::int64_t>(Int64(), *value), place, Literal::kInteger);
  return DecimalLiteral(text, place, Literal::kInteger);
}

}  // namespace

NodePtr NumberLiteral(const std::string& written, bool negative, const Place& place) {
  const std::string text = (negative ? "-" : "") + written;
  if (text.find_first_of("eE") != std::string::npos) {
    const auto value = etl::detail::ParseNumber<double>(text);
    if (!value) Complain(place, "this number is out of a double's range");
    return MakeConstantNode(MakeConstant<double>(Float64(), *value), place);
  }
  if (text.find('.') != std::string::npos) return DecimalLiteral(text, place, Literal::kNone);
  return WholeLiteral(text, place);
}

NodePtr TypedLiteral(const std::string& type, const std::string& text, const Place& place) {
  NodePtr literal = MakeConstantNode(TextConstant(text), place, Literal::kText);
  return Coerce(std::move(literal), ParseType(type).type);
}

NodePtr ParameterConstant(const Value& value, const Place& place) {
  switch (value.type) {
    case ETL_VALUE_BOOL:
      return MakeConstantNode(MakeConstant<std::uint8_t>(Bool(), value.integer != 0), place);
    case ETL_VALUE_INT:
      return MakeConstantNode(MakeConstant<std::int64_t>(Int64(), value.integer), place);
    case ETL_VALUE_FLOAT:
      return MakeConstantNode(MakeConstant<double>(Float64(), value.real), place);
    case ETL_VALUE_TEXT:
      return MakeConstantNode(TextConstant(value.text), place);
    case ETL_VALUE_DATE:
      return MakeConstantNode(
          MakeConstant<std::int32_t>(Date32(), static_cast<std::int32_t>(value.integer)), place);
    case ETL_VALUE_DECIMAL:
      return DecimalLiteral(value.text, place, Literal::kNone);
    default:
      return MakeConstantNode(NullConstant(Null()), place);
  }
}

}  // namespace etl::expression
