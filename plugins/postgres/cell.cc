// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/cell.h"

#include <bit>
#include <limits>
#include <utility>

#include "etl/temporal.h"
#include "etl/value_text.h"
#include "plugins/postgres/big_endian.h"
#include "plugins/postgres/numeric.h"
#include "plugins/shared/sql_source/cell.h"

namespace etl::postgres {
namespace {

constexpr std::int32_t kEpochDays = 10'957;  // 2000-01-01, from which the server counts
constexpr std::int64_t kEpochMicros = kEpochDays * kMicrosPerDay;
constexpr std::int32_t kFirstDay = -719'162, kLastDay = 2'932'896;  // years 1 to 9999
constexpr std::int64_t kFirstMicro = kFirstDay * kMicrosPerDay,
                       kEndMicro = (kLastDay + 1) * kMicrosPerDay;

bool ReadInteger(std::string_view bytes, std::int64_t& value) {
  switch (bytes.size()) {
    case 2:
      return value = ReadInt16(bytes.data()), true;
    case 4:
      return value = ReadInt32(bytes.data()), true;
    case 8:
      return value = ReadInt64(bytes.data()), true;
    default:
      return false;
  }
}

bool AppendInteger(std::int64_t value, DataType type, ColumnBuilder& out) {
  switch (type.id) {
    case TypeId::kInt32:
      if (!std::in_range<std::int32_t>(value)) return false;
      return out.AppendInt32(static_cast<std::int32_t>(value)), true;
    case TypeId::kInt64:
      return out.AppendInt64(value), true;
    case TypeId::kUInt64:
      if (value < 0) return false;
      return out.AppendUInt64(static_cast<std::uint64_t>(value)), true;
    case TypeId::kFloat64:
      return out.AppendFloat64(static_cast<double>(value)), true;
    default: {
      const auto decimal = ParseDecimal(std::to_string(value), type.precision, type.scale);
      if (decimal) out.AppendDecimal(*decimal);
      return decimal.has_value();
    }
  }
}

bool DecodeInteger(std::string_view bytes, const Field& field, std::int64_t, ColumnBuilder& out) {
  std::int64_t value;
  return ReadInteger(bytes, value) && AppendInteger(value, field.type, out);
}

bool DecodeOid(std::string_view bytes, const Field& field, std::int64_t, ColumnBuilder& out) {
  return bytes.size() == 4 && AppendInteger(ReadUInt32(bytes.data()), field.type, out);
}

bool DecodeReal(std::string_view bytes, const Field&, std::int64_t, ColumnBuilder& out) {
  if (bytes.size() != 4) return false;
  out.AppendFloat64(std::bit_cast<float>(ReadUInt32(bytes.data())));
  return true;
}

bool DecodeDouble(std::string_view bytes, const Field&, std::int64_t, ColumnBuilder& out) {
  if (bytes.size() != 8) return false;
  out.AppendFloat64(std::bit_cast<double>(ReadUInt64(bytes.data())));
  return true;
}

bool DecodeDecimal(std::string_view bytes, const Field& field, std::int64_t, ColumnBuilder& out) {
  Int128 value;
  if (KindOf(bytes) != NumericKind::kNumber ||
      !NumericAsDecimal(bytes, field.type.precision, field.type.scale, value))
    return false;
  out.AppendDecimal(value);
  return true;
}

bool DecodeNumericInteger(std::string_view bytes, const Field& field, std::int64_t,
                          ColumnBuilder& out) {
  constexpr int kMostDigits = 20;
  Int128 value;
  if (KindOf(bytes) != NumericKind::kNumber || !NumericAsDecimal(bytes, kMostDigits, 0, value))
    return false;
  if (field.type.id == TypeId::kUInt64) {
    if (value < 0 || value > std::numeric_limits<std::uint64_t>::max()) return false;
    return out.AppendUInt64(static_cast<std::uint64_t>(value)), true;
  }
  const auto narrow = static_cast<std::int64_t>(value);
  return narrow == value && AppendInteger(narrow, field.type, out);
}

bool DecodeBool(std::string_view bytes, const Field&, std::int64_t, ColumnBuilder& out) {
  if (bytes.size() != 1) return false;
  out.AppendBool(bytes[0] != 0);
  return true;
}

bool DecodeDate(std::string_view bytes, const Field&, std::int64_t, ColumnBuilder& out) {
  if (bytes.size() != 4) return false;
  const std::int64_t days = std::int64_t{ReadInt32(bytes.data())} + kEpochDays;
  if (days < kFirstDay || days > kLastDay) return false;
  out.AppendInt32(static_cast<std::int32_t>(days));
  return true;
}

bool DecodeTimestamp(std::string_view bytes, const Field&, std::int64_t, ColumnBuilder& out) {
  if (bytes.size() != 8) return false;
  const std::int64_t micros = ReadInt64(bytes.data());
  if (micros < kFirstMicro - kEpochMicros || micros >= kEndMicro - kEpochMicros) return false;
  out.AppendInt64(micros + kEpochMicros);
  return true;
}

bool DecodeTime(std::string_view bytes, const Field&, std::int64_t, ColumnBuilder& out) {
  if (bytes.size() != 8) return false;
  out.AppendInt64(ReadInt64(bytes.data()));
  return true;
}

// Microseconds, days of 24 hours, and months, which have no length of their own.
bool DecodeInterval(std::string_view bytes, const Field&, std::int64_t, ColumnBuilder& out) {
  if (bytes.size() != 16 || ReadInt32(bytes.data() + 12) != 0) return false;
  std::int64_t micros = 0;
  const std::int64_t days = ReadInt32(bytes.data() + 8);
  if (__builtin_mul_overflow(days, kMicrosPerDay, &micros) ||
      __builtin_add_overflow(micros, ReadInt64(bytes.data()), &micros))
    return false;
  out.AppendInt64(micros);
  return true;
}

bool DecodeText(std::string_view bytes, const Field& field, std::int64_t row, ColumnBuilder& out) {
  sql_source::CheckText(field, bytes, row);
  out.AppendText(bytes);
  return true;
}

bool DecodeJsonb(std::string_view bytes, const Field& field, std::int64_t row, ColumnBuilder& out) {
  constexpr char kVersion = 1;
  return !bytes.empty() && bytes[0] == kVersion && DecodeText(bytes.substr(1), field, row, out);
}

bool DecodeUuid(std::string_view bytes, const Field&, std::int64_t, ColumnBuilder& out) {
  if (bytes.size() != 16) return false;
  char text[36];
  char* at = text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) *at++ = '-';
    *at++ = "0123456789abcdef"[static_cast<unsigned char>(bytes[i]) >> 4];
    *at++ = "0123456789abcdef"[static_cast<unsigned char>(bytes[i]) & 15];
  }
  out.AppendText({text, sizeof text});
  return true;
}

