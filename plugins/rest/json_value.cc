// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/json_value.h"

#include <cmath>

#include "etl/value_text.h"

namespace etl::rest {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

std::string Expected(const Field& field, const element& value) {
  const std::string declared = field.sql_type.empty() ? ToString(field.type) : field.sql_type;
  return "expected " + declared + ", found " + KindOf(value);
}

bool IsInteger(const element& value) { return value.is_int64() || value.is_uint64(); }

std::int64_t CodePoints(std::string_view text) {
  std::int64_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  return count;
}

std::string AppendInteger(ColumnBuilder& column, const Field& field, const element& value) {
  if (!IsInteger(value)) return Expected(field, value);
  const bool is_signed = value.is_int64();
  const std::int64_t integer = is_signed ? value.get_int64().value_unsafe() : 0;
  const std::uint64_t natural = is_signed ? 0 : value.get_uint64().value_unsafe();
  const auto fits = [&]<typename T>(T) {
    return is_signed ? std::in_range<T>(integer) : std::in_range<T>(natural);
  };
  const TypeId id = field.type.id;
  if (id == TypeId::kInt32   ? !fits(std::int32_t{})
      : id == TypeId::kInt64 ? !fits(std::int64_t{})
                             : !fits(std::uint64_t{}))
    return "out of the range of " + ToString(field.type);
  if (id == TypeId::kInt32)
    column.AppendInt32(static_cast<std::int32_t>(integer));
  else if (id == TypeId::kInt64)
    column.AppendInt64(integer);
  else
    column.AppendUInt64(is_signed ? static_cast<std::uint64_t>(integer) : natural);
  return {};
}

std::string AppendFloat(ColumnBuilder& column, const Field& field, const element& value) {
  if (!value.is_number()) return Expected(field, value);
  if (IsInteger(value)) {
    constexpr std::int64_t kExact = std::int64_t{1} << 53;
    const auto integer = value.get_int64();
    if (integer.error() || integer.value_unsafe() > kExact || integer.value_unsafe() < -kExact)
      return "an integer beyond 2^53 is not exact as a double";
  }
  column.AppendFloat64(value.get_double().value_unsafe());
  return {};
}

std::string AppendDecimal(ColumnBuilder& column, const Field& field, const element& value) {
  std::string text;
  if (value.is_string())
    text = value.get_string().value_unsafe();
  else if (IsInteger(value))
    text = simdjson::minify(value);
  else if (value.is_double())
    return "a JSON number with a fraction or exponent is not exact: decimals are read from text or "
           "integers";
  else
    return Expected(field, value);
  if (!TryAppendParsed(column, text)) return "no " + ToString(field.type);
  return {};
}

std::string AppendString(ColumnBuilder& column, const Field& field, const element& value) {
  if (!value.is_string()) return Expected(field, value);
  const std::string_view text = value.get_string().value_unsafe();
  if (field.max_chars > 0 && text.size() > static_cast<std::size_t>(field.max_chars))
    if (const auto length = CodePoints(text); length > field.max_chars)
      return Format("{} characters do not fit into {}", length, field.sql_type);
  column.AppendText(text);
  return {};
}

// Dates and times are text in JSON.
std::string AppendTemporal(ColumnBuilder& column, const Field& field, const element& value) {
  if (!value.is_string()) return Expected(field, value);
  if (TryAppendParsed(column, value.get_string().value_unsafe())) return {};
  const char* form = field.type.id == TypeId::kDate32         ? "YYYY-MM-DD"
                     : field.type.id == TypeId::kTimestamp    ? "YYYY-MM-DDTHH:MM:SS without a zone"
                     : field.type.id == TypeId::kTimestampUtc ? "YYYY-MM-DDTHH:MM:SSZ or ±HH:MM"
                                                              : "HH:MM:SS";
  return Format("no {} ({})", ToString(field.type), std::string_view(form));
}

}  // namespace

std::string KindOf(const element& value) {
  switch (value.type()) {
    case element_type::ARRAY:
      return "a list";
    case element_type::OBJECT:
      return "an object";
    case element_type::STRING:
      return "text";
    case element_type::BOOL:
      return "a boolean";
    case element_type::NULL_VALUE:
      return "null";
    case element_type::DOUBLE:
      return "a number with a fraction or exponent";
    default:
      return "an integer";
  }
}

std::string Shown(const element& value) {
  if (value.is_string()) return Quoted(value.get_string().value_unsafe());
  const std::string text = simdjson::minify(value);
  return value.is_array() || value.is_object() ? Quoted(text) : text;
}

std::string AppendJson(ColumnBuilder& column, const Field& field, const element& value) {
  if (value.is_null()) return column.AppendNull(), std::string();
  switch (field.type.id) {
    case TypeId::kBool:
      if (!value.is_bool()) return Expected(field, value);
      return column.AppendBool(value.get_bool().value_unsafe()), std::string();
    case TypeId::kInt32:
    case TypeId::kInt64:
    case TypeId::kUInt64:
      return AppendInteger(column, field, value);
    case TypeId::kFloat64:
      return AppendFloat(column, field, value);
    case TypeId::kDecimal128:
      return AppendDecimal(column, field, value);
    case TypeId::kUtf8:
      if (field.sql_type == "json") {
        column.AppendText(std::string(simdjson::minify(value)));
        return {};
      }
      return AppendString(column, field, value);
    default:
      return AppendTemporal(column, field, value);
  }
}

}  // namespace etl::rest
