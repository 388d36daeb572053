// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/cell.h"

#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "etl/value_text.h"
#include "plugins/shared/sql_source/cell.h"
#include "plugins/shared/sql_source/plain_value.h"

namespace etl::sqlite {
namespace {

using sql_source::ThrowBadValue;

std::string_view Text(sqlite3_stmt* statement, int position) {
  const unsigned char* text = sqlite3_column_text(statement, position);
  return {reinterpret_cast<const char*>(text),
          static_cast<std::size_t>(sqlite3_column_bytes(statement, position))};
}

std::string_view Blob(sqlite3_stmt* statement, int position) {
  const void* bytes = sqlite3_column_blob(statement, position);
  return {static_cast<const char*>(bytes),
          static_cast<std::size_t>(sqlite3_column_bytes(statement, position))};
}

bool AppendInteger(std::int64_t value, ColumnBuilder& out) {
  constexpr std::int64_t kExact = std::int64_t{1} << 53;  // a double holds every integer up to it
  switch (out.type().id) {
    case TypeId::kBool:
      if (value != 0 && value != 1) return false;
      return out.AppendBool(value == 1), true;
    case TypeId::kInt32:
      if (!std::in_range<std::int32_t>(value)) return false;
      return out.AppendInt32(static_cast<std::int32_t>(value)), true;
    case TypeId::kInt64:
      return out.AppendInt64(value), true;
    case TypeId::kUInt64:
      if (value < 0) return false;
      return out.AppendUInt64(static_cast<std::uint64_t>(value)), true;
    case TypeId::kFloat64:
      if (value < -kExact || value > kExact) return false;
      return out.AppendFloat64(static_cast<double>(value)), true;
    case TypeId::kDecimal128: {
      std::int64_t decimal;
      if (!sql_source::PlainIntegerAsDecimal(value, out.type(), decimal))
        return TryAppendParsed(out, std::to_string(value));
      return out.AppendDecimal(decimal), true;
    }
    default:
      return false;
  }
}

bool AppendReal(double value, ColumnBuilder& out) {
  if (out.type().id == TypeId::kFloat64) return out.AppendFloat64(value), true;
  if (out.type().id != TypeId::kDecimal128) return false;
  // The shortest digits that give this double are those that were written, up to 15 of them.
  std::int64_t decimal;
  if (!sql_source::PlainRealAsDecimal(value, out.type(), decimal))
    return TryAppendParsed(out, FormatFloat64(value));
  return out.AppendDecimal(decimal), true;
}

bool AppendText(std::string_view text, const Field& field, std::int64_t row, ColumnBuilder& out) {
  switch (out.type().id) {
    case TypeId::kUtf8:
      sql_source::CheckText(field, text, row);
      return out.AppendText(text), true;
    case TypeId::kDate32: {
      std::int32_t days;
      if (!sql_source::ParsePlainDate(text, days)) return false;
      return out.AppendInt32(days), true;
    }
    case TypeId::kTimestamp: {
      std::int64_t micros;
      if (!sql_source::ParsePlainTimestamp(text, micros)) return TryAppendParsed(out, text);
      return out.AppendInt64(micros), true;
    }
    case TypeId::kDecimal128:
    case TypeId::kTimestampUtc:
    case TypeId::kDuration:
      return TryAppendParsed(out, text);
    default:
      return false;
  }
}

std::string HintFor(int stored, const Field& field) {
  if (stored == SQLITE_TEXT && field.type.id == TypeId::kTimestamp)
    return "a timestamp is 'YYYY-MM-DD HH:MM:SS'; with a zone it is a timestamptz";
  if (stored == SQLITE_TEXT && field.type.id == TypeId::kTimestampUtc)
    return "a timestamptz ends in Z or +HH:MM; without a zone it is a timestamp";
  static constexpr const char* kNames[] = {"", "an integer", "a real number", "a text", "a blob"};
  return std::string("it is stored as ") + kNames[stored];
}

std::string ShownValue(sqlite3_stmt* statement, int position, int stored) {
  if (stored != SQLITE_BLOB) return std::string(Text(statement, position));
  return Format("a blob of {} bytes", sqlite3_column_bytes(statement, position));
}

}  // namespace

void AppendCell(sqlite3_stmt* statement, int position, const Field& field, std::int64_t row,
                ColumnBuilder& out) {
  const int stored = position < 0 ? SQLITE_NULL : sqlite3_column_type(statement, position);
  bool good = false;
  switch (stored) {
    case SQLITE_NULL:
      return out.AppendNull();
    case SQLITE_INTEGER:
      good = AppendInteger(sqlite3_column_int64(statement, position), out);
      break;
    case SQLITE_FLOAT:
      good = AppendReal(sqlite3_column_double(statement, position), out);
      break;
    case SQLITE_TEXT:
      good = AppendText(Text(statement, position), field, row, out);
      break;
    default:
      good = out.type().id == TypeId::kBinary;
      if (good) out.AppendText(Blob(statement, position));
  }
  if (!good)
    ThrowBadValue(field, ShownValue(statement, position, stored), row, HintFor(stored, field));
}

}  // namespace etl::sqlite
