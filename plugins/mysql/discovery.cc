// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/discovery.h"

#include <algorithm>
#include <cstdlib>

#include "plugins/mysql/prepared.h"
#include "plugins/shared/sql_source/discovery.h"

namespace etl::mysql {
namespace {

using sql_source::TableEntry;

class MysqlCatalog final : public sql_source::Catalog {
 public:
  MysqlCatalog(Session& session, const MysqlOptions& options, Context& context)
      : session_(session), options_(options), context_(context), rules_(RulesOf(session)) {}

  std::string place() const override {
    return session_.address().name() + "/" + session_.address().database;
  }
  std::vector<TableEntry> Tables() override;
  sql_source::Relation Read(const TableEntry& entry) override;

 private:
  void RequireDatabase();
  void AddKeys();
  void AddReferences();
  // Null for the table of another database, or one that the user may not see.
  TableEntry* Find(const std::optional<std::string>& name);

  Session& session_;
  const MysqlOptions& options_;
  Context& context_;
  MysqlRules rules_;
  std::vector<TableEntry> tables_;
};

void MysqlCatalog::RequireDatabase() {
  if (!session_.address().database.empty()) return;
  std::vector<std::string> known;
  for (const TextRow& row : session_.Query("SHOW DATABASES")) known.push_back(row[0].value_or(""));
  throw ConfigError("the url names no database of {}", session_.address().name())
      .Hint("write mysql://user@host:port/DATABASE; " + sql_source::DidYouMean("", known));
}

TableEntry* MysqlCatalog::Find(const std::optional<std::string>& name) {
  const auto found = std::find_if(tables_.begin(), tables_.end(),
                                  [&](const TableEntry& table) { return table.name == name; });
  return found == tables_.end() ? nullptr : &*found;
}

void MysqlCatalog::AddKeys() {
  for (const TextRow& row : session_.Query(
           "SELECT TABLE_NAME, INDEX_NAME, COLUMN_NAME FROM information_schema.STATISTICS s WHERE "
           "TABLE_SCHEMA = DATABASE() AND NON_UNIQUE = 0 AND NOT EXISTS (SELECT 1 FROM "
           "information_schema.STATISTICS p WHERE p.TABLE_SCHEMA = s.TABLE_SCHEMA AND "
           "p.TABLE_NAME = s.TABLE_NAME AND p.INDEX_NAME = s.INDEX_NAME AND (p.SUB_PART IS NOT "
           "NULL OR p.COLUMN_NAME IS NULL)) ORDER BY TABLE_NAME, INDEX_NAME <> 'PRIMARY', "
           "INDEX_NAME, SEQ_IN_INDEX"))
    if (TableEntry* table = Find(row[0]))
      table->KeyOf(row[1].value_or(""), row[1] == "PRIMARY").columns.push_back(row[2].value_or(""));
}

void MysqlCatalog::AddReferences() {
  for (const TextRow& row : session_.Query(
           "SELECT TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME, IF(REFERENCED_TABLE_SCHEMA = "
           "DATABASE(), REFERENCED_TABLE_NAME, CONCAT(REFERENCED_TABLE_SCHEMA, '.', "
           "REFERENCED_TABLE_NAME)), REFERENCED_COLUMN_NAME FROM "
           "information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = DATABASE() AND "
           "REFERENCED_TABLE_NAME IS NOT NULL ORDER BY TABLE_NAME, CONSTRAINT_NAME, "
           "ORDINAL_POSITION"))
    if (TableEntry* table = Find(row[0])) {
      auto& reference = table->ReferenceOf(row[1].value_or(""), row[3].value_or(""));
      reference.columns.push_back(row[2].value_or(""));
      reference.other_columns.push_back(row[4].value_or(""));
    }
}

std::vector<TableEntry> MysqlCatalog::Tables() {
  RequireDatabase();
  for (const TextRow& row : session_.Query(
           "SELECT TABLE_NAME, TABLE_TYPE, TABLE_ROWS FROM information_schema.TABLES WHERE "
           "TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME")) {
    TableEntry& table = tables_.emplace_back();
    table.name = row[0].value_or("");
    if (row[1].value_or("").find("VIEW") != std::string::npos) table.kind = "view";
    if (row[2]) table.rows = std::strtoll(row[2]->c_str(), nullptr, 10);
    // A dot in `table` stands between database and table.
    if (table.name.find('.') != std::string::npos)
      table.query =
          "SELECT * FROM " + sql_dialect::QuoteIdentifier(sql_dialect::Dialect::kMysql, table.name);
  }
  AddKeys();
  AddReferences();
  return std::move(tables_);
}

sql_source::Relation ReadColumns(Session& session, const MysqlOptions& options,
                                 const MysqlRules& rules, Context& context) {
  const auto input = sql_source::InputOf(options, rules, QuoteTable);
  return ReadRelation(session, options, input, rules,
                      [&context](std::string_view name) { return context.Param(name); });
}

sql_source::Relation MysqlCatalog::Read(const TableEntry& entry) {
  return ReadColumns(session_, sql_source::OptionsOf(options_, entry), rules_, context_);
}

}  // namespace

void DiscoverDatabase(const MysqlOptions& options, std::string_view table, Context& context,
                      Discovery& out) {
  Interrupter interrupter;
  Session session(options.connection, context, interrupter);
  MysqlCatalog catalog(session, options, context);
  sql_source::DiscoverTables(catalog, table, out);
}

bool CheckSource(const MysqlOptions& options, Context& context, CheckReport& report) {
  Interrupter interrupter;
  Session session(options.connection, context, interrupter);
  const MysqlRules rules = RulesOf(session);
  const auto relation = ReadColumns(session, options, rules, context);
  sql_source::CheckRelation(options, relation, rules, report);
  if (!FindMisfits(options, relation, rules).empty()) return false;
  // The condition is in no statement so far.
  BlameSql(options, [&] {
    const auto statement = BuildSelect(
        sql_source::InputOf(options, rules, QuoteTable), Bind(options, relation, rules), relation,
        rules, {}, [&context](std::string_view name) { return context.Param(name); },
        sql_source::Values::kLiterals);
    session.Check(statement.text);
  });
  return true;
}

}  // namespace etl::mysql
