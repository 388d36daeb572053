// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/table_info.h"

#include <algorithm>
#include <cstdlib>
#include <map>

namespace etl::mysql {
namespace {

using sql_source::Relation;
using sql_source::SourceColumn;

constexpr auto kDialect = sql_dialect::Dialect::kMysql;

std::string Literal(std::string_view text) {
  return sql_dialect::QuoteLiteral(kDialect, {ETL_VALUE_TEXT, 0, 0, std::string(text)});
}

// A table in the words of information_schema.
struct TableName {
  explicit TableName(std::string_view written) {
    const auto dot = written.find('.');
    name = written.substr(dot == std::string_view::npos ? 0 : dot + 1);
    schema = dot == std::string_view::npos ? "DATABASE()" : Literal(written.substr(0, dot));
  }
  std::string Condition() const {
    return " WHERE TABLE_SCHEMA = " + schema + " AND TABLE_NAME = " + Literal(name);
  }
  std::string schema, name;
};

std::optional<std::int64_t> FindTable(Session& session, const Located<std::string>& wanted,
                                      const TableName& table) {
  const auto found =
      session.Query("SELECT TABLE_ROWS FROM information_schema.TABLES" + table.Condition());
  if (!found.empty()) {
    if (!found[0][0]) return std::nullopt;
    return std::strtoll(found[0][0]->c_str(), nullptr, 10);
  }
  std::vector<std::string> known;
  for (const TextRow& row : session.Query(
           "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = " + table.schema))
    known.push_back(row[0].value_or(""));
  throw ConfigError("{} has no table {} that the user may see", session.address().name(),
                    wanted.value)
      .Option(wanted.node.get())
      .Hint(known.empty() ? "check `database` of the connection, and what the user may see"
                          : sql_source::DidYouMean(table.name, known));
}

std::map<std::string, std::string> DeclaredTypes(Session& session, const TableName& table) {
  std::map<std::string, std::string> types;
  for (const TextRow& row : session.Query(
           "SELECT COLUMN_NAME, COLUMN_TYPE FROM information_schema.COLUMNS" + table.Condition()))
    types[row[0].value_or("")] = row[1].value_or("");
  return types;
}

const SourceColumn* Find(const Relation& relation, const std::string& name) {
  const auto found =
      std::find_if(relation.columns.begin(), relation.columns.end(),
                   [&](const SourceColumn& column) { return column.field.name == name; });
  return found == relation.columns.end() ? nullptr : &*found;
}

// The terms of a unique key, or none if rows could be equal in them as the server sorts: a null, a
// part of a column, a column longer than what is sorted by.
std::vector<std::string> KeyTerms(const std::vector<TextRow>& parts, const std::string& key,
                                  const Relation& relation, const MysqlRules& rules) {
  std::vector<std::string> terms;
  for (const TextRow& part : parts) {
    if (part[0] != key) continue;
    const SourceColumn* column = Find(relation, part[1].value_or(""));
    if (!column || column->field.nullable || part[2] || !rules.SortsWhole(*column)) return {};
    terms.push_back(sql_dialect::QuoteIdentifier(kDialect, column->field.name));
  }
  return terms;
}

std::vector<std::string> FindKey(Session& session, const TableName& table, const Relation& relation,
                                 const MysqlRules& rules) {
  const auto parts = session.Query(
      "SELECT INDEX_NAME, COLUMN_NAME, SUB_PART FROM information_schema.STATISTICS" +
      table.Condition() +
      " AND NON_UNIQUE = 0 ORDER BY INDEX_NAME <> 'PRIMARY', INDEX_NAME, SEQ_IN_INDEX");
  for (const TextRow& part : parts) {
    auto terms = KeyTerms(parts, part[0].value_or(""), relation, rules);
    if (!terms.empty()) return terms;
  }
  return {};
}

}  // namespace

MysqlRules RulesOf(Session& session) {
  const auto rows = session.Query("SELECT @@max_sort_length");
  return MysqlRules(std::strtoll(rows.at(0).at(0).value_or("0").c_str(), nullptr, 10));
}

std::string QuoteTable(std::string_view name) {
  const auto dot = name.find('.');
  if (dot == std::string_view::npos) return sql_dialect::QuoteIdentifier(kDialect, name);
  return sql_dialect::QuoteIdentifier(kDialect, name.substr(0, dot)) + "." +
         sql_dialect::QuoteIdentifier(kDialect, name.substr(dot + 1));
}

Relation ReadRelation(Session& session, const MysqlOptions& options,
                      const sql_source::SelectInput& input, const MysqlRules& rules,
                      const sql_source::ParamLookup& param) {
  Relation relation;
  std::optional<TableName> table;
  std::map<std::string, std::string> types;
  if (!input.table.empty()) {
    table.emplace(options.table.value);
    relation.rows = FindTable(session, options.table, *table);
    relation.is_small = relation.rows && *relation.rows <= sql_source::kSmallRows;
    if (!input.where.empty()) relation.rows.reset();
    types = DeclaredTypes(session, *table);
  }
  const auto columns = sql_source::BlameSql(options, [&] {
    const auto probe = sql_source::BuildProbe(input, rules, param, sql_source::Values::kLiterals);
    return session.Probe(probe.text);
  });
  for (const ColumnInfo& column : columns)
    relation.columns.push_back(ColumnOf(column, types[column.name]));
  if (table) relation.key = FindKey(session, *table, relation, rules);
  return relation;
}

}  // namespace etl::mysql
