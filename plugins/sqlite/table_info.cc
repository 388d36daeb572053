// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/table_info.h"

#include <algorithm>
#include <cstdlib>

namespace etl::sqlite {
namespace {

using sql_source::Relation;
using sql_source::SourceColumn;

struct Table {
  std::string name;  // as it was created
  bool is_table = false, without_rowid = false;
};

Value TextValue(const std::string& text) { return {ETL_VALUE_TEXT, 0, 0, text}; }

Table FindTable(Database& database, const Located<std::string>& wanted) {
  Cursor list = database.Prepare(
      "SELECT name, type, wr, name = ?1 COLLATE NOCASE FROM pragma_table_list "
      "WHERE schema = 'main' ORDER BY name",
      {TextValue(wanted.value)});
  std::vector<std::string> known;
  while (list.Step()) {
    if (list.Integer(3))
      return {std::string(list.Text(0)), list.Text(1) == "table", list.Integer(2) != 0};
    if (!list.Text(0).starts_with("sqlite_")) known.emplace_back(list.Text(0));
  }
  throw ConfigError("the database has no table {}", wanted.value)
      .Option(wanted.node.get())
      .Hint(sql_source::DidYouMean(wanted.value, known));
}

bool SameName(std::string_view a, const std::string& b) {
  return sqlite3_strnicmp(a.data(), b.c_str(), static_cast<int>(a.size() + 1)) == 0;
}

// One of the names of the hidden row number that no column has taken.
std::string RowIdName(const Relation& relation) {
  for (const char* name : {"rowid", "_rowid_", "oid"})
    if (std::none_of(relation.columns.begin(), relation.columns.end(),
                     [&](const SourceColumn& column) { return SameName(column.field.name, name); }))
      return name;
  return {};
}

// Marks the columns that cannot be null, and finds the key. A primary key of SQLite may hold nulls
// and then does not tell rows apart: the row number does.
void AddKey(Database& database, const Table& table, Relation& relation) {
  Cursor info = database.Prepare("SELECT name, \"notnull\", pk FROM pragma_table_info(?1)",
                                 {TextValue(table.name)});
  std::vector<std::pair<std::int64_t, SourceColumn*>> primary;
  while (info.Step()) {
    for (SourceColumn& column : relation.columns) {
      if (column.field.name != info.Text(0)) continue;
      if (info.Integer(1)) column.field.nullable = false;
      if (info.Integer(2)) primary.emplace_back(info.Integer(2), &column);
    }
  }
  if (!table.is_table) return;
  std::sort(primary.begin(), primary.end());
  const bool is_row_id = !table.without_rowid && primary.size() == 1 &&
                         SameName(primary[0].second->field.sql_type, "INTEGER");
  if (is_row_id) primary[0].second->field.nullable = false;
  for (const auto& [position, column] : primary)
    relation.key.push_back(
        sql_dialect::QuoteIdentifier(sql_dialect::Dialect::kSqlite, column->field.name));
  if (is_row_id || table.without_rowid) return;
  const std::string row_id = RowIdName(relation);
  if (row_id.empty())
    relation.key.clear();
  else
    relation.key.push_back(row_id);
}

// A file of a megabyte holds no large table.
bool IsSmallFile(Database& database) {
  constexpr std::int64_t kSmallBytes = 1 << 20;
  Cursor size =
      database.Prepare("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
  return size.Step() && size.Integer(0) <= kSmallBytes;
}

std::optional<std::int64_t> EstimateRows(Database& database, const Table& table) {
  Cursor exists = database.Prepare("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'");
  if (!exists.Step()) return std::nullopt;
  Cursor stat =
      database.Prepare("SELECT stat FROM sqlite_stat1 WHERE tbl = ?1", {TextValue(table.name)});
  if (!stat.Step()) return std::nullopt;
  return std::strtoll(std::string(stat.Text(0)).c_str(), nullptr, 10);
}

}  // namespace

SqliteRules RulesOf(Database& database) {
  Cursor encoding = database.Prepare("PRAGMA encoding");
  return SqliteRules(encoding.Step() && encoding.Text(0) == "UTF-8");
}

Relation ReadRelation(Database& database, const SqliteOptions& options,
                      const sql_source::SelectInput& input, const sql_source::Rules& rules,
                      const sql_source::ParamLookup& param) {
  std::optional<Table> table;
  if (!input.table.empty()) table = FindTable(database, options.table);
  Cursor columns = sql_source::BlameSql(options, [&] {
    const auto probe = sql_source::BuildProbe(input, rules, param, sql_source::Values::kBound);
    return database.Prepare(probe.text, probe.values);
  });
  Relation relation;
  for (int i = 0; i < columns.columns(); ++i) {
    const char* declared = sqlite3_column_decltype(columns.get(), i);
    SourceColumn column{FieldOf(sqlite3_column_name(columns.get(), i), declared ? declared : "")};
    column.storage = static_cast<int>(AffinityOf(column.field.sql_type));
    relation.columns.push_back(std::move(column));
  }
  if (table) {
    AddKey(database, *table, relation);
    const auto rows = EstimateRows(database, *table);
    relation.is_small = rows && *rows <= sql_source::kSmallRows;
    if (input.where.empty()) relation.rows = rows;
  }
  relation.is_small |= IsSmallFile(database);
  return relation;
}

}  // namespace etl::sqlite
