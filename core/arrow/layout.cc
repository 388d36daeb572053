// SPDX-License-Identifier: Apache-2.0
#include "arrow/layout.h"

#include <charconv>
#include <cstring>
#include <optional>
#include <string_view>

#include "arrow/boundary.h"
#include "etl/error.h"
#include "etl/value_text.h"

namespace etl::arrow {
namespace {

struct FixedFormat {
  const char* format;
  Physical physical;
  TypeId canonical;
  std::int64_t multiply = 1, divide = 1;
};

constexpr std::int64_t kMillisPerDay = 86'400'000;

constexpr FixedFormat kFormats[] = {
    {"n", Physical::kNull, TypeId::kNull},
    {"b", Physical::kBool, TypeId::kBool},
    {"c", Physical::kInt8, TypeId::kInt32},
    {"C", Physical::kUInt8, TypeId::kInt32},
    {"s", Physical::kInt16, TypeId::kInt32},
    {"S", Physical::kUInt16, TypeId::kInt32},
    {"i", Physical::kInt32, TypeId::kInt32},
    {"I", Physical::kUInt32, TypeId::kInt64},
    {"l", Physical::kInt64, TypeId::kInt64},
    {"L", Physical::kUInt64, TypeId::kUInt64},
    {"e", Physical::kFloat16, TypeId::kFloat64},
    {"f", Physical::kFloat32, TypeId::kFloat64},
    {"g", Physical::kFloat64, TypeId::kFloat64},
    {"u", Physical::kText, TypeId::kUtf8},
    {"z", Physical::kText, TypeId::kBinary},
    {"U", Physical::kLargeText, TypeId::kUtf8},
    {"Z", Physical::kLargeText, TypeId::kBinary},
    {"vu", Physical::kTextView, TypeId::kUtf8},
    {"vz", Physical::kTextView, TypeId::kBinary},
    {"tdD", Physical::kInt32, TypeId::kDate32},
    {"tdm", Physical::kInt64, TypeId::kDate32, 1, kMillisPerDay},
    {"tts", Physical::kInt32, TypeId::kDuration, 1'000'000},
    {"ttm", Physical::kInt32, TypeId::kDuration, 1'000},
    {"ttu", Physical::kInt64, TypeId::kDuration},
    {"ttn", Physical::kInt64, TypeId::kDuration, 1, 1'000},
    {"tDs", Physical::kInt64, TypeId::kDuration, 1'000'000},
    {"tDm", Physical::kInt64, TypeId::kDuration, 1'000},
    {"tDu", Physical::kInt64, TypeId::kDuration},
    {"tDn", Physical::kInt64, TypeId::kDuration, 1, 1'000},
};

constexpr std::pair<std::string_view, const char*> kRefused[] = {
    {"+l", "list"},       {"+L", "list"},          {"+w:", "fixed-size list"},
    {"+vl", "list view"}, {"+vL", "list view"},    {"+s", "struct"},
    {"+m", "map"},        {"+ud:", "union"},       {"+us:", "union"},  // not the plugin
    {"+r", "run-end"},    {"ti", "calendar span"}, {"d:", "decimal of another width or scale"}};

// "tss:", "tsn:Europe/Paris": whatever the zone, the value counts from 1970 in UTC.
bool ReadTimestamp(std::string_view format, ColumnLayout& column) {
  if (format.size() < 4 || !format.starts_with("ts") || format[3] != ':') return false;
  switch (format[2]) {
    case 's':
      column.multiply = 1'000'000;
      break;
    case 'm':
      column.multiply = 1'000;
      break;
    case 'u':
      break;
    case 'n':
      column.divide = 1'000;
      break;
    default:
      return false;
  }
  column.physical = Physical::kInt64;
  column.field.type = format.size() == 4 ? Timestamp() : TimestampUtc();
  return true;
}

bool ReadFixedBinary(std::string_view format, ColumnLayout& column) {
  if (!format.starts_with("w:")) return false;
  const char* end = format.data() + format.size();
  const auto [at, error] = std::from_chars(format.data() + 2, end, column.byte_width);
  column.physical = Physical::kFixedBinary;
  column.field.type = Binary();
  return error == std::errc() && at == end && column.byte_width >= 0;
}

bool ReadType(std::string_view format, ColumnLayout& column) {
  for (const FixedFormat& known : kFormats) {
    if (format != known.format) continue;
    column.physical = known.physical;
    column.field.type = {known.canonical};
    column.multiply = known.multiply;
    column.divide = known.divide;
    return true;
  }
  if (format.starts_with("d:")) {
    const std::optional<DataType> decimal = FromArrowFormat(format);
    if (!decimal) return false;
    column.physical = Physical::kDecimal128;
    column.field.type = *decimal;
    return true;
  }
  return ReadTimestamp(format, column) || ReadFixedBinary(format, column);
}

[[noreturn]] void Refuse(std::string_view name, std::string_view format) {
  std::string_view type = "unknown";
  for (const auto& [prefix, refused] : kRefused)
    if (format.starts_with(prefix)) {
      type = refused;
      break;
    }
  const bool nested = format.starts_with('+');
  throw ConfigError("column `{}` has the Arrow type {} ({}), which etl cannot carry", name, type,
                    Quoted(format))
      .Column(std::string(name))
      .Hint(nested ? "a nested value travels as JSON text: have the source write it so, or leave "
                     "the column out"
                   : "have the source give another type, such as text or decimal(38, s), or leave "
                     "the column out");
}

// The encoding carries no total size: what can be checked is that no count is negative.
std::int32_t ReadCount(const char*& at, std::string_view column) {
  std::int32_t count;
  std::memcpy(&count, at, 4);
  at += 4;
  constexpr std::int32_t kLimit = 1 << 20;
  if (count < 0 || count > kLimit)
    throw PluginFault(
        "the plugin broke the Arrow format: column `{}`: metadata with a length of {}", column,
        count)
        .Column(std::string(column));
  return count;
}

void ReadMetadata(const char* at, Field& field) {
  if (!at) return;
  const std::int32_t pairs = ReadCount(at, field.name);
  for (std::int32_t i = 0; i < pairs; ++i) {
    std::string_view text[2];
    for (std::string_view& part : text) {
      const auto size = static_cast<std::size_t>(ReadCount(at, field.name));
      part = {at, size};
      at += size;
    }
    const auto [key, value] = text;
    if (key == "etl.sql_type") field.sql_type = value;
    int chars = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), chars);
    if (key == "etl.max_chars" && error == std::errc() && chars > 0 &&
        end == value.data() + value.size())
      field.max_chars = chars;
  }
}

bool IsInteger(Physical physical) {
  return physical >= Physical::kInt8 && physical <= Physical::kUInt64;
}

ColumnLayout ReadColumn(const ArrowSchema& schema, std::string_view name) {
  ColumnLayout column;
  column.format = schema.format;
  column.field.name = name;
  column.field.nullable = (schema.flags & ARROW_FLAG_NULLABLE) != 0;
  ReadMetadata(schema.metadata, column.field);
  if (!ReadType(column.format, column)) Refuse(name, column.format);
  if (!schema.dictionary) return column;
  const bool is_index = column.format.size() == 1 && IsInteger(column.physical);
  if (!is_index || schema.dictionary->dictionary)
    throw PluginFault(
        "the plugin broke the Arrow format: column `{}`: a dictionary with indices of "
        "type {}",
        name, Quoted(column.format))
        .Column(std::string(name));
  auto values = std::make_shared<ColumnLayout>(ReadColumn(*schema.dictionary, name));
  values->field.nullable = true;
  column.field.type = values->field.type;
  column.dictionary = std::move(values);
  return column;
}

}  // namespace

std::vector<ColumnLayout> ReadLayout(const ArrowSchema* schema) {
  std::vector<ColumnLayout> columns;
  for (std::int64_t i = 0; i < schema->n_children; ++i) {
    const ArrowSchema& child = *schema->children[i];
    columns.push_back(ReadColumn(child, child.name ? child.name : ""));
  }
  return columns;
}

Schema CanonicalSchema(const std::vector<ColumnLayout>& columns) {
  std::vector<Field> fields;
  for (const ColumnLayout& column : columns) fields.push_back(column.field);
  return Schema(std::move(fields));
}

}  // namespace etl::arrow
