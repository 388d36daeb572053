// SPDX-License-Identifier: Apache-2.0
// How names, values and types are written in the SQL of a database. Pure functions of text: no
// connection, any thread. Everything that enters a statement as text passes through here; values
// should rather be bound where the database's API can.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "etl/plan.h"

namespace etl::sql_dialect {

// kMysql is MySQL 5.7 and later, and MariaDB; kPostgres is PostgreSQL 10 and later.
enum class Dialect { kMysql, kSqlite, kPostgres };

// "mysql", "sqlite" or "postgres", as an option says it. Throws ConfigError for anything else.
Dialect ParseDialect(std::string_view name);
std::string_view ToString(Dialect dialect);

// A name as it stands in a statement: bare where that is safe (a letter or underscore, then
// letters, digits and underscores, no reserved word; in postgres, which folds bare names, all in
// lower case), else in backticks (mysql) or double quotes. Throws ConfigError for a name that the
// database cannot have: empty, a NUL byte, not UTF-8; in mysql also more than 64 characters, a
// space at the end, or a character above U+FFFF; in postgres more than 63 bytes, which it would cut
// off. SQLite reads a double-quoted name that is no column as a string: turn that off with
// SQLITE_DBCONFIG_DQS_DML before running a query.
std::string QuoteIdentifier(Dialect dialect, std::string_view name);

// A value as a literal that means the same under every sql_mode (ANSI_QUOTES and
// NO_BACKSLASH_ESCAPES included) or standard_conforming_strings, on a connection that speaks UTF-8.
// Throws ConfigError for what has no literal: NaN, infinities, text that is not UTF-8 (in postgres
// also with a NUL byte), a decimal that is no number, a date outside of the years 1 to 9999.
std::string QuoteLiteral(Dialect dialect, const Value& value);

// The column type that holds every value of the field's type, without NULL or NOT NULL.
//   mysql: TINYINT(1), INT, BIGINT, BIGINT UNSIGNED, DOUBLE, DECIMAL(p,s), VARCHAR(n) up to 16,383
//     characters, TEXT, MEDIUMTEXT or LONGTEXT by the known length (TEXT if unknown), LONGBLOB,
//     DATE, DATETIME(6) (UTC for timestamptz: TIMESTAMP ends in 2038), TIME(6).
//   sqlite: names with the right affinity, which ParseType reads back as the same type.
//   postgres: BOOLEAN, INTEGER, BIGINT, NUMERIC(20,0) for ubigint, DOUBLE PRECISION, NUMERIC(p,s),
//     VARCHAR(n) up to 10,485,760 characters, else TEXT, BYTEA, DATE, TIMESTAMP, TIMESTAMPTZ,
//     INTERVAL.
// Throws ConfigError for a column of type null, and a mysql decimal with a scale above 30.
std::string TypeName(Dialect dialect, const Field& field);

// The types of a whole table, which may differ from TypeName: a mysql row holds 65,535 bytes, and
// an InnoDB page half of 16 KiB, so the widest VARCHARs become TEXT until the row fits. `notes` has
// one sentence per such column. Throws ConfigError when no choice makes it fit.
struct ColumnTypes {
  std::vector<std::string> types;
  std::vector<std::string> notes;
};
ColumnTypes TypeNames(Dialect dialect, const std::vector<Field>& fields);

}  // namespace etl::sql_dialect
