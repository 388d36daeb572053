// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/discovery.h"

#include <map>

#include "plugins/postgres/snapshot.h"
#include "plugins/postgres/table_info.h"
#include "plugins/shared/sql_source/discovery.h"

namespace etl::postgres {
namespace {

using sql_source::TableEntry;

// Tables that the search path does not find are named with their schema.
constexpr const char* kTables =
    "SELECT c.oid, CASE WHEN pg_table_is_visible(c.oid) THEN relname::text ELSE nspname || '.' || "
    "relname END, relkind, nspname, relname FROM pg_class c JOIN pg_namespace n ON n.oid = "
    "relnamespace WHERE relkind IN ('r', 'v', 'm', 'f', 'p') AND NOT relispartition AND nspname <> "
    "'information_schema' AND nspname NOT LIKE 'pg\\_%' AND has_schema_privilege(n.oid, 'USAGE') "
    "AND has_table_privilege(c.oid, 'SELECT') ORDER BY NOT pg_table_is_visible(c.oid), nspname, "
    "relname";
constexpr const char* kKeys =
    "SELECT indrelid, indexrelid, indisprimary, attname FROM pg_index, generate_series(0, "
    "indnkeyatts - 1) AS n JOIN pg_attribute ON true WHERE attrelid = indrelid AND attnum = "
    "indkey[n] AND indisunique AND indisvalid AND indpred IS NULL AND indexprs IS NULL ORDER BY "
    "indrelid, NOT indisprimary, indexrelid, n";
constexpr const char* kReferences =
    "SELECT conrelid, c.oid, confrelid, a.attname, b.attname FROM pg_constraint c, "
    "generate_subscripts(conkey, 1) AS n JOIN pg_attribute a ON true JOIN pg_attribute b ON true "
    "WHERE contype = 'f' AND a.attrelid = conrelid AND a.attnum = conkey[n] AND b.attrelid = "
    "confrelid AND b.attnum = confkey[n] ORDER BY conrelid, conname, n";

std::string KindOf(const std::optional<std::string>& kind) {
  return kind == "v" || kind == "m" ? "view" : "table";
}

sql_source::Relation ReadColumns(Connection& connection, const PostgresOptions& options,
                                 const PostgresRules& rules, Context& context) {
  const auto input = sql_source::InputOf(options, rules, QuoteTable);
  return ReadRelation(connection, options, input, rules,
                      [&context](std::string_view name) { return context.Param(name); });
}

class PostgresCatalog final : public sql_source::Catalog {
 public:
  PostgresCatalog(Connection& connection, const PostgresOptions& options, Context& context)
      : connection_(connection),
        options_(options),
        context_(context),
        rules_(RulesOf(connection)) {}

  std::string place() const override {
    return connection_.address().name() + "/" + connection_.address().database;
  }
  std::vector<TableEntry> Tables() override {
    AddTables();
    for (const TextRow& row : connection_.Query(kKeys))
      if (TableEntry* table = Find(row[0]))
        table->KeyOf(row[1].value_or(""), row[2] == "t").columns.push_back(row[3].value_or(""));
    for (const TextRow& row : connection_.Query(kReferences)) {
      TableEntry *table = Find(row[0]), *other = Find(row[2]);
      if (!table || !other) continue;
      auto& reference = table->ReferenceOf(row[1].value_or(""), other->name);
      reference.columns.push_back(row[3].value_or(""));
      reference.other_columns.push_back(row[4].value_or(""));
    }
    return tables_;
  }
  sql_source::Relation Read(const TableEntry& entry) override {
    return ReadColumns(connection_, sql_source::OptionsOf(options_, entry), rules_, context_);
  }

 private:
  void AddTables();
  TableEntry* Find(const std::optional<std::string>& oid) {
    const auto found = by_oid_.find(oid.value_or(""));
    return found == by_oid_.end() ? nullptr : &tables_[found->second];
  }

  Connection& connection_;
  const PostgresOptions& options_;
  Context& context_;
  PostgresRules rules_;
  std::vector<TableEntry> tables_;
  std::map<std::string, std::size_t> by_oid_;
};

void PostgresCatalog::AddTables() {
  constexpr auto kDialect = sql_dialect::Dialect::kPostgres;
  for (const TextRow& row : connection_.Query(kTables)) {
    by_oid_[row[0].value_or("")] = tables_.size();
    TableEntry& table = tables_.emplace_back();
    table.name = row[1].value_or("");
    table.kind = KindOf(row[2]);
    const std::string schema = row[3].value_or(""), name = row[4].value_or("");
    // A dot in `table` stands between schema and table.
    if (schema.find('.') != std::string::npos || name.find('.') != std::string::npos)
      table.query = "SELECT * FROM " + sql_dialect::QuoteIdentifier(kDialect, schema) + "." +
                    sql_dialect::QuoteIdentifier(kDialect, name);
  }
}

}  // namespace

void DiscoverDatabase(const PostgresOptions& options, std::string_view table, Context& context,
                      Discovery& out) {
  Interrupter interrupter;
  Snapshot snapshot(options.connection, context, interrupter);
  PostgresCatalog catalog(snapshot.connection(), options, context);
  sql_source::DiscoverTables(catalog, table, out);
}

bool CheckSource(const PostgresOptions& options, Context& context, CheckReport& report) {
  Interrupter interrupter;
  Snapshot snapshot(options.connection, context, interrupter);
  const PostgresRules rules = RulesOf(snapshot.connection());
  const auto relation = ReadColumns(snapshot.connection(), options, rules, context);
  sql_source::CheckRelation(options, relation, rules, report);
  if (!FindMisfits(options, relation, rules).empty()) return false;
  // Only a statement that is planned tells whether the user may read its tables.
  const auto statement = BuildSelect(
      sql_source::InputOf(options, rules, QuoteTable), Bind(options, relation, rules), relation,
      rules, {}, [&context](std::string_view name) { return context.Param(name); },
      sql_source::Values::kLiterals);
  BlameSql(options, [&] { snapshot.Check(statement.text); });
  return true;
}

}  // namespace etl::postgres
