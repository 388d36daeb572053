// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/cell.h"

#include <string>
#include <utility>

#include "etl/value_text.h"
#include "plugins/shared/sql_source/cell.h"
#include "plugins/shared/sql_source/plain_value.h"

namespace etl::mysql {
namespace {

std::string BitText(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return std::to_string(value);
}

// Decoders. The plain forms, which are nearly all that a server sends, are read here; the SDK
// decides about the rest.

bool DecodeInt32(std::string_view text, const Field&, std::int64_t, ColumnBuilder& out) {
  std::int64_t value;
  if (!sql_source::ParsePlainInteger(text, value) || !std::in_range<std::int32_t>(value))
    return TryAppendParsed(out, text);
  out.AppendInt32(static_cast<std::int32_t>(value));
  return true;
}

bool DecodeInt64(std::string_view text, const Field&, std::int64_t, ColumnBuilder& out) {
  std::int64_t value;
  if (!sql_source::ParsePlainInteger(text, value)) return TryAppendParsed(out, text);
  out.AppendInt64(value);
  return true;
}

bool DecodeDecimal(std::string_view text, const Field& field, std::int64_t, ColumnBuilder& out) {
  std::int64_t value;
  if (!sql_source::ParsePlainDecimal(text, field.type.precision, field.type.scale, value))
    return TryAppendParsed(out, text);
  out.AppendDecimal(value);
  return true;
}

bool DecodeDate(std::string_view text, const Field&, std::int64_t, ColumnBuilder& out) {
  std::int32_t days;
  if (!sql_source::ParsePlainDate(text, days)) return false;
  out.AppendInt32(days);
  return true;
}

bool DecodeTimestamp(std::string_view text, const Field&, std::int64_t, ColumnBuilder& out) {
  std::int64_t micros;
  if (sql_source::ParsePlainTimestamp(text, micros)) {
    out.AppendInt64(micros);
    return true;
  }
  // A TIMESTAMP's text names no zone, either; the session's is UTC.
  bool has_zone = false;
  const auto parsed = ParseTimestamp(text, &has_zone);
  if (!parsed || has_zone) return false;
  out.AppendInt64(*parsed);
  return true;
}

bool DecodeText(std::string_view text, const Field& field, std::int64_t row, ColumnBuilder& out) {
  sql_source::CheckText(field, text, row);
  out.AppendText(text);
  return true;
}

bool DecodeBinary(std::string_view text, const Field&, std::int64_t, ColumnBuilder& out) {
  out.AppendText(text);
  return true;
}

bool DecodeBool(std::string_view text, const Field&, std::int64_t, ColumnBuilder& out) {
  if (text != "0" && text != "1") return false;
  out.AppendBool(text == "1");
  return true;
}

bool DecodeOther(std::string_view text, const Field&, std::int64_t, ColumnBuilder& out) {
  return TryAppendParsed(out, text);
}

bool DecodeNothing(std::string_view, const Field&, std::int64_t, ColumnBuilder&) { return false; }

bool DecodeBit(std::string_view bytes, const Field& field, std::int64_t row, ColumnBuilder& out) {
  return DecoderOf(Wire::kInteger, field.type)(BitText(bytes), field, row, out);
}

std::string HintFor(Wire wire, std::string_view text) {
  const bool dated = wire == Wire::kDate || wire == Wire::kDateTime || wire == Wire::kTimestamp;
  if (dated && text.size() >= 10 && (text.substr(5, 2) == "00" || text.substr(8, 2) == "00"))
    return "the server allows such dates; read them as null with NULLIF in a `query`, or leave "
           "the rows out with `where`";
  return {};
}

}  // namespace

CellDecoder DecoderOf(Wire wire, DataType type) {
  if (wire == Wire::kBit) return DecodeBit;
  switch (type.id) {
    case TypeId::kInt32:
      return DecodeInt32;
    case TypeId::kInt64:
      return DecodeInt64;
    case TypeId::kDecimal128:
      return DecodeDecimal;
    case TypeId::kDate32:
      return DecodeDate;
    case TypeId::kTimestamp:
    case TypeId::kTimestampUtc:
      return DecodeTimestamp;
    case TypeId::kUtf8:
      return DecodeText;
    case TypeId::kBinary:
      return DecodeBinary;
    case TypeId::kBool:
      return DecodeBool;
    default:
      return wire == Wire::kNull ? DecodeNothing : DecodeOther;
  }
}

void ThrowBadCell(Wire wire, std::string_view text, const Field& field, std::int64_t row) {
  const std::string digits = wire == Wire::kBit ? BitText(text) : std::string();
  sql_source::ThrowBadValue(field, wire == Wire::kBit ? digits : text, row, HintFor(wire, text));
}

}  // namespace etl::mysql
