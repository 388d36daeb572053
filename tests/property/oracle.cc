// SPDX-License-Identifier: Apache-2.0
#include "tests/property/oracle.h"

#include <stdexcept>

namespace etl::property {
namespace {

void Bind(sqlite3_stmt* statement, int parameter, const Column& column, std::int64_t row) {
  if (column.IsNull(row)) {
    sqlite3_bind_null(statement, parameter);
    return;
  }
  switch (column.type().id) {
    case TypeId::kBool:
      sqlite3_bind_int(statement, parameter, column.BoolAt(row));
      return;
    case TypeId::kInt32:
    case TypeId::kDate32:
      sqlite3_bind_int(statement, parameter, column.Int32At(row));
      return;
    case TypeId::kInt64:
      sqlite3_bind_int64(statement, parameter, column.Int64At(row));
      return;
    case TypeId::kFloat64:
      sqlite3_bind_double(statement, parameter, column.Float64At(row));
      return;
    case TypeId::kUtf8: {
      const std::string_view text = column.TextAt(row);
      sqlite3_bind_text(statement, parameter, text.data() ? text.data() : "",
                        static_cast<int>(text.size()), SQLITE_TRANSIENT);
      return;
    }
    default:
      throw std::logic_error("the oracle has no such type");
  }
}

}  // namespace

Oracle::Oracle() { Require(sqlite3_open(":memory:", &database_) == SQLITE_OK); }

Oracle::~Oracle() { sqlite3_close(database_); }

void Oracle::Require(bool fine) {
  if (!fine) throw std::runtime_error(sqlite3_errmsg(database_));
}

void Oracle::Run(const std::string& sql) {
  Require(sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
}

sqlite3_stmt* Oracle::Prepare(const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  Require(sqlite3_prepare_v2(database_, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK);
  return statement;
}

void Oracle::Load(const std::string& table, const RecordBatch& rows) {
  std::string columns, holes;
  for (const Field& field : rows.schema()) {
    columns += (columns.empty() ? "" : ", ") + field.name;
    holes += holes.empty() ? "?" : ", ?";
  }
  Run("DROP TABLE IF EXISTS " + table + "; CREATE TABLE " + table + " (" + columns + "); BEGIN");
  sqlite3_stmt* insert = Prepare("INSERT INTO " + table + " VALUES (" + holes + ")");
  for (std::int64_t row = 0; row < rows.num_rows(); ++row) {
    for (int i = 0; i < rows.num_columns(); ++i) Bind(insert, i + 1, rows.column(i), row);
    Require(sqlite3_step(insert) == SQLITE_DONE);
    sqlite3_reset(insert);
  }
  sqlite3_finalize(insert);
  Run("COMMIT");
}

std::string Oracle::Query(const std::string& sql) {
  sqlite3_stmt* statement = Prepare(sql);
  std::string out;
  int status;
  while ((status = sqlite3_step(statement)) == SQLITE_ROW) {
    const int columns = sqlite3_column_count(statement);
    for (int i = 0; i < columns; ++i) {
      const void* text = sqlite3_column_blob(statement, i);
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, i));
      if (sqlite3_column_type(statement, i) == SQLITE_NULL)
        out += "null";
      else if (size > 0)
        out.append(static_cast<const char*>(text), size);
      out += i + 1 < columns ? '|' : '\n';
    }
  }
  sqlite3_finalize(statement);
  Require(status == SQLITE_DONE);
  return out;
}

}  // namespace etl::property
