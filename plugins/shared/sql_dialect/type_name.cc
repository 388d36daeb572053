// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>

#include "etl/value_text.h"
#include "plugins/shared/sql_dialect/dialect.h"

namespace etl::sql_dialect {
namespace {

constexpr int kBytesPerChar = 4;  // utf8mb4
constexpr int kMaxVarchar = 65'535 / kBytesPerChar;
constexpr int kMaxMediumText = 16'777'215 / kBytesPerChar;
constexpr int kMysqlMaxScale = 30;  // MariaDB has 38
constexpr int kPostgresMaxVarchar = 10'485'760;

[[noreturn]] void ThrowUntyped(const Field& field) {
  throw ConfigError("column {} has no type: all that is known is that it is null",
                    Quoted(field.name))
      .Hint("give it one, as in cast(null as int)");
}

std::string DecimalName(DataType type) {
  return Format("DECIMAL({},{})", int{type.precision}, int{type.scale});
}

std::string MysqlText(int max_chars) {
  if (max_chars <= 0) return "TEXT";
  if (max_chars <= kMaxVarchar) return Format("VARCHAR({})", max_chars);
  return max_chars <= kMaxMediumText ? "MEDIUMTEXT" : "LONGTEXT";
}

std::string MysqlType(const Field& field) {
  switch (field.type.id) {
    case TypeId::kNull:
      ThrowUntyped(field);
    case TypeId::kBool:
      return "TINYINT(1)";
    case TypeId::kInt32:
      return "INT";
    case TypeId::kInt64:
      return "BIGINT";
    case TypeId::kUInt64:
      return "BIGINT UNSIGNED";
    case TypeId::kFloat64:
      return "DOUBLE";
    case TypeId::kDecimal128:
      if (field.type.scale > kMysqlMaxScale)
        throw ConfigError("column {} has {} digits after the point, mysql holds at most {}",
                          Quoted(field.name), int{field.type.scale}, kMysqlMaxScale)
            .Hint("cast it to a decimal with fewer");
      return DecimalName(field.type);
    case TypeId::kUtf8:
      return MysqlText(field.max_chars);
    case TypeId::kBinary:
      return "LONGBLOB";
    case TypeId::kDate32:
      return "DATE";
    case TypeId::kTimestamp:
    case TypeId::kTimestampUtc:
      return "DATETIME(6)";
    case TypeId::kDuration:
      return "TIME(6)";
  }
  ThrowUntyped(field);
}

std::string SqliteType(const Field& field) {
  switch (field.type.id) {
    case TypeId::kNull:
      ThrowUntyped(field);
    case TypeId::kBool:
      return "BOOLEAN";
    case TypeId::kInt32:
      return "INTEGER";
    case TypeId::kInt64:
      return "BIGINT";
    case TypeId::kUInt64:
      return "BIGINT UNSIGNED";
    case TypeId::kFloat64:
      return "REAL";
    case TypeId::kDecimal128:
      return DecimalName(field.type);
    case TypeId::kUtf8:
      return field.max_chars > 0 ? Format("VARCHAR({})", field.max_chars) : "TEXT";
    case TypeId::kBinary:
      return "BLOB";
    case TypeId::kDate32:
      return "DATE";
    case TypeId::kTimestamp:
      return "DATETIME";
    case TypeId::kTimestampUtc:
      return "TIMESTAMPTZ";
    case TypeId::kDuration:
      return "TIME";
  }
  ThrowUntyped(field);
}

std::string PostgresType(const Field& field) {
  switch (field.type.id) {
    case TypeId::kNull:
      ThrowUntyped(field);
    case TypeId::kBool:
      return "BOOLEAN";
    case TypeId::kInt32:
      return "INTEGER";
    case TypeId::kInt64:
      return "BIGINT";
    case TypeId::kUInt64:
      return "NUMERIC(20,0)";
    case TypeId::kFloat64:
      return "DOUBLE PRECISION";
    case TypeId::kDecimal128:
      return Format("NUMERIC({},{})", int{field.type.precision}, int{field.type.scale});
    case TypeId::kUtf8:
      return field.max_chars > 0 && field.max_chars <= kPostgresMaxVarchar
                 ? Format("VARCHAR({})", field.max_chars)
                 : "TEXT";
    case TypeId::kBinary:
      return "BYTEA";
    case TypeId::kDate32:
      return "DATE";
    case TypeId::kTimestamp:
      return "TIMESTAMP";
    case TypeId::kTimestampUtc:
      return "TIMESTAMPTZ";
    case TypeId::kDuration:
      return "INTERVAL";
  }
  ThrowUntyped(field);
}

}  // namespace

std::string TypeName(Dialect dialect, const Field& field) {
  switch (dialect) {
    case Dialect::kMysql:
      return MysqlType(field);
    case Dialect::kPostgres:
      return PostgresType(field);
    case Dialect::kSqlite:
      break;
  }
  return SqliteType(field);
}

}  // namespace etl::sql_dialect
