// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/column_types.h"

#include <utility>

namespace etl::mysql {
namespace {

using sql_source::BoundColumn;
using sql_source::Comparable;
using sql_source::SourceColumn;

constexpr unsigned kBinaryCharset = 63;
constexpr int kMaxBytesPerCharacter = 4;
// The server adds up to four bytes for the length to what it sorts a binary value by.
constexpr std::int64_t kSortSuffix = 4;

bool IsUnsigned(const ColumnInfo& column) { return (column.flags & UNSIGNED_FLAG) != 0; }

int DecimalPrecision(const ColumnInfo& column) {
  return static_cast<int>(column.length) - (column.decimals > 0 ? 1 : 0) -
         (IsUnsigned(column) ? 0 : 1);
}

DataType TypeOf(const ColumnInfo& column) {
  switch (WireOf(column)) {
    case Wire::kInteger:
      if (column.type == MYSQL_TYPE_LONGLONG) return IsUnsigned(column) ? UInt64() : Int64();
      return column.type == MYSQL_TYPE_LONG && IsUnsigned(column) ? Int64() : Int32();
    case Wire::kYear:
      return Int32();
    case Wire::kBit:
      return UInt64();
    case Wire::kDecimal: {
      const int precision = DecimalPrecision(column), scale = static_cast<int>(column.decimals);
      const bool fits = precision >= 1 && precision <= 38 && scale <= precision;
      return fits ? Decimal128(precision, scale) : Null();
    }
    case Wire::kFloat:
    case Wire::kDouble:
      return Float64();
    case Wire::kDate:
      return Date32();
    case Wire::kDateTime:
      return Timestamp();
    case Wire::kTimestamp:
      return TimestampUtc();
    case Wire::kTime:
      return Duration();
    case Wire::kText:
      return Utf8();
    case Wire::kBinary:
      return Binary();
    case Wire::kNull:
      break;
  }
  return Null();
}

bool HasKnownLength(const ColumnInfo& column) {
  return column.type == MYSQL_TYPE_VAR_STRING || column.type == MYSQL_TYPE_STRING ||
         column.type == MYSQL_TYPE_VARCHAR || column.type == MYSQL_TYPE_ENUM ||
         column.type == MYSQL_TYPE_SET;
}

std::string SqlTypeOf(const ColumnInfo& column, const Field& field) {
  if (field.max_chars > 0) return Format("varchar({})", field.max_chars);
  if (WireOf(column) == Wire::kDecimal)
    return Format("decimal({},{})", DecimalPrecision(column), column.decimals);
  return ToString(field.type);
}

bool IsInteger(TypeId id) {
  return id == TypeId::kInt32 || id == TypeId::kInt64 || id == TypeId::kUInt64;
}

}  // namespace

Wire WireOf(const ColumnInfo& column) {
  switch (column.type) {
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_LONGLONG:
      return Wire::kInteger;
    case MYSQL_TYPE_YEAR:
      return Wire::kYear;
    case MYSQL_TYPE_BIT:
      return Wire::kBit;
    case MYSQL_TYPE_DECIMAL:
    case MYSQL_TYPE_NEWDECIMAL:
      return Wire::kDecimal;
    case MYSQL_TYPE_FLOAT:
      return Wire::kFloat;
    case MYSQL_TYPE_DOUBLE:
      return Wire::kDouble;
    case MYSQL_TYPE_DATE:
    case MYSQL_TYPE_NEWDATE:
      return Wire::kDate;
    case MYSQL_TYPE_DATETIME:
    case MYSQL_TYPE_DATETIME2:
      return Wire::kDateTime;
    case MYSQL_TYPE_TIMESTAMP:
    case MYSQL_TYPE_TIMESTAMP2:
      return Wire::kTimestamp;
    case MYSQL_TYPE_TIME:
    case MYSQL_TYPE_TIME2:
      return Wire::kTime;
    case MYSQL_TYPE_NULL:
      return Wire::kNull;
    case MYSQL_TYPE_JSON:
      return Wire::kText;
    default:  // all kinds of strings
      return column.charset == kBinaryCharset ? Wire::kBinary : Wire::kText;
  }
}

SourceColumn ColumnOf(const ColumnInfo& column, std::string sql_type) {
  SourceColumn out{{column.name, TypeOf(column), (column.flags & NOT_NULL_FLAG) == 0, 0, {}}};
  const Wire wire = WireOf(column);
  out.storage = static_cast<int>(wire);
  if (HasKnownLength(column)) {
    out.max_bytes = static_cast<std::int64_t>(column.length);
    if (wire == Wire::kText)
      out.field.max_chars = static_cast<int>(column.length / kMaxBytesPerCharacter);
  }
  out.field.sql_type = sql_type.empty() ? SqlTypeOf(column, out.field) : std::move(sql_type);
  // The protocol rounds a FLOAT to six digits; as a DOUBLE it comes whole.
  if (wire == Wire::kFloat) {
    out.read =
        "(" + sql_dialect::QuoteIdentifier(sql_dialect::Dialect::kMysql, column.name) + " + 0e0)";
    out.hint = "it is sent rounded: write CAST(... AS DOUBLE) in the query";
  }
  if (wire == Wire::kDecimal && out.field.type == Null())
    out.hint =
        "declare it as a decimal of at most 38 digits, or write CAST(... AS "
        "DECIMAL(38,10)) in a `query`";
  return out;
}

bool MysqlRules::Reads(const SourceColumn& source, const Field& declared) const {
  const TypeId id = declared.type.id;
  switch (WireOf(source)) {
    case Wire::kInteger:
      return IsInteger(id) || id == TypeId::kBool || id == TypeId::kDecimal128 ||
             (id == TypeId::kFloat64 && source.field.type == Int32());
    case Wire::kYear:
      return IsInteger(id);
    case Wire::kBit:
      return IsInteger(id) || id == TypeId::kBool;
    case Wire::kDecimal:
      return id == TypeId::kDecimal128 ||
             (IsInteger(id) && (source.field.type.id == TypeId::kDecimal128) &&
              source.field.type.scale == 0);
    case Wire::kFloat:
      return id == TypeId::kFloat64;
    case Wire::kNull:
      return true;
    default:
      return declared.type == source.field.type;
  }
}

bool MysqlRules::SortsWhole(const SourceColumn& column) const {
  const Wire wire = WireOf(column);
  if (wire != Wire::kText && wire != Wire::kBinary) return true;
  return column.max_bytes >= 0 && column.max_bytes + kSortSuffix <= max_sort_length_;
}

std::string MysqlRules::OrderTerm(const BoundColumn& column, const OrderKey& key) const {
  const SourceColumn& source = *column.source;
  if (!SortsWhole(source)) return {};
  const std::string name = sql_dialect::QuoteIdentifier(dialect(), source.field.name);
  std::string term = name;
  switch (WireOf(source)) {
    case Wire::kText:  // by its bytes, whatever its collation says
      term = "CAST(CONVERT(" + name + " USING utf8mb4) AS BINARY)";
      break;
    case Wire::kFloat:
    case Wire::kDouble:
    case Wire::kBit:
    case Wire::kNull:
      return {};
    default:
      break;
  }
  if (key.descending) term += " DESC";
  // The server's own place of nulls is first in an ascending order, last in a descending one.
  if (source.field.nullable && key.nulls_last != key.descending)
    term = name + (key.nulls_last ? " IS NULL, " : " IS NOT NULL, ") + term;
  return term;
}

Comparable MysqlRules::Compares(const BoundColumn& column, etl_value_type value) const {
  const bool integer = value == ETL_VALUE_INT || value == ETL_VALUE_BOOL;
  switch (WireOf(*column.source)) {
    case Wire::kInteger:
    case Wire::kDecimal:
      if (column.field.type.id == TypeId::kFloat64) return Comparable::kNothing;
      return integer || value == ETL_VALUE_DECIMAL ? Comparable::kOrder : Comparable::kNothing;
    case Wire::kDate:
    case Wire::kDateTime:
    case Wire::kTimestamp:
      return value == ETL_VALUE_DATE ? Comparable::kOrder : Comparable::kNothing;
    case Wire::kText:
      // Equal texts are equal in every collation; what differs here may be equal or reversed there.
      return value == ETL_VALUE_TEXT ? Comparable::kEquality : Comparable::kNothing;
    default:
      return Comparable::kNothing;
  }
}

}  // namespace etl::mysql
