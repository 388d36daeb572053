// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/target_table.h"

#include <cstdlib>
#include <map>

#include "etl/suggest.h"
#include "etl/value_text.h"
#include "plugins/mysql/column_types.h"

namespace etl::mysql {
namespace {

constexpr auto kDialect = sql_dialect::Dialect::kMysql;

std::string Literal(std::string_view text) {
  return sql_dialect::QuoteLiteral(kDialect, {ETL_VALUE_TEXT, 0, 0, std::string(text)});
}

// A row of information_schema.COLUMNS.
struct ColumnRow {
  explicit ColumnRow(const TextRow& row)
      : name(row[0].value_or("")),
        type(row[1].value_or("")),
        data_type(detail::LowerAscii(row[2].value_or(""))),
        extra(detail::LowerAscii(row[3].value_or(""))),
        charset(row[4].value_or("")),
        collation(row[5].value_or("")),
        max_length(std::atoll(row[6].value_or("0").c_str())),
        fraction_digits(row[7] ? std::atoi(row[7]->c_str()) : 6),
        nullable(row[8] == "YES"),
        has_default(row[9].has_value()) {}

  bool Is(std::initializer_list<std::string_view> types) const {
    for (const std::string_view known : types)
      if (data_type == known) return true;
    return false;
  }

  std::string name, type, data_type, extra, charset, collation;
  long long max_length;
  int fraction_digits;
  bool nullable, has_default;
};

std::vector<ColumnRow> ReadColumns(Session& session, const TableName& table) {
  std::vector<ColumnRow> columns;
  for (const TextRow& row : session.Query(
           "SELECT COLUMN_NAME, COLUMN_TYPE, DATA_TYPE, EXTRA, CHARACTER_SET_NAME, COLLATION_NAME, "
           "CHARACTER_MAXIMUM_LENGTH, DATETIME_PRECISION, IS_NULLABLE, COLUMN_DEFAULT FROM "
           "information_schema.COLUMNS" +
           table.Condition(table.name) + " ORDER BY ORDINAL_POSITION"))
    columns.emplace_back(row);
  return columns;
}

std::string DefinitionOf(const ColumnRow& row) {
  std::string sql = sql_dialect::QuoteIdentifier(kDialect, row.name) + " " + row.type;
  if (!row.charset.empty()) sql += " CHARACTER SET " + row.charset + " COLLATE " + row.collation;
  return sql + (row.nullable ? " NULL" : " NOT NULL");
}

sql_sink::TargetColumn ColumnOfRow(const ColumnRow& row, const ColumnInfo& info) {
  sql_sink::TargetColumn column;
  column.field = ColumnOf(info, row.type).field;
  column.field.name = row.name;
  column.field.nullable = row.nullable;
  column.field.max_chars =
      row.Is({"char", "varchar", "binary", "varbinary"}) ? static_cast<int>(row.max_length) : 0;
  const auto extra = [&](const char* word) { return row.extra.find(word) != std::string::npos; };
  column.has_value = row.has_default || extra("auto_increment") || extra("default_generated");
  column.generated = extra("virtual") || extra("stored") || extra("persistent") ||
                     extra("row start") || extra("row end");
  column.unwritable = row.Is({"geometry", "point", "linestring", "polygon", "multipoint",
                              "multilinestring", "multipolygon", "geometrycollection"});
  column.is_bits = row.Is({"bit"});
  column.is_float32 = row.Is({"float"});
  column.fraction_digits = row.fraction_digits;
  return column;
}

std::vector<sql_sink::UniqueIndex> ReadUnique(Session& session, const TableName& table) {
  std::vector<sql_sink::UniqueIndex> unique;
  for (const TextRow& row : session.Query(
           "SELECT INDEX_NAME, COLUMN_NAME, SUB_PART FROM information_schema.STATISTICS" +
           table.Condition(table.name) + " AND NON_UNIQUE = 0 ORDER BY INDEX_NAME, SEQ_IN_INDEX")) {
    const std::string index = row[0].value_or("");
    if (unique.empty() || unique.back().name != index) unique.push_back({index, {}});
    // A part of a column is no column.
    unique.back().columns.push_back(row[1].value_or("") + (row[2] ? "(" + *row[2] + ")" : ""));
  }
  return unique;
}

std::vector<std::string> ReadTies(Session& session, const TableName& table) {
  const std::string database = Literal(table.database), name = Literal(table.name);
  std::vector<std::string> ties;
  for (const TextRow& row : session.Query(
           "SELECT CONCAT('the foreign key ', CONSTRAINT_NAME, ' of ', TABLE_NAME) FROM "
           "information_schema.REFERENTIAL_CONSTRAINTS WHERE (CONSTRAINT_SCHEMA = " +
           database + " AND TABLE_NAME = " + name + ") OR (UNIQUE_CONSTRAINT_SCHEMA = " + database +
           " AND REFERENCED_TABLE_NAME = " + name +
           ") UNION ALL SELECT CONCAT('the trigger ', TRIGGER_NAME) FROM "
           "information_schema.TRIGGERS WHERE EVENT_OBJECT_SCHEMA = " +
           database + " AND EVENT_OBJECT_TABLE = " + name))
    ties.push_back(row[0].value_or(""));
  return ties;
}

}  // namespace

TableName::TableName(std::string_view written, std::string own_database)
    : database(std::move(own_database)), name(written) {
  const auto dot = written.find('.');
  if (dot == std::string_view::npos) return;
  database = written.substr(0, dot);
  name = written.substr(dot + 1);
}

std::string TableName::Quote(std::string_view other) const {
  return sql_dialect::QuoteIdentifier(kDialect, database) + "." +
         sql_dialect::QuoteIdentifier(kDialect, other);
}

std::string TableName::Condition(std::string_view other) const {
  return " WHERE TABLE_SCHEMA = " + Literal(database) + " AND TABLE_NAME = " + Literal(other);
}

std::optional<TargetTable> ReadTarget(Session& session, const std::string& written,
                                      const TableName& name) {
  const auto found = session.Query(
      "SELECT t.TABLE_TYPE, t.ENGINE, e.TRANSACTIONS FROM (SELECT TABLE_TYPE, ENGINE FROM "
      "information_schema.TABLES" +
      name.Condition(name.name) +
      ") t LEFT JOIN information_schema.ENGINES e ON e.ENGINE = t.ENGINE");
  if (found.empty()) return std::nullopt;
  if (found[0][0].value_or("").find("VIEW") != std::string::npos)
    throw ConfigError("`table` names a view, and rows go into tables: {}", Quoted(written));
  TargetTable table;
  table.target.name = written;
  table.engine = found[0][1].value_or("");
  table.transactional = found[0][2] == "YES";
  const std::vector<ColumnRow> rows = ReadColumns(session, name);
  std::string names;
  for (const ColumnRow& row : rows)
    names += (names.empty() ? "" : ", ") + sql_dialect::QuoteIdentifier(kDialect, row.name);
  const auto infos = session.Probe("SELECT " + names + " FROM " + name.quoted() + " LIMIT 0");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    table.target.columns.push_back(ColumnOfRow(rows[i], infos.at(i)));
    table.definitions.push_back(DefinitionOf(rows[i]));
  }
  table.target.unique = ReadUnique(session, name);
  table.ties = ReadTies(session, name);
  const auto created = session.Query("SHOW CREATE TABLE " + name.quoted());
  table.has_checks = created.at(0).at(1).value_or("").find(" CHECK (") != std::string::npos;
  return table;
}

std::string PlaceOf(const Session& session) {
  return session.address().name() + "/" + session.address().database;
}

}  // namespace etl::mysql
