// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/json_records/json_value.h"

#include <limits>

#include "etl/value_text.h"

namespace etl::json_records {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

// Up to here every integer is a double.
constexpr std::int64_t kExact = std::int64_t{1} << 53;

bool IsInteger(const element& value) {
  return value.type() == element_type::INT64 || value.type() == element_type::UINT64;
}
// simdjson's is_double() says yes to integers, too.
bool IsDouble(const element& value) { return value.type() == element_type::DOUBLE; }

std::int64_t CodePoints(std::string_view text) {
  std::int64_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  return count;
}

bool IsNumberOrBool(TypeId id) {
  return id == TypeId::kBool || id == TypeId::kInt32 || id == TypeId::kInt64 ||
         id == TypeId::kUInt64 || id == TypeId::kFloat64 || id == TypeId::kDecimal128;
}

bool AppendFloat(ColumnBuilder& column, const element& value) {
  if (IsDouble(value)) return column.AppendFloat64(value.get_double().value_unsafe()), true;
  if (!value.is_int64()) return false;
  const std::int64_t integer = value.get_int64().value_unsafe();
  if (integer > kExact || integer < -kExact) return false;
  return column.AppendFloat64(static_cast<double>(integer)), true;
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

ValueAppender::ValueAppender(Field field)
    : field_(std::move(field)),
      any_(field_.sql_type == "json"),
      max_chars_(static_cast<std::size_t>(field_.max_chars)) {}

bool ValueAppender::Append(ColumnBuilder& column, const element& value) {
  if (value.is_null()) return column.AppendNull(), true;
  if (texts_ && value.is_string()) return AppendNumberText(column, value);
  switch (field_.type.id) {
    case TypeId::kBool:
      if (!value.is_bool()) return false;
      return column.AppendBool(value.get_bool().value_unsafe()), true;
    case TypeId::kInt32:
    case TypeId::kInt64:
    case TypeId::kUInt64:
      return AppendInteger(column, value);
    case TypeId::kFloat64:
      return AppendFloat(column, value);
    case TypeId::kUtf8:
      if (any_) return AppendAny(column, value), true;
      return value.is_string() && AppendText(column, value.get_string().value_unsafe());
    default:
      return AppendParsed(column, value);
  }
}

bool ValueAppender::AppendInteger(ColumnBuilder& column, const element& value) const {
  if (!value.is_int64()) {  // beyond the range of bigint, or no integer
    if (field_.type.id != TypeId::kUInt64 || !value.is_uint64()) return false;
    return column.AppendUInt64(value.get_uint64().value_unsafe()), true;
  }
  const std::int64_t integer = value.get_int64().value_unsafe();
  if (field_.type.id == TypeId::kInt64) return column.AppendInt64(integer), true;
  if (field_.type.id == TypeId::kInt32) {
    if (!std::in_range<std::int32_t>(integer)) return false;
    return column.AppendInt32(static_cast<std::int32_t>(integer)), true;
  }
  if (integer < 0) return false;
  return column.AppendUInt64(static_cast<std::uint64_t>(integer)), true;
}

bool ValueAppender::AppendText(ColumnBuilder& column, std::string_view text) const {
  if (max_chars_ > 0 && text.size() > max_chars_ && CodePoints(text) > field_.max_chars)
    return false;
  return column.AppendText(text), true;
}

// Dates and times are text in JSON, decimals text or integers.
bool ValueAppender::AppendParsed(ColumnBuilder& column, const element& value) const {
  if (value.is_string()) return TryAppendParsed(column, value.get_string().value_unsafe());
  if (field_.type.id != TypeId::kDecimal128 || !IsInteger(value)) return false;
  return TryAppendParsed(column, std::string(simdjson::minify(value)));
}

bool ValueAppender::AppendNumberText(ColumnBuilder& column, const element& value) const {
  const std::string_view text = value.get_string().value_unsafe();
  if (field_.type.id == TypeId::kUtf8 && !any_) return AppendText(column, text);
  if (any_) return column.AppendText(std::string(simdjson::minify(value))), true;
  // No number of JSON is infinite, and none begins with a plus.
  const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
  const bool number = !digits.empty() && digits[0] >= '0' && digits[0] <= '9';
  const TypeId id = field_.type.id;
  if (!number && id != TypeId::kBool && IsNumberOrBool(id)) return false;
  return TryAppendParsed(column, text);
}

void ValueAppender::AppendAny(ColumnBuilder& column, const element& value) {
  text_.clear();
  text_.append(value);
  column.AppendText(text_.str());
}

std::string ValueAppender::Expected(const element& value) const {
  const std::string declared = field_.sql_type.empty() ? ToString(field_.type) : field_.sql_type;
  return "expected " + declared + ", found " + KindOf(value);
}

std::string ValueAppender::WhyNot(const element& value) const {
  const TypeId id = field_.type.id;
  if (texts_ && value.is_string() && IsNumberOrBool(id))
    return "no " + (field_.sql_type.empty() ? ToString(field_.type) : field_.sql_type);
  if (id == TypeId::kBool) return Expected(value);
  if (id == TypeId::kInt32 || id == TypeId::kInt64 || id == TypeId::kUInt64)
    return IsInteger(value) ? "out of the range of " + ToString(field_.type) : Expected(value);
  if (id == TypeId::kFloat64)
    return IsInteger(value) ? "an integer beyond 2^53 is not exact as a double" : Expected(value);
  if (id == TypeId::kDecimal128 && IsDouble(value))
    return "a JSON number with a fraction or exponent is not exact: decimals are read from text or "
           "integers";
  if (id == TypeId::kDecimal128 && (value.is_string() || IsInteger(value)))
    return "no " + ToString(field_.type);
  if (!value.is_string()) return Expected(value);
  if (id == TypeId::kUtf8)
    return Format("{} characters do not fit into {}", CodePoints(value.get_string().value_unsafe()),
                  field_.sql_type);
  const char* form = id == TypeId::kDate32         ? "YYYY-MM-DD"
                     : id == TypeId::kTimestamp    ? "YYYY-MM-DDTHH:MM:SS without a zone"
                     : id == TypeId::kTimestampUtc ? "YYYY-MM-DDTHH:MM:SSZ or ±HH:MM"
                                                   : "HH:MM:SS";
  return Format("no {} ({})", ToString(field_.type), std::string_view(form));
}

}  // namespace etl::json_records
