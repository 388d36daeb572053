// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/sql_dialect/create_table.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "etl/suggest.h"
#include "etl/value_text.h"

namespace etl::sql_dialect {
namespace {

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

void CheckRenames(const TableSpec& spec, const Schema& schema) {
  for (const auto& [from, to] : spec.rename) {
    if (schema.Find(from)) continue;
    const std::optional<std::string> closest = Closest(from, schema.names());
    throw ConfigError("`rename` names a column that does not arrive: {}", Quoted(from))
        .Hint(closest ? Format("did you mean {}?", Quoted(*closest))
                      : "`etl explain` lists the columns");
  }
}

std::vector<Field> Renamed(const TableSpec& spec, const Schema& schema) {
  std::vector<Field> fields(schema.begin(), schema.end());
  for (const auto& [from, to] : spec.rename) fields[std::size_t(*schema.Find(from))].name = to;
  return fields;
}

void CheckDistinct(const TableSpec& spec, const Schema& schema, const std::vector<Field>& fields) {
  std::map<std::string, std::string> taken;  // lower-case name → who has it
  if (!spec.primary_key.empty()) taken[Lower(spec.primary_key)] = "the primary key";
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const std::string column = "column " + Quoted(schema[static_cast<int>(i)].name);
    const auto [other, fresh] = taken.emplace(Lower(fields[i].name), column);
    if (fresh) continue;
    const bool is_key = other->second == "the primary key";
    throw ConfigError("{} and {} would have the same name in table {}: {}", other->second, column,
                      Quoted(spec.table), Quoted(fields[i].name))
        .Hint(is_key
                  ? "set `primary_key` to another name, or to \"\" for none, or `rename` the column"
                  : "`rename` one of them");
  }
}

void CheckTable(const TableSpec& spec) {
  if (spec.dialect == Dialect::kSqlite && Lower(spec.table).starts_with("sqlite_"))
    throw ConfigError("sqlite keeps table names that begin with sqlite_ for itself: {}",
                      Quoted(spec.table));
}

// The key's columns by their names in the table, and not null from here on.
std::vector<std::string> TakeKey(const TableSpec& spec, const Schema& schema,
                                 std::vector<Field>& fields) {
  std::vector<std::string> key;
  for (const std::string& column : spec.key) {
    const std::optional<int> found = schema.Find(column);
    if (!found) {
      const std::optional<std::string> closest = Closest(column, schema.names());
      throw ConfigError("`key` names a column that does not arrive: {}", Quoted(column))
          .Hint(closest ? Format("did you mean {}?", Quoted(*closest))
                        : "`etl explain` lists the columns");
    }
    Field& field = fields[static_cast<std::size_t>(*found)];
    const bool endless = IsVariable(field.type) && field.max_chars <= 0;
    if (endless && spec.dialect == Dialect::kMysql)
      throw ConfigError("a key of mysql needs a length, column {} has none", Quoted(column))
          .Hint("declare it in the source's schema, as in varchar(50)");
    field.nullable = false;
    key.push_back(field.name);
  }
  return key;
}

// Sqlite counts only a column that is declared just so; mysql names the key apart.
std::vector<std::string> Lines(const TableSpec& spec, const std::vector<Field>& fields,
                               const std::vector<std::string>& types,
                               const std::vector<std::string>& key) {
  const auto quote = [&](const std::string& name) { return QuoteIdentifier(spec.dialect, name); };
  const bool has_key = !spec.primary_key.empty(), mysql = spec.dialect == Dialect::kMysql;
  std::vector<std::string> lines;
  if (has_key)
    lines.push_back(
        quote(spec.primary_key) +
        (mysql ? " INT NOT NULL AUTO_INCREMENT" : " INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT"));
  for (std::size_t i = 0; i < fields.size(); ++i)
    lines.push_back(quote(fields[i].name) + " " + types[i] +
                    (fields[i].nullable ? "" : " NOT NULL"));
  if (has_key && mysql) lines.push_back("PRIMARY KEY (" + quote(spec.primary_key) + ")");
  std::string names;
  for (const std::string& name : key) names += (names.empty() ? "" : ", ") + quote(name);
  if (!key.empty()) lines.push_back((has_key ? "UNIQUE (" : "PRIMARY KEY (") + names + ")");
  return lines;
}

}  // namespace

Statement CreateTable(const TableSpec& spec, const Schema& schema) {
  CheckRenames(spec, schema);
  CheckTable(spec);
  std::vector<Field> fields = Renamed(spec, schema);
  CheckDistinct(spec, schema, fields);
  const std::vector<std::string> key = TakeKey(spec, schema, fields);
  auto types = TypeNames(spec.dialect, fields);
  const std::vector<std::string> lines = Lines(spec, fields, types.types, key);
  if (lines.empty()) throw ConfigError("table {} would have no column", Quoted(spec.table));
  std::string sql = "CREATE TABLE " + QuoteIdentifier(spec.dialect, spec.table) + " (\n";
  for (std::size_t i = 0; i < lines.size(); ++i)
    sql += "    " + lines[i] + (i + 1 < lines.size() ? ",\n" : "\n");
  return {sql + ");\n", std::move(types.notes)};
}

}  // namespace etl::sql_dialect
