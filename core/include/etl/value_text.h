// SPDX-License-Identifier: Apache-2.0
// Values as text: exact in both directions.
#pragma once

#include <charconv>
#include <cmath>
#include <string>
#include <string_view>

#include "etl/record_batch_builder.h"
#include "etl/temporal.h"

ETL_SDK_BEGIN

namespace detail {
template <typename T>
std::optional<T> ParseNumber(std::string_view text) {
  T value{};
  if (text.starts_with('+') && text.size() > 1 && text[1] != '-') text.remove_prefix(1);
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}
}  // namespace detail

// Appends the value that `text` stands for in the column's type; false if it stands for none, or
// would lose anything. Bool: true, false, 1, 0. Nulls are the caller's business.
inline bool TryAppendParsed(ColumnBuilder& column, std::string_view text) {
  const auto append = [&](const auto& value, auto method) {
    if (value) (column.*method)(*value);
    return value.has_value();
  };
  switch (column.type().id) {
    case TypeId::kNull:
      return false;
    case TypeId::kBool: {
      const bool yes = text == "true" || text == "1";
      if (!yes && text != "false" && text != "0") return false;
      return column.AppendBool(yes), true;
    }
    case TypeId::kInt32:
      return append(detail::ParseNumber<std::int32_t>(text), &ColumnBuilder::AppendInt32);
    case TypeId::kInt64:
      return append(detail::ParseNumber<std::int64_t>(text), &ColumnBuilder::AppendInt64);
    case TypeId::kUInt64:
      return append(detail::ParseNumber<std::uint64_t>(text), &ColumnBuilder::AppendUInt64);
    case TypeId::kFloat64:
      return append(detail::ParseNumber<double>(text), &ColumnBuilder::AppendFloat64);
    case TypeId::kDecimal128:
      return append(ParseDecimal(text, column.type().precision, column.type().scale),
                    &ColumnBuilder::AppendDecimal);
    case TypeId::kUtf8:
    case TypeId::kBinary:
      return column.AppendText(text), true;
    case TypeId::kDate32:
      return append(ParseDate(text), &ColumnBuilder::AppendInt32);
    case TypeId::kTimestamp:
    case TypeId::kTimestampUtc: {
      bool has_zone = false;
      const auto micros = ParseTimestamp(text, &has_zone);
      // A zone where none belongs would be dropped silently; a missing one would be guessed.
      if (!micros || has_zone != (column.type().id == TypeId::kTimestampUtc)) return false;
      return column.AppendInt64(*micros), true;
    }
    case TypeId::kDuration:
      return append(ParseDuration(text), &ColumnBuilder::AppendInt64);
  }
  return false;
}

// The shortest text that reads back as the same double; "NaN", "Infinity", "-Infinity".
inline std::string FormatFloat64(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  char out[32];
  const auto end = std::to_chars(out, out + sizeof out, value).ptr;
  return std::string(out, end);
}

// A value for people, messages and text formats: "null", 42, 2024-02-29, the text itself, binary as
// 0x….
inline std::string FormatValue(const Column& column, std::int64_t row) {
  if (column.IsNull(row)) return "null";
  switch (column.type().id) {
    case TypeId::kNull:
      return "null";
    case TypeId::kBool:
      return column.BoolAt(row) ? "true" : "false";
    case TypeId::kInt32:
      return std::to_string(column.Int32At(row));
    case TypeId::kInt64:
      return std::to_string(column.Int64At(row));
    case TypeId::kUInt64:
      return std::to_string(column.UInt64At(row));
    case TypeId::kFloat64:
      return FormatFloat64(column.Float64At(row));
    case TypeId::kDecimal128:
      return FormatDecimal(column.DecimalAt(row), column.type().scale);
    case TypeId::kUtf8:
      return std::string(column.TextAt(row));
    case TypeId::kBinary: {
      std::string out = "0x";
      for (const char c : column.TextAt(row)) {
        out += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
        out += "0123456789abcdef"[static_cast<unsigned char>(c) & 15];
      }
      return out;
    }
    case TypeId::kDate32:
      return FormatDate(column.Int32At(row));
    case TypeId::kTimestamp:
      return FormatTimestamp(column.Int64At(row), false);
    case TypeId::kTimestampUtc:
      return FormatTimestamp(column.Int64At(row), true);
    case TypeId::kDuration:
      return FormatDuration(column.Int64At(row));
  }
  return {};
}

// For messages: control characters escaped (no terminal tricks), at most `limit` bytes, cut between
// characters.
inline std::string Quoted(std::string_view text, std::size_t limit = 80) {
  std::string out = "'";
  std::size_t i = 0;
  for (; i < text.size() && out.size() < limit; ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    char escaped[8];
    if (c < 0x20 || c == 0x7f)
      out += (std::snprintf(escaped, sizeof escaped, "\\x%02x", c), escaped);
    else
      out += text[i];
  }
  while (i < text.size() && (static_cast<unsigned char>(text[i]) & 0xc0) == 0x80) out += text[i++];
  return out + (i < text.size() ? "…'" : "'");
}

ETL_SDK_END
