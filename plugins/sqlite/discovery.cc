// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/discovery.h"

#include <algorithm>

#include "plugins/shared/sql_source/discovery.h"
#include "plugins/sqlite/prepared.h"

namespace etl::sqlite {
namespace {

using sql_source::TableEntry;

Value TextValue(const std::string& text) { return {ETL_VALUE_TEXT, 0, 0, text}; }

std::string QuoteTable(std::string_view name) {
  return sql_dialect::QuoteIdentifier(sql_dialect::Dialect::kSqlite, name);
}

sql_source::Relation ReadColumns(Database& database, const SqliteOptions& options,
                                 const SqliteRules& rules, Context& context) {
  const auto input = sql_source::InputOf(options, rules, QuoteTable);
  return ReadRelation(database, options, input, rules,
                      [&context](std::string_view name) { return context.Param(name); });
}

class FileCatalog final : public sql_source::Catalog {
 public:
  FileCatalog(Database& database, const SqliteOptions& options, Context& context)
      : database_(database), options_(options), context_(context), rules_(RulesOf(database)) {}

  std::string place() const override { return PathOf(options_.connection); }
  std::vector<TableEntry> Tables() override;
  sql_source::Relation Read(const TableEntry& entry) override;

 private:
  std::vector<std::string> PrimaryKey(const std::string& table);
  void AddKeys(TableEntry& table);
  void AddReferences(TableEntry& table);

  Database& database_;
  const SqliteOptions& options_;
  Context& context_;
  SqliteRules rules_;
};

std::vector<std::string> FileCatalog::PrimaryKey(const std::string& table) {
  Cursor columns = database_.Prepare(
      "SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk", {TextValue(table)});
  std::vector<std::string> names;
  while (columns.Step()) names.emplace_back(columns.Text(0));
  return names;
}

void FileCatalog::AddKeys(TableEntry& table) {
  std::vector<std::string> primary = PrimaryKey(table.name);
  if (!primary.empty()) table.keys.push_back({true, std::move(primary)});
  Cursor parts = database_.Prepare(
      "SELECT l.name, i.name FROM pragma_index_list(?1) l, pragma_index_info(l.name) i WHERE "
      "l.\"unique\" AND NOT l.partial AND l.origin <> 'pk' AND NOT EXISTS (SELECT 1 FROM "
      "pragma_index_info(l.name) WHERE name IS NULL) ORDER BY l.name, i.seqno",
      {TextValue(table.name)});
  while (parts.Step())
    table.KeyOf(std::string(parts.Text(0)), false).columns.emplace_back(parts.Text(1));
}

// A reference that names no columns means the other table's primary key.
void FileCatalog::AddReferences(TableEntry& table) {
  Cursor parts = database_.Prepare(
      "SELECT id, \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?1) ORDER BY id, seq",
      {TextValue(table.name)});
  while (parts.Step()) {
    auto& reference = table.ReferenceOf(std::string(parts.Text(0)), std::string(parts.Text(1)));
    reference.columns.emplace_back(parts.Text(2));
    if (!parts.Text(3).empty()) reference.other_columns.emplace_back(parts.Text(3));
  }
  for (sql_source::TableReference& reference : table.references)
    if (reference.other_columns.size() < reference.columns.size()) {
      reference.other_columns = PrimaryKey(reference.table);
      reference.other_columns.resize(reference.columns.size());
    }
}

std::vector<TableEntry> FileCatalog::Tables() {
  std::vector<TableEntry> tables;
  Cursor list = database_.Prepare(
      "SELECT name, type FROM pragma_table_list WHERE schema = 'main' AND type <> 'shadow' AND "
      "name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name");
  while (list.Step()) {
    TableEntry& table = tables.emplace_back();
    table.name = list.Text(0);
    if (list.Text(1) == "view") table.kind = "view";
  }
  for (TableEntry& table : tables) {
    AddKeys(table);
    AddReferences(table);
  }
  return tables;
}

sql_source::Relation FileCatalog::Read(const TableEntry& entry) {
  sql_source::Relation relation =
      ReadColumns(database_, sql_source::OptionsOf(options_, entry), rules_, context_);
  if (relation.rows || !relation.is_small) return relation;
  Cursor count =
      database_.Prepare("SELECT count(*) FROM " +
                        sql_dialect::QuoteIdentifier(sql_dialect::Dialect::kSqlite, entry.name));
  if (count.Step()) relation.rows = count.Integer(0);
  return relation;
}

}  // namespace

void DiscoverDatabase(const SqliteOptions& options, std::string_view table, Context& context,
                      Discovery& out) {
  const std::atomic<bool> never = false;
  Database database(options.connection, never);
  FileCatalog catalog(database, options, context);
  sql_source::DiscoverTables(catalog, table, out);
}

bool CheckSource(const SqliteOptions& options, Context& context, CheckReport& report) {
  const std::atomic<bool> never = false;
  Database database(options.connection, never);
  const SqliteRules rules = RulesOf(database);
  const auto relation = ReadColumns(database, options, rules, context);
  sql_source::CheckRelation(options, relation, rules, report);
  if (!FindMisfits(options, relation, rules).empty()) return false;
  // The condition is in no statement so far.
  BlameSql(options, [&] {
    const auto statement = BuildSelect(
        sql_source::InputOf(options, rules, QuoteTable), Bind(options, relation, rules), relation,
        rules, {}, [&context](std::string_view name) { return context.Param(name); },
        sql_source::Values::kBound);
    database.Prepare(statement.text, statement.values);
  });
  return true;
}

}  // namespace etl::sqlite
