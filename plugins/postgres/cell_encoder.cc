// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/cell_encoder.h"

#include <bit>
#include <cstring>
#include <limits>

#include "etl/temporal.h"
#include "etl/value_text.h"
#include "plugins/postgres/big_endian.h"
#include "plugins/postgres/numeric.h"

namespace etl::postgres {
namespace {

using sql_sink::BoundColumn;

constexpr std::int32_t kEpochDays = 10'957;  // 2000-01-01, from which the server counts
constexpr std::int64_t kEpochMicros = kEpochDays * kMicrosPerDay;
constexpr char kJsonbVersion = 1;

[[noreturn]] void Refuse(const Column& column, std::int64_t row, const BoundColumn& bound,
                         std::string_view why) {
  throw DataError("column {} of the table {}: {}", Quoted(bound.target.field.name), why,
                  Quoted(FormatValue(column, row)))
      .Column(bound.field.name);
}

// A whole number, whatever its type: CheckValue has seen to it that a decimal is one.
Int128 WholeAt(const Column& column, std::int64_t row) {
  switch (column.type().id) {
    case TypeId::kBool:
      return column.BoolAt(row) ? 1 : 0;
    case TypeId::kInt32:
      return column.Int32At(row);
    case TypeId::kInt64:
      return column.Int64At(row);
    case TypeId::kUInt64:
      return column.UInt64At(row);
    default:
      return column.DecimalAt(row) / PowerOfTen(column.type().scale);
  }
}

template <typename Integer>
void EncodeInteger(const Column& column, std::int64_t row, const BoundColumn& bound,
                   std::string& out) {
  const Int128 value = WholeAt(column, row);
  if (value < std::numeric_limits<Integer>::min() || value > std::numeric_limits<Integer>::max())
    Refuse(column, row, bound,
           Format("holds {} to {}", std::int64_t{std::numeric_limits<Integer>::min()},
                  std::int64_t{std::numeric_limits<Integer>::max()}));
  AppendInt32(sizeof(Integer), out);
  if constexpr (sizeof(Integer) == 2)
    AppendInt16(static_cast<std::int16_t>(value), out);
  else if constexpr (sizeof(Integer) == 4)
    AppendInt32(static_cast<std::int32_t>(value), out);
  else
    AppendInt64(static_cast<std::int64_t>(value), out);
}

void EncodeNumeric(const Column& column, std::int64_t row, const BoundColumn&, std::string& out) {
  if (column.type().id == TypeId::kDecimal128)
    AppendNumeric(column.DecimalAt(row), column.type().scale, out);
  else
    AppendNumeric(WholeAt(column, row), 0, out);
}

double RealAt(const Column& column, std::int64_t row) {
  if (column.type().id == TypeId::kFloat64) return column.Float64At(row);
  return static_cast<double>(WholeAt(column, row));
}

void EncodeDouble(const Column& column, std::int64_t row, const BoundColumn&, std::string& out) {
  AppendInt32(8, out);
  AppendInt64(std::bit_cast<std::int64_t>(RealAt(column, row)), out);
}

void EncodeReal(const Column& column, std::int64_t row, const BoundColumn& bound,
                std::string& out) {
  const double value = RealAt(column, row);
  const auto narrow = static_cast<float>(value);
  if (static_cast<double>(narrow) != value && value == value)
    Refuse(column, row, bound, "keeps 24 bits of a number, which would round");
  AppendInt32(4, out);
  AppendInt32(std::bit_cast<std::int32_t>(narrow), out);
}

void EncodeBool(const Column& column, std::int64_t row, const BoundColumn&, std::string& out) {
  AppendInt32(1, out);
  out += column.BoolAt(row) ? '\1' : '\0';
}

void EncodeDate(const Column& column, std::int64_t row, const BoundColumn&, std::string& out) {
  AppendInt32(4, out);
  AppendInt32(column.Int32At(row) - kEpochDays, out);
}

void EncodeTimestamp(const Column& column, std::int64_t row, const BoundColumn&, std::string& out) {
  const bool is_date = column.type().id == TypeId::kDate32;
  const std::int64_t micros = is_date ? column.Int32At(row) * kMicrosPerDay : column.Int64At(row);
  AppendInt32(8, out);
  AppendInt64(micros - kEpochMicros, out);
}

void EncodeTime(const Column& column, std::int64_t row, const BoundColumn& bound,
                std::string& out) {
  const std::int64_t micros = column.Int64At(row);
  if (micros < 0 || micros > kMicrosPerDay)
    Refuse(column, row, bound, "is a time of day, 00:00:00 to 24:00:00");
  AppendInt32(8, out);
  AppendInt64(micros, out);
}

// Without days or months, which have no length of their own.
void EncodeInterval(const Column& column, std::int64_t row, const BoundColumn&, std::string& out) {
  AppendInt32(16, out);
  AppendInt64(column.Int64At(row), out);
  out.append(8, '\0');
}

void EncodeBytes(const Column& column, std::int64_t row, const BoundColumn&, std::string& out) {
  const std::string_view bytes = column.TextAt(row);
  AppendInt32(static_cast<std::int32_t>(bytes.size()), out);
  out += bytes;
}

void EncodeText(const Column& column, std::int64_t row, const BoundColumn& bound,
                std::string& out) {
  CheckText(column, row, bound);
  EncodeBytes(column, row, bound, out);
}

void EncodeJsonb(const Column& column, std::int64_t row, const BoundColumn& bound,
                 std::string& out) {
  CheckText(column, row, bound);
  const std::string_view text = column.TextAt(row);
  AppendInt32(static_cast<std::int32_t>(text.size() + 1), out);
  out += kJsonbVersion;
  out += text;
}

// 32 digits, with hyphens between or in braces: what the server reads as text, too.
void EncodeUuid(const Column& column, std::int64_t row, const BoundColumn& bound,
                std::string& out) {
  const std::string_view text = column.TextAt(row);
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool braces = (i == 0 && c == '{') || (i + 1 == text.size() && c == '}');
    if (c != '-' && !braces) digits += c;
  }
  char bytes[16];
  bool good = digits.size() == 32;
  for (std::size_t i = 0; good && i < sizeof bytes; ++i) {
    const auto digit = [&](char c) -> int {
      if (c >= '0' && c <= '9') return c - '0';
      const char lower = static_cast<char>(c | 0x20);
      return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    };
    const int high = digit(digits[2 * i]), low = digit(digits[2 * i + 1]);
    good = high >= 0 && low >= 0;
    bytes[i] = static_cast<char>(high * 16 + low);
  }
  if (!good) Refuse(column, row, bound, "is a uuid, which this is not");
  AppendInt32(sizeof bytes, out);
  out.append(bytes, sizeof bytes);
}

// Never asked: a column of nulls only.
void EncodeNothing(const Column&, std::int64_t, const BoundColumn&, std::string& out) {
  AppendInt32(-1, out);
}

}  // namespace

