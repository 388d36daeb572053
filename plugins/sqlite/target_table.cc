// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/target_table.h"

#include <map>

#include "etl/suggest.h"
#include "etl/value_text.h"
#include "plugins/shared/sql_dialect/dialect.h"
#include "plugins/sqlite/column_types.h"

namespace etl::sqlite {
namespace {

std::string Quote(const std::string& name) {
  return sql_dialect::QuoteIdentifier(sql_dialect::Dialect::kSqlite, name);
}

std::string CollationOf(WriteDatabase& database, const std::string& table,
                        const std::string& column) {
  const char* collation = nullptr;
  sqlite3_table_column_metadata(database.handle(), "main", table.c_str(), column.c_str(), nullptr,
                                &collation, nullptr, nullptr, nullptr);
  return collation ? collation : "BINARY";
}

void ReadColumns(WriteDatabase& database, TargetTable& table) {
  std::map<int, std::string> primary;
  std::size_t integers = 0;
  for (const auto& row :
       database.Query("SELECT name, type, \"notnull\", dflt_value IS NOT NULL, pk, hidden FROM "
                      "pragma_table_xinfo(?1)",
                      {table.name})) {
    sql_sink::TargetColumn column;
    column.field = FieldOf(row[0], row[1]);
    column.field.nullable = row[2] != "1";
    column.has_value = row[3] == "1";
    column.generated = row[5] == "2" || row[5] == "3";
    column.unwritable = row[5] == "1";
    if (row[4] != "0") primary[std::atoi(row[4].c_str())] = row[0];
    if (row[4] != "0" && detail::LowerAscii(row[1]) == "integer") {
      ++integers;
      column.field.nullable = true;  // of a single one: the row's number
    }
    table.definitions.push_back(Quote(row[0]) + " " + row[1] + " COLLATE " +
                                Quote(CollationOf(database, table.name, row[0])));
    table.target.columns.push_back(std::move(column));
  }
  // A key of one INTEGER has no index of its own.
  if (primary.size() == 1 && integers == 1)
    table.target.unique.push_back({"PRIMARY KEY", {primary.begin()->second}});
}

void ReadIndexes(WriteDatabase& database, TargetTable& table) {
  for (const auto& index : database.Query(
           "SELECT name, partial FROM pragma_index_list(?1) WHERE \"unique\"", {table.name})) {
    sql_sink::UniqueIndex unique{index[0], {}};
    bool plain = index[1] == "0";
    for (const auto& part :
         database.Query("SELECT name, name IS NULL FROM pragma_index_info(?1)", {index[0]})) {
      plain = plain && part[1] == "0";
      unique.columns.push_back(part[0]);
    }
    if (plain)
      table.target.unique.push_back(std::move(unique));
    else
      table.has_rules = true;
  }
}

}  // namespace

std::optional<TargetTable> ReadTarget(WriteDatabase& database, const std::string& written) {
  const auto found = database.Query(
      "SELECT name, type, sql FROM sqlite_schema WHERE type IN ('table', 'view') AND name = ?1 "
      "COLLATE NOCASE",
      {written});
  if (found.empty()) return std::nullopt;
  if (found[0][1] == "view")
    throw ConfigError("`table` names a view, and rows go into tables: {}", Quoted(written));
  TargetTable table;
  table.target.name = written;
  table.name = found[0][0];
  ReadColumns(database, table);
  ReadIndexes(database, table);
  const auto count = database.Query(
      "SELECT (SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?1 COLLATE "
      "NOCASE) + (SELECT count(*) FROM pragma_table_list l, pragma_foreign_key_list(l.name) k "
      "WHERE "
      "l.name = ?1 COLLATE NOCASE OR k.\"table\" = ?1 COLLATE NOCASE)",
      {table.name});
  table.has_rules = table.has_rules || count[0][0] != "0" ||
                    detail::LowerAscii(found[0][2]).find("check") != std::string::npos;
  return table;
}

}  // namespace etl::sqlite
