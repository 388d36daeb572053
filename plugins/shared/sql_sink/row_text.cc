// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/sql_sink/row_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "etl/temporal.h"
#include "etl/value_text.h"
#include "plugins/shared/number_text/write_number.h"
#include "plugins/shared/sql_dialect/utf8.h"

namespace etl::sql_sink {
namespace {

constexpr std::int32_t kFirstDay = -719'162, kLastDay = 2'932'896;  // 0001-01-01, 9999-12-31

// How each byte of a text is written between tabs: 0 as it is, else behind a backslash.
constexpr std::array<char, 256> MakeEscapes() {
  std::array<char, 256> escapes{};
  escapes['\\'] = '\\';
  escapes['\t'] = 't';
  escapes['\n'] = 'n';
  escapes['\r'] = 'r';
  escapes[0] = '0';
  return escapes;
}
constexpr std::array<char, 256> kEscapes = MakeEscapes();

[[noreturn]] void Refuse(const Column& column, std::int64_t row, const BoundColumn& bound,
                         const std::string& why) {
  throw DataError("column {} of the table {}: {}", Quoted(bound.target.field.name), why,
                  column.IsNull(row) ? "null" : Quoted(FormatValue(column, row)))
      .Column(bound.field.name);
}

void CheckLength(const Column& column, std::int64_t row, const BoundColumn& bound) {
  const auto most = static_cast<std::size_t>(bound.target.field.max_chars);
  const std::string_view text = column.TextAt(row);
  if (most == 0 || text.size() <= most) return;
  std::size_t characters = text.size();
  if (column.type().id == TypeId::kUtf8) {
    const auto shape = sql_dialect::MeasureUtf8(text);
    characters = shape ? shape->characters : text.size();
  }
  if (characters <= most) return;
  Refuse(column, row, bound,
         Format("holds {} {}, the value has {}", most,
                column.type().id == TypeId::kUtf8 ? "characters" : "bytes", characters));
}

Int128 PowerOfTen(int exponent) {
  Int128 power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}

void CheckDecimal(const Column& column, std::int64_t row, const BoundColumn& bound) {
  const TypeId to = bound.target.field.type.id;
  const int scale = to == TypeId::kDecimal128 ? bound.target.field.type.scale : 0;
  if (to == TypeId::kNull || column.type().scale <= scale) return;
  if (column.DecimalAt(row) % PowerOfTen(column.type().scale - scale) != 0)
    Refuse(column, row, bound, Format("has {} digits after the point, which would round", scale));
}

void CheckSeconds(const Column& column, std::int64_t row, const BoundColumn& bound) {
  if (bound.target.fraction_digits >= 6) return;
  const auto unit = static_cast<std::int64_t>(PowerOfTen(6 - bound.target.fraction_digits));
  if (column.Int64At(row) % unit != 0)
    Refuse(column, row, bound,
           Format("keeps {} digits of a second, which would cut off the rest of",
                  bound.target.fraction_digits));
}

void CheckYear(std::int64_t days, const Column& column, std::int64_t row,
               const BoundColumn& bound) {
  if (days < kFirstDay || days > kLastDay) Refuse(column, row, bound, "holds the years 1 to 9999");
}

std::int64_t DayOf(std::int64_t micros) {
  return micros / kMicrosPerDay - (micros % kMicrosPerDay < 0 ? 1 : 0);
}

}  // namespace

void CheckValue(const Column& column, std::int64_t row, const BoundColumn& bound) {
  if (column.IsNull(row)) {
    if (bound.in_key) Refuse(column, row, bound, "is part of the key, which cannot be");
    if (!bound.target.field.nullable) Refuse(column, row, bound, "cannot be");
    return;
  }
  switch (column.type().id) {
    case TypeId::kUtf8:
    case TypeId::kBinary:
      return CheckLength(column, row, bound);
    case TypeId::kDecimal128:
      return CheckDecimal(column, row, bound);
    case TypeId::kDate32:
      return CheckYear(column.Int32At(row), column, row, bound);
    case TypeId::kTimestamp:
    case TypeId::kTimestampUtc:
      CheckYear(DayOf(column.Int64At(row)), column, row, bound);
      return CheckSeconds(column, row, bound);
    case TypeId::kDuration:
      return CheckSeconds(column, row, bound);
    case TypeId::kFloat64: {
      const double value = column.Float64At(row);
      if (!std::isfinite(value)) {
        if (!bound.target.holds_infinity) Refuse(column, row, bound, "holds no such number");
        return;
      }
      if (bound.target.is_float32 && static_cast<double>(static_cast<float>(value)) != value)
        Refuse(column, row, bound, "keeps 24 bits of a number, which would round");
      return;
    }
    default:
      return;
  }
}

char* WriteSqlTimestamp(std::int64_t micros, char* out) {
  char* const end = number_text::WriteTimestamp(micros, false, out);
  *std::find(out, end, 'T') = ' ';
  return end;
}

void RowText::AppendText(std::string_view text, std::string& out) const {
  if (form_ == RowForm::kLiterals) {
    out += '\'';
    for (const char c : text) {
      if (c == '\'') out += '\'';
      out += c;
    }
    out += '\'';
    return;
  }
  std::size_t plain = 0;  // where what has not been written yet begins
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char escape = kEscapes[static_cast<unsigned char>(text[i])];
    if (escape == 0) continue;
    out.append(text, plain, i - plain);
    out += '\\';
    out += escape;
    plain = i + 1;
  }
  out.append(text, plain);
}

