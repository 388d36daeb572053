// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/cell.h"

#include <charconv>
#include <string>

#include "etl/value_text.h"
#include "plugins/shared/sql_source/cell.h"

namespace etl::mysql {
namespace {

template <typename T, typename Append>
bool AppendNumber(std::string_view text, Append append) {
  T value{};
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (parsed.ec != std::errc() || parsed.ptr != end) return false;
  append(value);
  return true;
}

std::string BitText(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return std::to_string(value);
}

// A TIMESTAMP's text names no zone; the session's is UTC.
bool AppendInstant(std::string_view text, ColumnBuilder& out) {
  bool has_zone = false;
  const auto micros = ParseTimestamp(text, &has_zone);
  if (!micros || has_zone) return false;
  out.AppendInt64(*micros);
  return true;
}

std::string HintFor(Wire wire, std::string_view text) {
  const bool dated = wire == Wire::kDate || wire == Wire::kDateTime || wire == Wire::kTimestamp;
  if (dated && text.size() >= 10 && (text.substr(5, 2) == "00" || text.substr(8, 2) == "00"))
    return "the server allows such dates; read them as null with NULLIF in a `query`, or leave "
           "the rows out with `where`";
  return {};
}

bool TryAppend(Wire wire, std::string_view text, const Field& field, std::int64_t row,
               ColumnBuilder& out) {
  switch (out.type().id) {
    case TypeId::kInt32:
      return AppendNumber<std::int32_t>(text, [&](std::int32_t v) { out.AppendInt32(v); });
    case TypeId::kInt64:
      return AppendNumber<std::int64_t>(text, [&](std::int64_t v) { out.AppendInt64(v); });
    case TypeId::kUtf8:
      sql_source::CheckText(field, text, row);
      out.AppendText(text);
      return true;
    case TypeId::kBinary:
      out.AppendText(text);
      return true;
    case TypeId::kTimestampUtc:
      return AppendInstant(text, out);
    case TypeId::kBool:
      if (text != "0" && text != "1") return false;
      out.AppendBool(text == "1");
      return true;
    default:
      return wire != Wire::kNull && TryAppendParsed(out, text);
  }
}

}  // namespace

void AppendCell(Wire wire, std::string_view text, const Field& field, std::int64_t row,
                ColumnBuilder& out) {
  std::string digits;
  if (wire == Wire::kBit) text = digits = BitText(text);
  if (!TryAppend(wire, text, field, row, out))
    sql_source::ThrowBadValue(field, text, row, HintFor(wire, text));
}

}  // namespace etl::mysql
