// SPDX-License-Identifier: Apache-2.0
// The canonical types: all that a plugin ever sees. The host casts everything else at the edge.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "etl/format.h"

ETL_SDK_BEGIN

enum class TypeId : std::uint8_t {
  kNull,
  kBool,
  kInt32,
  kInt64,
  kUInt64,
  kFloat64,
  kDecimal128,  // 16 bytes, two's complement, times 10^-scale
  kUtf8,
  kBinary,
  kDate32,     // days since 1970-01-01
  kTimestamp,  // microseconds since 1970-01-01 00:00:00, of a wall clock without zone
  kTimestampUtc,
  kDuration,  // microseconds
};

struct DataType {
  TypeId id = TypeId::kNull;
  std::int8_t precision = 0;  // decimal128: 1 to 38
  std::int8_t scale = 0;      // decimal128: 0 to precision

  bool operator==(const DataType&) const = default;
};

inline DataType Null() { return {TypeId::kNull}; }
inline DataType Bool() { return {TypeId::kBool}; }
inline DataType Int32() { return {TypeId::kInt32}; }
inline DataType Int64() { return {TypeId::kInt64}; }
inline DataType UInt64() { return {TypeId::kUInt64}; }
inline DataType Float64() { return {TypeId::kFloat64}; }
inline DataType Decimal128(int precision, int scale) {
  return {TypeId::kDecimal128, static_cast<std::int8_t>(precision),
          static_cast<std::int8_t>(scale)};
}
inline DataType Utf8() { return {TypeId::kUtf8}; }
inline DataType Binary() { return {TypeId::kBinary}; }
inline DataType Date32() { return {TypeId::kDate32}; }
inline DataType Timestamp() { return {TypeId::kTimestamp}; }
inline DataType TimestampUtc() { return {TypeId::kTimestampUtc}; }
inline DataType Duration() { return {TypeId::kDuration}; }

// Bytes of one value in the data buffer; 0: bits (bool), offsets (text, binary) or nothing (null).
inline int FixedWidth(DataType type) {
  switch (type.id) {
    case TypeId::kInt32:
    case TypeId::kDate32:
      return 4;
    case TypeId::kInt64:
    case TypeId::kUInt64:
    case TypeId::kFloat64:
    case TypeId::kTimestamp:
    case TypeId::kTimestampUtc:
    case TypeId::kDuration:
      return 8;
    case TypeId::kDecimal128:
      return 16;
    default:
      return 0;
  }
}

inline bool IsVariable(DataType type) {
  return type.id == TypeId::kUtf8 || type.id == TypeId::kBinary;
}

// The name as it is written in a pipeline's schema: "int", "decimal(10,2)", "date".
inline std::string ToString(DataType type) {
  switch (type.id) {
    case TypeId::kNull:
      return "null";
    case TypeId::kBool:
      return "bool";
    case TypeId::kInt32:
      return "int";
    case TypeId::kInt64:
      return "bigint";
    case TypeId::kUInt64:
      return "ubigint";
    case TypeId::kFloat64:
      return "double";
    case TypeId::kDecimal128:
      return Format("decimal({},{})", int{type.precision}, int{type.scale});
    case TypeId::kUtf8:
      return "string";
    case TypeId::kBinary:
      return "binary";
    case TypeId::kDate32:
      return "date";
    case TypeId::kTimestamp:
      return "timestamp";
    case TypeId::kTimestampUtc:
      return "timestamptz";
    case TypeId::kDuration:
      return "time";
  }
  return "unknown";
}

// The format string of the Arrow C Data Interface.
inline std::string ToArrowFormat(DataType type) {
  switch (type.id) {
    case TypeId::kNull:
      return "n";
    case TypeId::kBool:
      return "b";
    case TypeId::kInt32:
      return "i";
    case TypeId::kInt64:
      return "l";
    case TypeId::kUInt64:
      return "L";
    case TypeId::kFloat64:
      return "g";
    case TypeId::kDecimal128:
      return Format("d:{},{}", int{type.precision}, int{type.scale});
    case TypeId::kUtf8:
      return "u";
    case TypeId::kBinary:
      return "z";
    case TypeId::kDate32:
      return "tdD";
    case TypeId::kTimestamp:
      return "tsu:";
    case TypeId::kTimestampUtc:
      return "tsu:UTC";
    case TypeId::kDuration:
      return "tDu";
  }
  return "n";
}

// The inverse, for the canonical types alone; nullopt for every other format.
inline std::optional<DataType> FromArrowFormat(std::string_view format) {
  for (TypeId id : {TypeId::kNull, TypeId::kBool, TypeId::kInt32, TypeId::kInt64, TypeId::kUInt64,
                    TypeId::kFloat64, TypeId::kUtf8, TypeId::kBinary, TypeId::kDate32,
                    TypeId::kTimestamp, TypeId::kTimestampUtc, TypeId::kDuration}) {
    if (format == ToArrowFormat({id})) return DataType{id};
  }
  if (!format.starts_with("d:")) return std::nullopt;
  int precision = 0, scale = 0;
  const char* end = format.data() + format.size();
  auto first = std::from_chars(format.data() + 2, end, precision);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != ',') return std::nullopt;
  auto second = std::from_chars(first.ptr + 1, end, scale);
  // A third number would be a width other than 128 bits.
  if (second.ec != std::errc() || second.ptr != end) return std::nullopt;
  if (precision < 1 || precision > 38 || scale < 0 || scale > precision) return std::nullopt;
  return Decimal128(precision, scale);
}

ETL_SDK_END
