// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/column_types.h"

#include <utility>

namespace etl::postgres {
namespace {

using sql_source::BoundColumn;
using sql_source::Comparable;
using sql_source::SourceColumn;

// Of pg_type; they never change.
enum Oid : unsigned {
  kBoolOid = 16,
  kByteaOid = 17,
  kNameOid = 19,
  kInt8Oid = 20,
  kInt2Oid = 21,
  kInt4Oid = 23,
  kTextOid = 25,
  kOidOid = 26,
  kJsonOid = 114,
  kFloat4Oid = 700,
  kFloat8Oid = 701,
  kBpcharOid = 1042,
  kVarcharOid = 1043,
  kDateOid = 1082,
  kTimeOid = 1083,
  kTimestampOid = 1114,
  kTimestampTzOid = 1184,
  kIntervalOid = 1186,
  kNumericOid = 1700,
  kRecordOid = 2249,
  kUuidOid = 2950,
  kJsonbOid = 3802
};

constexpr int kModifierOffset = 4;  // of a length, or of a precision and scale

Wire WireOf(const ColumnInfo& column) {
  switch (column.oid) {
    case kBoolOid:
      return Wire::kBool;
    case kInt2Oid:
    case kInt4Oid:
    case kInt8Oid:
      return Wire::kInteger;
    case kOidOid:
      return Wire::kOid;
    case kFloat4Oid:
      return Wire::kReal;
    case kFloat8Oid:
      return Wire::kDouble;
    case kNumericOid:
      return Wire::kNumeric;
    case kDateOid:
      return Wire::kDate;
    case kTimeOid:
      return Wire::kTime;
    case kTimestampOid:
      return Wire::kTimestamp;
    case kTimestampTzOid:
      return Wire::kTimestampTz;
    case kIntervalOid:
      return Wire::kInterval;
    case kTextOid:
    case kVarcharOid:
    case kNameOid:
      return column.sorts_by_bytes ? Wire::kTextByBytes : Wire::kText;
    case kBpcharOid:
      return Wire::kPaddedText;
    case kJsonOid:
      return Wire::kJson;
    case kJsonbOid:
      return Wire::kJsonb;
    case kUuidOid:
      return Wire::kUuid;
    case kByteaOid:
      return Wire::kBinary;
    default:
      if (column.kind == 'e') return Wire::kLabel;
      return column.kind == 'c' || column.oid == kRecordOid ? Wire::kComposite : Wire::kOther;
  }
}

// numeric without digits declared, or with more than 38, has none of ours.
DataType DecimalOf(int modifier) {
  if (modifier < kModifierOffset) return Null();
  const int precision = (modifier - kModifierOffset) >> 16 & 0xffff;
  const int scale =
      (((modifier - kModifierOffset) & 0x7ff) ^ 0x400) - 0x400;  // 11 bits with a sign
  const int whole = scale < 0 ? precision - scale : scale > precision ? scale : precision;
  return whole <= 38 ? Decimal128(whole, scale < 0 ? 0 : scale) : Null();
}

DataType TypeOf(const ColumnInfo& column) {
  switch (WireOf(column)) {
    case Wire::kBool:
      return Bool();
    case Wire::kInteger:
      return column.oid == kInt8Oid ? Int64() : Int32();
    case Wire::kOid:
      return Int64();
    case Wire::kReal:
    case Wire::kDouble:
      return Float64();
    case Wire::kNumeric:
      return DecimalOf(column.modifier);
    case Wire::kDate:
      return Date32();
    case Wire::kTime:
    case Wire::kInterval:
      return Duration();
    case Wire::kTimestamp:
      return Timestamp();
    case Wire::kTimestampTz:
      return TimestampUtc();
    case Wire::kBinary:
      return Binary();
    default:
      return Utf8();
  }
}

std::string HintFor(Wire wire, DataType type) {
  if (wire == Wire::kNumeric && type == Null())
    return "declare it in `schema`, as a decimal of at most 38 digits or an integer, or write "
           "CAST(... AS numeric(38,10)) in a `query`";
  if (wire >= Wire::kComposite) return "write CAST(... AS text) in the query";
  if (wire == Wire::kInterval || wire == Wire::kUuid)
    return "declare it as it is, or write CAST(... AS text) in a `query`";
  return {};
}

bool IsInteger(TypeId id) {
  return id == TypeId::kInt32 || id == TypeId::kInt64 || id == TypeId::kUInt64;
}

}  // namespace

SourceColumn ColumnOf(const ColumnInfo& column) {
  const Wire wire = WireOf(column);
  SourceColumn out{{column.name, TypeOf(column), !column.not_null, 0, column.type}};
  out.storage = static_cast<int>(wire);
  const bool has_length = column.oid == kVarcharOid || column.oid == kBpcharOid;
  if (has_length && column.modifier >= kModifierOffset)
    out.field.max_chars = column.modifier - kModifierOffset;
  if (wire >= Wire::kComposite)
    out.read = "CAST(" +
               sql_dialect::QuoteIdentifier(sql_dialect::Dialect::kPostgres, column.name) +
               " AS text)";
  out.hint = HintFor(wire, out.field.type);
  return out;
}

bool PostgresRules::Reads(const SourceColumn& source, const Field& declared) const {
  const TypeId id = declared.type.id;
  switch (WireOf(source)) {
    case Wire::kInteger:
      return IsInteger(id) || id == TypeId::kDecimal128 ||
             (id == TypeId::kFloat64 && source.field.type == Int32());
    case Wire::kOid:
      return IsInteger(id);
    case Wire::kNumeric:
      return IsInteger(id) || id == TypeId::kDecimal128;
    default:
      return declared.type == source.field.type;
  }
}

std::string PostgresRules::OrderTerm(const BoundColumn& column, const OrderKey& key) const {
  const SourceColumn& source = *column.source;
  std::string term = sql_dialect::QuoteIdentifier(dialect(), source.field.name);
  switch (WireOf(source)) {
    case Wire::kText:  // by its bytes, whatever its collation says
      if (!utf8_) return {};
      term += " COLLATE \"C\"";
      break;
    case Wire::kTextByBytes:
      if (!utf8_) return {};
      break;
    // Blanks at the end do not count there; labels have an order of their own; the rest is sent as
    // another text than what is sorted.
    case Wire::kPaddedText:
    case Wire::kLabel:
    case Wire::kJson:
    case Wire::kJsonb:
    case Wire::kComposite:
    case Wire::kOther:
      return {};
    default:
      break;
  }
  if (key.descending) term += " DESC";
  // The server's own place of nulls is last in an ascending order, first in a descending one. Said
  // only where there may be some, as an index is used for its own place alone.
  if (source.field.nullable) term += key.nulls_last ? " NULLS LAST" : " NULLS FIRST";
  return term;
}

bool PostgresRules::TestsNull(const BoundColumn& column) const {
  // A row of nulls is a null to the server.
  return WireOf(*column.source) != Wire::kComposite;
}

Comparable PostgresRules::Compares(const BoundColumn& column, etl_value_type value) const {
  const auto order_if = [](bool is) { return is ? Comparable::kOrder : Comparable::kNothing; };
  switch (WireOf(*column.source)) {
    case Wire::kBool:
      return value == ETL_VALUE_BOOL ? Comparable::kEquality : Comparable::kNothing;
    case Wire::kInteger:
    case Wire::kNumeric:
      if (column.field.type.id == TypeId::kFloat64) return Comparable::kNothing;
      return order_if(value == ETL_VALUE_INT || value == ETL_VALUE_DECIMAL);
    case Wire::kDate:
    case Wire::kTimestamp:
    case Wire::kTimestampTz:  // a date is the midnight in UTC, as the session is
      return order_if(value == ETL_VALUE_DATE);
    case Wire::kTextByBytes:
      if (value != ETL_VALUE_TEXT) return Comparable::kNothing;
      return utf8_ ? Comparable::kOrder : Comparable::kEquality;
    case Wire::kText:
    case Wire::kPaddedText:
      // Equal texts are equal in every collation; what differs here may be equal or reversed there.
      return value == ETL_VALUE_TEXT ? Comparable::kEquality : Comparable::kNothing;
    default:
      return Comparable::kNothing;
  }
}

}  // namespace etl::postgres