void RowText::AppendBinary(std::string_view bytes, std::string& out) const {
  if (form_ == RowForm::kLiterals) out += "X'";
  if (form_ == RowForm::kCopy) out += "\\\\x";
  for (const char c : bytes) {
    out += "0123456789ABCDEF"[static_cast<unsigned char>(c) >> 4];
    out += "0123456789ABCDEF"[static_cast<unsigned char>(c) & 15];
  }
  if (form_ == RowForm::kLiterals) out += '\'';
}

void RowText::AppendValue(const Column& column, std::int64_t row, const BoundColumn& bound,
                          std::string& out) const {
  CheckValue(column, row, bound);
  if (column.IsNull(row)) {
    out += form_ == RowForm::kLiterals ? "NULL" : "\\N";
    return;
  }
  char text[number_text::kMostNumberBytes];
  char* end = text;
  bool quoted = false;
  switch (column.type().id) {
    case TypeId::kNull:
      return;
    case TypeId::kBool:
      *end++ = column.BoolAt(row) ? '1' : '0';
      break;
    case TypeId::kInt32:
      end = number_text::WriteInteger(column.Int32At(row), text);
      break;
    case TypeId::kInt64:
      end = number_text::WriteInteger(column.Int64At(row), text);
      break;
    case TypeId::kUInt64:
      end = number_text::WriteUnsigned(column.UInt64At(row), text);
      break;
    case TypeId::kFloat64:
      end = number_text::WriteDouble(column.Float64At(row), text);
      break;
    case TypeId::kDecimal128:
      end = number_text::WriteDecimal(column.DecimalAt(row), column.type().scale, text);
      break;
    case TypeId::kUtf8:
      return AppendText(column.TextAt(row), out);
    case TypeId::kBinary:
      return AppendBinary(column.TextAt(row), out);
    case TypeId::kDate32:
      end = number_text::WriteDate(column.Int32At(row), text);
      quoted = true;
      break;
    case TypeId::kTimestamp:
    case TypeId::kTimestampUtc:
      end = WriteSqlTimestamp(column.Int64At(row), text);
      quoted = true;
      break;
    case TypeId::kDuration: {
      const std::string duration = FormatDuration(column.Int64At(row));
      end = std::copy(duration.begin(), duration.end(), text);
      quoted = true;
      break;
    }
  }
  quoted = quoted && form_ == RowForm::kLiterals;
  if (quoted) out += '\'';
  out.append(text, static_cast<std::size_t>(end - text));
  if (quoted) out += '\'';
}

void RowText::Append(const RecordBatch& batch, std::int64_t row, std::int64_t stream_row,
                     std::string& out) const {
  const bool tabs = form_ != RowForm::kLiterals;
  if (!tabs) out += '(';
  try {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (i > 0) out += tabs ? '\t' : ',';
      AppendValue(batch.column(static_cast<int>(i)), row, columns_[i], out);
    }
  } catch (const DataError& error) {
    throw DataError("{}", error.what()).Row(stream_row).Column(error.column());
  }
  out += tabs ? '\n' : ')';
}

}  // namespace etl::sql_sink
