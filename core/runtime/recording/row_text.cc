// SPDX-License-Identifier: Apache-2.0
#include "runtime/recording/row_text.h"

#include <charconv>
#include <cmath>
#include <utility>

#include "etl/value_text.h"

namespace etl::runtime {

namespace {

constexpr std::int64_t kFirstDay = -719162, kLastDay = 2932896;  // 0001-01-01, 9999-12-31
constexpr std::int64_t kMicrosPerDay = 86'400'000'000;
constexpr std::int64_t kLongestDuration = 800 * 3'600'000'000LL;

void AppendQuoted(std::string_view text, std::string& out) {
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += "0123456789abcdef"[byte >> 4];
      out += "0123456789abcdef"[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

// A date or time that a text says exactly.
bool HasText(const Column& column, std::int64_t row) {
  switch (column.type().id) {
    case TypeId::kDate32:
      return column.Int32At(row) >= kFirstDay && column.Int32At(row) <= kLastDay;
    case TypeId::kTimestamp:
    case TypeId::kTimestampUtc:
      return column.Int64At(row) >= kFirstDay * kMicrosPerDay &&
             column.Int64At(row) < (kLastDay + 1) * kMicrosPerDay;
    case TypeId::kDuration:
      return column.Int64At(row) >= -kLongestDuration && column.Int64At(row) <= kLongestDuration;
    default:
      return true;
  }
}

void AppendValue(const Column& column, std::int64_t row, std::string& out) {
  if (column.IsNull(row)) {
    out += "null";
    return;
  }
  switch (column.type().id) {
    case TypeId::kUtf8:
      return AppendQuoted(column.TextAt(row), out);
    case TypeId::kBool:
    case TypeId::kInt32:
    case TypeId::kInt64:
    case TypeId::kUInt64:
      out += FormatValue(column, row);
      return;
    case TypeId::kFloat64:
      if (!std::isfinite(column.Float64At(row))) break;
      out += FormatValue(column, row);
      return;
    case TypeId::kDate32:
      if (HasText(column, row)) break;
      out += std::to_string(column.Int32At(row));
      return;
    case TypeId::kTimestamp:
    case TypeId::kTimestampUtc:
    case TypeId::kDuration:
      if (HasText(column, row)) break;
      out += std::to_string(column.Int64At(row));
      return;
    default:
      break;
  }
  AppendQuoted(FormatValue(column, row), out);
}

// The string that `line` begins with, and takes it off.
bool TakeString(std::string_view& line, std::string& out) {
  out.clear();
  std::size_t i = 1;
  for (; i < line.size() && line[i] != '"'; ++i) {
    if (line[i] != '\\') {
      out += line[i];
      continue;
    }
    if (++i == line.size()) return false;
    if (line[i] == '"' || line[i] == '\\') {
      out += line[i];
      continue;
    }
    unsigned byte = 0;
    if (line.substr(i, 3) != "u00" || line.size() < i + 5) return false;
    const auto [end, error] = std::from_chars(line.data() + i + 3, line.data() + i + 5, byte, 16);
    if (error != std::errc() || end != line.data() + i + 5 || byte >= 0x20) return false;
    out += static_cast<char>(byte);
    i += 4;
  }
  if (i >= line.size()) return false;
  line.remove_prefix(i + 1);
  return true;
}

bool AppendBinary(std::string_view text, ColumnBuilder& column) {
  if (!text.starts_with("0x") || text.size() % 2 != 0) return false;
  std::string bytes;
  for (std::size_t i = 2; i < text.size(); i += 2) {
    unsigned byte = 0;
    const auto [end, error] = std::from_chars(text.data() + i, text.data() + i + 2, byte, 16);
    if (error != std::errc() || end != text.data() + i + 2) return false;
    bytes += static_cast<char>(byte);
  }
  column.AppendText(bytes);
  return true;
}

bool AppendNumber(std::string_view token, ColumnBuilder& column) {
  switch (column.type().id) {
    case TypeId::kUtf8:
    case TypeId::kBinary:
    case TypeId::kDecimal128:
      return false;
    case TypeId::kDate32: {
      const auto days = detail::ParseNumber<std::int32_t>(token);
      return days && (column.AppendInt32(*days), true);
    }
    case TypeId::kTimestamp:
    case TypeId::kTimestampUtc:
    case TypeId::kDuration: {
      const auto micros = detail::ParseNumber<std::int64_t>(token);
      return micros && (column.AppendInt64(*micros), true);
    }
    default:
      return TryAppendParsed(column, token);
  }
}

}  // namespace

RowText::RowText(Schema schema) : schema_(std::move(schema)) {
  for (const Field& field : schema_) {
    std::string& name = names_.emplace_back(names_.empty() ? "{" : ",");
    AppendQuoted(field.name, name);
    name += ':';
  }
}

void RowText::Append(const RecordBatch& batch, std::int64_t row, std::string& out) const {
  if (names_.empty()) out += '{';
  for (int i = 0; i < batch.num_columns(); ++i) {
    out += names_[static_cast<std::size_t>(i)];
    AppendValue(batch.column(i), row, out);
  }
  out += "}\n";
}

bool RowText::ParseValue(const Field& field, std::string_view& line, ColumnBuilder& column) {
  if (line.starts_with("null")) {
    line.remove_prefix(4);
    column.AppendNull();
    return true;
  }
  if (line.starts_with('"')) {
    if (!TakeString(line, text_)) return false;
    switch (field.type.id) {
      case TypeId::kBool:
      case TypeId::kInt32:
      case TypeId::kInt64:
      case TypeId::kUInt64:
        return false;
      case TypeId::kBinary:
        return AppendBinary(text_, column);
      case TypeId::kFloat64:  // as from_chars reads them
        if (text_ != "NaN" && text_ != "Infinity" && text_ != "-Infinity") return false;
        [[fallthrough]];
      default:
        return TryAppendParsed(column, text_);
    }
  }
  const std::size_t end = line.find_first_of(",}");
  if (end == std::string_view::npos) return false;
  const bool ok = AppendNumber(line.substr(0, end), column);
  line.remove_prefix(end);
  return ok;
}

bool RowText::ParseRow(std::string_view line, RecordBatchBuilder& builder) {
  for (int i = 0; i < schema_.size(); ++i) {
    const std::string& name = names_[static_cast<std::size_t>(i)];
    if (!line.starts_with(name)) return false;
    line.remove_prefix(name.size());
    if (!ParseValue(schema_[i], line, builder.column(i))) return false;
  }
  return line == "}";
}

bool RowText::Parse(std::string_view line, RecordBatchBuilder& builder) {
  const std::int64_t rows = builder.num_rows();
  std::int64_t before = rows;
  if (schema_.size() > 0) before = builder.column(schema_.size() - 1).length();
  if (ParseRow(line, builder)) return true;
  builder.Truncate(before);
  return false;
}

}  // namespace etl::runtime