bool DecodeBinary(std::string_view bytes, const Field&, std::int64_t, ColumnBuilder& out) {
  out.AppendText(bytes);
  return true;
}

// For messages, and never the bytes themselves.
std::string Shown(Wire wire, std::string_view bytes) {
  std::int64_t number = 0;
  switch (wire) {
    case Wire::kNumeric:
      return NumericText(bytes);
    case Wire::kOid:
      return std::to_string(bytes.size() == 4 ? ReadUInt32(bytes.data()) : 0);
    case Wire::kInteger:
      return ReadInteger(bytes, number) ? std::to_string(number) : "?";
    case Wire::kDate:
    case Wire::kTimestamp:
    case Wire::kTimestampTz: {
      if (!ReadInteger(bytes, number)) return "?";
      const bool date = wire == Wire::kDate;
      if (number == (date ? INT32_MAX : INT64_MAX)) return "infinity";
      if (number == (date ? INT32_MIN : INT64_MIN)) return "-infinity";
      const std::int64_t days = date ? number : number / kMicrosPerDay;
      return FormatDate(static_cast<std::int32_t>(days + kEpochDays));
    }
    case Wire::kInterval:
      if (bytes.size() != 16) return "?";
      return Format("{} months, {} days and {} µs", ReadInt32(bytes.data() + 12),
                    ReadInt32(bytes.data() + 8), ReadInt64(bytes.data()));
    default:
      return Format("{} bytes", bytes.size());
  }
}

std::string HintFor(Wire wire, std::string_view bytes) {
  switch (wire) {
    case Wire::kNumeric:
      if (KindOf(bytes) != NumericKind::kNumber)
        return "no decimal is that; read it as null with NULLIF in a `query`, or leave the rows "
               "out with `where`";
      return "declare the column with more digits, or round it in a `query`";
    case Wire::kDate:
    case Wire::kTimestamp:
    case Wire::kTimestampTz:
      return "dates lie in the years 1 to 9999; read others as null with NULLIF in a `query`, or "
             "leave the rows out with `where`";
    case Wire::kInterval:
      return "a month has no length of its own; write CAST(... AS text) in a `query`";
    default:
      return {};
  }
}

}  // namespace

CellDecoder DecoderOf(Wire wire, DataType type) {
  switch (wire) {
    case Wire::kBool:
      return DecodeBool;
    case Wire::kInteger:
      return DecodeInteger;
    case Wire::kOid:
      return DecodeOid;
    case Wire::kReal:
      return DecodeReal;
    case Wire::kDouble:
      return DecodeDouble;
    case Wire::kNumeric:
      return type.id == TypeId::kDecimal128 ? DecodeDecimal : DecodeNumericInteger;
    case Wire::kDate:
      return DecodeDate;
    case Wire::kTime:
      return DecodeTime;
    case Wire::kTimestamp:
    case Wire::kTimestampTz:
      return DecodeTimestamp;
    case Wire::kInterval:
      return DecodeInterval;
    case Wire::kJsonb:
      return DecodeJsonb;
    case Wire::kUuid:
      return DecodeUuid;
    case Wire::kBinary:
      return DecodeBinary;
    default:
      return DecodeText;
  }
}

void ThrowBadCell(Wire wire, std::string_view bytes, const Field& field, std::int64_t row) {
  sql_source::ThrowBadValue(field, Shown(wire, bytes), row, HintFor(wire, bytes));
}

}  // namespace etl::postgres
