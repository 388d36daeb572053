// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "etl/value_text.h"
#include "plugins/shared/sql_dialect/dialect.h"

namespace etl::sql_dialect {
namespace {

// What a row may take: the server's format, and the part of it that InnoDB keeps in the page.
constexpr int kMaxRowBytes = 65'535;
constexpr int kMaxPageBytes = 8'126;
constexpr int kRowOverhead = 40;  // the surrogate key, InnoDB's header, row id and hidden columns

// InnoDB's and SQLite's limits, less one for a surrogate key.
constexpr int kMysqlMaxColumns = 1'016;
constexpr int kSqliteMaxColumns = 1'999;
// PostgreSQL's. How much of a row fits into a page depends on its values.
constexpr int kPostgresMaxColumns = 1'599;

int MostColumns(Dialect dialect) {
  switch (dialect) {
    case Dialect::kMysql:
      return kMysqlMaxColumns;
    case Dialect::kPostgres:
      return kPostgresMaxColumns;
    case Dialect::kSqlite:
      break;
  }
  return kSqliteMaxColumns;
}

struct Size {
  int row = 0, page = 0;
};

// What leaves the page keeps up to 40 bytes in it; only a column of more than 255 bytes may leave.
constexpr Size kOffPage{12, 41};

Size VarcharSize(int max_chars) {
  const int bytes = 4 * max_chars;
  return bytes > 255 ? Size{bytes + 2, 42} : Size{bytes + 1, bytes + 1};
}

Size SizeOf(const Field& field, bool is_varchar) {
  switch (field.type.id) {
    case TypeId::kBool:
      return {1, 1};
    case TypeId::kInt32:
    case TypeId::kDate32:
      return {4, 4};
    case TypeId::kDecimal128:
      return {20, 20};
    case TypeId::kUtf8:
      return is_varchar ? VarcharSize(field.max_chars) : kOffPage;
    case TypeId::kBinary:
      return kOffPage;
    default:
      return {8, 8};
  }
}

bool IsVarchar(const std::string& type) { return type.starts_with("VARCHAR"); }

Size Total(const std::vector<Field>& fields, const std::vector<std::string>& types) {
  const int bitmap = static_cast<int>(fields.size() + 7) / 8;
  Size total{kRowOverhead + bitmap, kRowOverhead + bitmap};
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const Size size = SizeOf(fields[i], IsVarchar(types[i]));
    total = {total.row + size.row, total.page + size.page};
  }
  return total;
}

// The VARCHAR whose move to TEXT saves most, the first of equals; -1: none saves anything.
int WidestVarchar(const std::vector<Field>& fields, const std::vector<std::string>& types,
                  int Size::*budget) {
  int widest = -1, most = kOffPage.*budget;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!IsVarchar(types[i])) continue;
    const int bytes = SizeOf(fields[i], true).*budget;
    if (bytes > most) widest = static_cast<int>(i), most = bytes;
  }
  return widest;
}

void Fit(const std::vector<Field>& fields, int Size::*budget, int limit, ColumnTypes& out) {
  while (Total(fields, out.types).*budget > limit) {
    const int widest = WidestVarchar(fields, out.types, budget);
    if (widest < 0)
      throw ConfigError("{} columns do not fit into a mysql row of {} bytes", fields.size(), limit)
          .Hint("select fewer columns, or write several tables");
    const auto i = static_cast<std::size_t>(widest);
    out.notes.push_back(Format("column {} is TEXT instead of {}, so that a row fits into {} bytes",
                               Quoted(fields[i].name), out.types[i], limit));
    out.types[i] = "TEXT";
  }
}

}  // namespace

ColumnTypes TypeNames(Dialect dialect, const std::vector<Field>& fields) {
  const int most = MostColumns(dialect);
  if (fields.size() > static_cast<std::size_t>(most))
    throw ConfigError("a {} table has at most {} columns and a key, this one has {}",
                      ToString(dialect), most, fields.size())
        .Hint("select fewer columns, or write several tables");
  ColumnTypes out;
  for (const Field& field : fields) out.types.push_back(TypeName(dialect, field));
  if (dialect != Dialect::kMysql) return out;
  Fit(fields, &Size::row, kMaxRowBytes, out);
  Fit(fields, &Size::page, kMaxPageBytes, out);
  return out;
}

}  // namespace etl::sql_dialect
