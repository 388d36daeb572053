// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/table_info.h"

#include <cstdlib>
#include <map>

namespace etl::postgres {
namespace {

using sql_source::Relation;

constexpr auto kDialect = sql_dialect::Dialect::kPostgres;
constexpr std::int64_t kSmallBytes = 1 << 20;  // a table of a megabyte has few rows

// A table in the words of pg_class.
struct Table {
  std::string oid;
  std::optional<std::int64_t> rows;
  bool is_small = false;
  bool has_key = false;  // not a view, nor one whose children may repeat its keys
};

// The tables of the schema that is named, or of those that are searched.
[[noreturn]] void ThrowNoTable(Connection& connection, const Located<std::string>& wanted) {
  const auto dot = wanted.value.find('.');
  const bool has_schema = dot != std::string::npos;
  const std::string name = wanted.value.substr(has_schema ? dot + 1 : 0);
  std::vector<std::string> known;
  for (const TextRow& row : connection.Query(
           "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE "
           "relkind IN ('r', 'v', 'm', 'f', 'p') AND CASE WHEN $1 <> '' THEN nspname = $1 ELSE "
           "pg_table_is_visible(c.oid) AND nspname NOT IN ('pg_catalog', 'information_schema') END "
           "ORDER BY 1",
           {has_schema ? wanted.value.substr(0, dot) : ""}))
    known.push_back(row[0].value_or(""));
  throw ConfigError("{} has no table {} that the user may see", connection.address().name(),
                    wanted.value)
      .Option(wanted.node.get())
      .Hint(known.empty() ? "check `database` of the connection, and what the user may see"
                          : sql_source::DidYouMean(name, known));
}

Table FindTable(Connection& connection, const Located<std::string>& wanted) {
  const auto found = connection.Query(
      "SELECT oid, reltuples::int8, CASE WHEN relkind IN ('r', 'm') THEN pg_relation_size(oid) "
      "END, relkind IN ('p', 'm') OR (relkind = 'r' AND NOT relhassubclass) FROM pg_class "
      "WHERE oid = to_regclass($1) AND relkind IN ('r', 'v', 'm', 'f', 'p')",
      {QuoteTable(wanted.value)});
  if (found.empty()) ThrowNoTable(connection, wanted);
  const TextRow& row = found[0];
  Table table{row[0].value_or(""), {}, false, row[3] == "t"};
  // -1: never counted. 0 is what older servers say instead.
  const std::int64_t rows = std::strtoll(row[1].value_or("0").c_str(), nullptr, 10);
  if (rows > 0) table.rows = rows;
  table.is_small = (rows > 0 && rows <= sql_source::kSmallRows) ||
                   (row[2] && std::strtoll(row[2]->c_str(), nullptr, 10) <= kSmallBytes);
  return table;
}

// What the description of a result leaves out, in the order of its columns.
constexpr const char* kColumnTypes =
    "SELECT format_type(c.type, c.modifier), t.typtype FROM unnest($1::oid[], $2::int4[]) WITH "
    "ORDINALITY AS c(type, modifier, place) JOIN pg_type t ON t.oid = c.type ORDER BY c.place";

// A column has its own collation or, 'default', the database's.
constexpr const char* kTableColumns =
    "SELECT attname, attnotnull, coalesce(CASE WHEN collname = 'default' THEN (SELECT "
    "datcollate IN ('C', 'POSIX') AND coalesce(to_jsonb(d)->>'datlocprovider', 'c') = 'c' FROM "
    "pg_database d WHERE datname = current_database()) ELSE collname IN ('C', 'POSIX') AND "
    "collnamespace = 'pg_catalog'::regnamespace END, false) FROM pg_attribute LEFT JOIN "
    "pg_collation k ON k.oid = attcollation WHERE attrelid = $1::oid AND attnum > 0 AND NOT "
    "attisdropped";

std::vector<ColumnInfo> ReadColumns(Connection& connection, const std::string& probe) {
  const Result described = connection.Describe(probe);
  std::vector<ColumnInfo> columns;
  std::string types, modifiers;
  for (int i = 0; i < PQnfields(described.get()); ++i) {
    ColumnInfo& column = columns.emplace_back();
    column.name = PQfname(described.get(), i);
    column.oid = PQftype(described.get(), i);
    column.modifier = PQfmod(described.get(), i);
    types += (i == 0 ? "" : ",") + std::to_string(column.oid);
    modifiers += (i == 0 ? "" : ",") + std::to_string(column.modifier);
  }
  const auto rows = connection.Query(kColumnTypes, {"{" + types + "}", "{" + modifiers + "}"});
  for (std::size_t i = 0; i < columns.size() && i < rows.size(); ++i) {
    columns[i].type = rows[i][0].value_or("");
    columns[i].kind = rows[i][1].value_or("b")[0];
  }
  return columns;
}

void AddTableColumns(Connection& connection, const Table& table, std::vector<ColumnInfo>& columns) {
  std::map<std::string, TextRow> known;
  for (TextRow& row : connection.Query(kTableColumns, {table.oid}))
    known[row[0].value_or("")] = row;
  for (ColumnInfo& column : columns) {
    const auto found = known.find(column.name);
    if (found == known.end()) continue;
    column.not_null = found->second[1] == "t";
    column.sorts_by_bytes = found->second[2] == "t";
  }
}

// The columns of the primary key, or of the first other unique index that has no nulls, no
// expressions, no condition, and is checked at once.
std::vector<std::string> FindKey(Connection& connection, const Table& table) {
  const auto rows = connection.Query(
      "SELECT attname FROM (SELECT indexrelid, indkey, indnkeyatts FROM pg_index i WHERE indrelid "
      "= $1::oid AND indisunique AND indisvalid AND indimmediate AND indpred IS NULL AND indexprs "
      "IS NULL AND NOT EXISTS (SELECT FROM generate_series(0, indnkeyatts - 1) AS n JOIN "
      "pg_attribute ON attrelid = indrelid AND attnum = indkey[n] WHERE NOT attnotnull) ORDER BY "
      "NOT indisprimary, indexrelid LIMIT 1) AS i, generate_series(0, indnkeyatts - 1) AS n JOIN "
      "pg_attribute ON attrelid = $1::oid WHERE attnum = indkey[n] ORDER BY n",
      {table.oid});
  std::vector<std::string> terms;
  for (const TextRow& row : rows)
    terms.push_back(sql_dialect::QuoteIdentifier(kDialect, row[0].value_or("")));
  return terms;
}

}  // namespace

PostgresRules RulesOf(Connection& connection) {
  const auto rows = connection.Query("SHOW server_encoding");
  const std::string encoding = rows.at(0).at(0).value_or("");
  return PostgresRules(encoding == "UTF8" || encoding == "SQL_ASCII");
}

std::string QuoteTable(std::string_view name) {
  const auto dot = name.find('.');
  if (dot == std::string_view::npos) return sql_dialect::QuoteIdentifier(kDialect, name);
  return sql_dialect::QuoteIdentifier(kDialect, name.substr(0, dot)) + "." +
         sql_dialect::QuoteIdentifier(kDialect, name.substr(dot + 1));
}

Relation ReadRelation(Connection& connection, const PostgresOptions& options,
                      const sql_source::SelectInput& input, const PostgresRules& rules,
                      const sql_source::ParamLookup& param) {
  Relation relation;
  std::optional<Table> table;
  if (!input.table.empty()) table = FindTable(connection, options.table);
  std::vector<ColumnInfo> columns = sql_source::BlameSql(options, [&] {
    const auto probe = sql_source::BuildProbe(input, rules, param, sql_source::Values::kLiterals);
    return ReadColumns(connection, probe.text);
  });
  if (table) {
    AddTableColumns(connection, *table, columns);
    if (table->has_key) relation.key = FindKey(connection, *table);
    relation.is_small = table->is_small;
    if (input.where.empty()) relation.rows = table->rows;
  }
  for (const ColumnInfo& column : columns) relation.columns.push_back(ColumnOf(column));
  return relation;
}

}  // namespace etl::postgres
