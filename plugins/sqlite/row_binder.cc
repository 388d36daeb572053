// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/row_binder.h"

#include <cstdlib>
#include <string>
#include <utility>

#include "etl/decimal.h"
#include "etl/temporal.h"
#include "etl/value_text.h"
#include "plugins/shared/number_text/write_number.h"
#include "plugins/shared/sql_sink/row_text.h"
#include "plugins/sqlite/column_types.h"

namespace etl::sqlite {
namespace {

using sql_sink::BoundColumn;

constexpr std::int64_t kMostExactDigits =
    999'999'999'999'999;  // 15: what a real keeps of a decimal

[[noreturn]] void Refuse(const Column& column, std::int64_t row, const BoundColumn& bound,
                         std::string_view why) {
  throw DataError("column {} of the table {}: {}", Quoted(bound.target.field.name), why,
                  Quoted(FormatValue(column, row)))
      .Column(bound.field.name);
}

bool KeepsText(const BoundColumn& bound) {
  const Affinity affinity = AffinityOf(bound.target.field.sql_type);
  return affinity == Affinity::kText || affinity == Affinity::kBlob;
}

int BindText(sqlite3_stmt* statement, int at, std::string_view text, bool copy) {
  // A null pointer would be a null.
  return sqlite3_bind_text64(statement, at, text.empty() ? "" : text.data(), text.size(),
                             copy ? SQLITE_TRANSIENT : SQLITE_STATIC, SQLITE_UTF8);
}

int BindTime(sqlite3_stmt* statement, int at, const Column& column, std::int64_t row,
             const BoundColumn& bound) {
  char text[number_text::kMostNumberBytes + 1];
  char* end = sql_sink::WriteSqlTimestamp(column.Int64At(row), text);
  if (column.type().id == TypeId::kTimestampUtc && bound.target.field.type.id != TypeId::kTimestamp)
    *end++ = 'Z';
  return BindText(statement, at, {text, static_cast<std::size_t>(end - text)}, true);
}

int BindValue(sqlite3_stmt* statement, int at, const Column& column, std::int64_t row,
              const BoundColumn& bound) {
  switch (column.type().id) {
    case TypeId::kNull:
      return sqlite3_bind_null(statement, at);
    case TypeId::kBool:
      return sqlite3_bind_int(statement, at, column.BoolAt(row));
    case TypeId::kInt32:
      return sqlite3_bind_int(statement, at, column.Int32At(row));
    case TypeId::kInt64:
      return sqlite3_bind_int64(statement, at, column.Int64At(row));
    case TypeId::kUInt64:
      if (!std::in_range<std::int64_t>(column.UInt64At(row)))
        Refuse(column, row, bound, "keeps integers up to 9223372036854775807");
      return sqlite3_bind_int64(statement, at, static_cast<std::int64_t>(column.UInt64At(row)));
    case TypeId::kFloat64:
      return sqlite3_bind_double(statement, at, column.Float64At(row));
    case TypeId::kDecimal128: {
      const Int128 value = column.DecimalAt(row);
      if (!KeepsText(bound) && (value > kMostExactDigits || value < -kMostExactDigits))
        Refuse(column, row, bound, "keeps 15 digits of a decimal; as TEXT it would keep all");
      return BindText(statement, at, FormatDecimal(value, column.type().scale), true);
    }
    case TypeId::kUtf8: {
      const std::string_view text = column.TextAt(row);
      if (!KeepsText(bound)) {
        const std::string copy(text);
        char* end = nullptr;
        std::strtod(copy.c_str(), &end);
        if (end != copy.c_str())
          Refuse(column, row, bound, "would turn a text that begins as a number into one");
      }
      return BindText(statement, at, text, false);
    }
    case TypeId::kBinary: {
      const std::string_view bytes = column.TextAt(row);
      return sqlite3_bind_blob64(statement, at, bytes.empty() ? "" : bytes.data(), bytes.size(),
                                 SQLITE_STATIC);
    }
    case TypeId::kDate32:
      return BindText(statement, at, FormatDate(column.Int32At(row)), true);
    case TypeId::kTimestamp:
    case TypeId::kTimestampUtc:
      return BindTime(statement, at, column, row, bound);
    case TypeId::kDuration:
      return BindText(statement, at, FormatDuration(column.Int64At(row)), true);
  }
  return SQLITE_MISMATCH;
}

}  // namespace

void BindRow(WriteDatabase& database, sqlite3_stmt* statement,
             const std::vector<BoundColumn>& columns, const RecordBatch& batch, std::int64_t row) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Column& column = batch.column(static_cast<int>(i));
    const int at = static_cast<int>(i) + 1;
    sql_sink::CheckValue(column, row, columns[i]);
    const int code = column.IsNull(row) ? sqlite3_bind_null(statement, at)
                                        : BindValue(statement, at, column, row, columns[i]);
    if (code != SQLITE_OK)
      throw EnvironmentError("cannot hand a value to {}: {}", database.path(),
                             sqlite3_errstr(code));
  }
}

}  // namespace etl::sqlite