bool HasBinaryFormat(const WireColumn& column) {
  return column.wire != Wire::kComposite && column.wire != Wire::kOther;
}

void CheckText(const Column& column, std::int64_t row, const BoundColumn& bound) {
  const std::string_view text = column.TextAt(row);
  if (std::memchr(text.data(), 0, text.size()) != nullptr)
    Refuse(column, row, bound, "no text there holds a NUL byte");
}

CellEncoder EncoderOf(DataType from, const WireColumn& to) {
  if (from.id == TypeId::kNull) return EncodeNothing;
  switch (to.wire) {
    case Wire::kBool:
      return EncodeBool;
    case Wire::kInteger:
      if (to.bytes == 2) return EncodeInteger<std::int16_t>;
      return to.bytes == 4 ? EncodeInteger<std::int32_t> : EncodeInteger<std::int64_t>;
    case Wire::kOid:
      return EncodeInteger<std::uint32_t>;
    case Wire::kReal:
      return EncodeReal;
    case Wire::kDouble:
      return EncodeDouble;
    case Wire::kNumeric:
      return EncodeNumeric;
    case Wire::kDate:
      return EncodeDate;
    case Wire::kTime:
      return EncodeTime;
    case Wire::kTimestamp:
    case Wire::kTimestampTz:
      return EncodeTimestamp;
    case Wire::kInterval:
      return EncodeInterval;
    case Wire::kUuid:
      return EncodeUuid;
    case Wire::kJsonb:
      return EncodeJsonb;
    case Wire::kBinary:
      return EncodeBytes;
    default:
      return EncodeText;
  }
}

}  // namespace etl::postgres
