// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/target_table.h"

#include <algorithm>
#include <cstdlib>

#include "etl/value_text.h"
#include "plugins/postgres/table_info.h"
#include "plugins/shared/sql_sink/token.h"

namespace etl::postgres {
namespace {

constexpr auto kDialect = sql_dialect::Dialect::kPostgres;
constexpr std::size_t kMostNameBytes = 63;
constexpr unsigned kNameOid = 19, kCharOid = 18;  // which cut what is too long, without a word
constexpr int kModifierOffset = 4;
constexpr int kMostDigits = 38;
constexpr int kAllFields = 0x7fff;  // of an interval

// What the description of a result does not say. Older servers have no generated columns.
constexpr const char* kColumns =
    "SELECT attname, format_type(atttypid, atttypmod), attnotnull, atthasdef OR attidentity <> '', "
    "coalesce(to_jsonb(a)->>'attgenerated', '') <> '', t.typtype, "
    "CASE WHEN attcollation <> 0 THEN (SELECT quote_ident(nspname) || '.' || quote_ident(collname) "
    "FROM pg_collation k JOIN pg_namespace n ON n.oid = collnamespace WHERE k.oid = attcollation) "
    "END, attlen, attcollation <> t.typcollation, t.typdefault IS NOT NULL FROM pg_attribute a "
    "JOIN pg_type t ON t.oid = atttypid WHERE attrelid = $1::oid AND attnum > 0 AND NOT "
    "attisdropped ORDER BY attnum";

constexpr const char* kUnique =
    "SELECT indexrelid::regclass::text, attname FROM (SELECT indexrelid, indkey, indnkeyatts FROM "
    "pg_index WHERE indrelid = $1::oid AND indisunique AND indisvalid AND indimmediate AND indpred "
    "IS NULL AND indexprs IS NULL) AS i, generate_series(0, indnkeyatts - 1) AS n JOIN "
    "pg_attribute ON attrelid = $1::oid WHERE attnum = indkey[n] ORDER BY indexrelid, n";

// Objects that a DROP TABLE would take with it, or that would keep it from being dropped, and that
// are not made again for the new one.
constexpr const char* kTies =
    "SELECT 'the ' || what FROM ("
    "SELECT pg_describe_object(classid, objid, 0) AS what FROM pg_depend d WHERE ((refclassid = "
    "'pg_class'::regclass AND refobjid = $1::oid) OR (refclassid = 'pg_type'::regclass AND "
    "refobjid IN (SELECT unnest(ARRAY[oid, typarray]) FROM pg_type WHERE typrelid = $1::oid))) AND "
    "deptype = 'n' AND NOT (classid = 'pg_attrdef'::regclass AND objid IN (SELECT oid FROM "
    "pg_attrdef WHERE adrelid = $1::oid)) AND NOT (classid = 'pg_constraint'::regclass AND objid "
    "IN (SELECT oid FROM pg_constraint WHERE conrelid = $1::oid))"
    "UNION SELECT pg_describe_object('pg_constraint'::regclass, oid, 0) FROM pg_constraint WHERE "
    "conrelid = $1::oid AND contype = 'f' "
    "UNION SELECT pg_describe_object('pg_trigger'::regclass, oid, 0) FROM pg_trigger WHERE tgrelid "
    "= $1::oid AND NOT tgisinternal "
    "UNION SELECT pg_describe_object('pg_rewrite'::regclass, oid, 0) FROM pg_rewrite WHERE "
    "ev_class "
    "= $1::oid "
    "UNION SELECT pg_describe_object('pg_policy'::regclass, oid, 0) FROM pg_policy WHERE polrelid "
    "= $1::oid "
    "UNION SELECT pg_describe_object('pg_publication_rel'::regclass, oid, 0) FROM "
    "pg_publication_rel WHERE prrelid = $1::oid "
    "UNION SELECT pg_describe_object('pg_class'::regclass, inhparent, 0) || ', which it is a part "
    "of' FROM pg_inherits WHERE inhrelid = $1::oid "
    "UNION SELECT pg_describe_object('pg_class'::regclass, inhrelid, 0) || ', which is a part of "
    "it' FROM pg_inherits WHERE inhparent = $1::oid) AS ties ORDER BY 1";

constexpr const char* kHasRules =
    "SELECT EXISTS (SELECT FROM pg_constraint WHERE (conrelid = $1::oid AND contype IN ('c', 'f', "
    "'x')) OR confrelid = $1::oid) OR EXISTS (SELECT FROM pg_trigger WHERE tgrelid = $1::oid AND "
    "NOT tgisinternal) OR EXISTS (SELECT FROM pg_class WHERE oid = $1::oid AND (relrowsecurity OR "
    "relkind = 'p')) OR EXISTS (SELECT FROM pg_attribute JOIN pg_type t ON t.oid = atttypid WHERE "
    "attrelid = $1::oid AND typtype = 'd') OR EXISTS (SELECT FROM pg_index WHERE indrelid = "
    "$1::oid AND indisunique AND (indpred IS NOT NULL OR indexprs IS NOT NULL OR NOT "
    "indimmediate))";

std::string Quote(std::string_view name) { return sql_dialect::QuoteIdentifier(kDialect, name); }

// Digits of a second that a type keeps.
int FractionDigits(Wire wire, int modifier) {
  if (modifier < 0) return 6;
  if (wire == Wire::kInterval) modifier &= 0xffff;
  return modifier > 6 ? 6 : modifier;
}

void SetType(const ColumnInfo& info, Wire wire, sql_sink::TargetColumn& column) {
  column.unwritable = info.oid == kNameOid || info.oid == kCharOid;
  column.is_float32 = wire == Wire::kReal;
  column.holds_infinity = wire == Wire::kReal || wire == Wire::kDouble;
  if (wire == Wire::kTimestamp || wire == Wire::kTimestampTz || wire == Wire::kTime ||
      wire == Wire::kInterval)
    column.fraction_digits = FractionDigits(wire, info.modifier);
  if (wire == Wire::kInterval && info.modifier >= 0)
    column.unwritable = (info.modifier >> 16 & kAllFields) != kAllFields;
  if (wire != Wire::kNumeric || column.field.type != Null()) return;
  // More digits than a decimal of ours has; without any declared it takes all of them.
  int scale = kMostDigits;
  if (info.modifier >= kModifierOffset)
    scale = (((info.modifier - kModifierOffset) & 0x7ff) ^ 0x400) - 0x400;
  column.field.type = Decimal128(kMostDigits, std::clamp(scale, 0, kMostDigits));
}

// Compared to the byte, whatever the column's collation holds for equal; some types cannot be
// compared at all.
std::string DifferenceOf(const std::string& name, Wire wire, bool has_collation) {
  std::string as;
  if (wire == Wire::kJson || wire >= Wire::kComposite) as = "::text";
  if (has_collation || !as.empty()) as += " COLLATE \"C\"";
  return "t." + name + as + " IS DISTINCT FROM s." + name + as;
}

void ReadColumns(Connection& connection, const std::string& oid, const TableName& name,
                 TargetTable& table) {
  const auto rows = connection.Query(kColumns, {oid});
  std::string names;
  for (const TextRow& row : rows) names += (names.empty() ? "" : ", ") + Quote(row[0].value_or(""));
  const Result described = connection.Describe("SELECT " + names + " FROM " + name.quoted());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const TextRow& row = rows[i];
    const int at = static_cast<int>(i);
    const ColumnInfo info{row[0].value_or(""), row[1].value_or(""), PQftype(described.get(), at),
                          PQfmod(described.get(), at), row[5].value_or("b")[0]};
    const sql_source::SourceColumn source = ColumnOf(info);
    const Wire wire = WireOf(source);
    sql_sink::TargetColumn column;
    column.field = source.field;
    column.field.nullable = row[2] != "t";
    column.has_value = row[3] == "t" || row[9] == "t";
    column.generated = row[4] == "t";
    SetType(info, wire, column);
    const bool has_collation = row[6].has_value();
    const std::string quoted = Quote(info.name);
    table.wires.push_back({wire, PQfsize(described.get(), at)});
    table.definitions.push_back(quoted + " " + info.type +
                                (row[8] == "t" && has_collation ? " COLLATE " + *row[6] : ""));
    table.differences.push_back(DifferenceOf(quoted, wire, has_collation));
    table.target.columns.push_back(std::move(column));
  }
}

void ReadUnique(Connection& connection, const std::string& oid, TargetTable& table) {
  std::vector<sql_sink::UniqueIndex>& unique = table.target.unique;
  for (const TextRow& row : connection.Query(kUnique, {oid})) {
    const std::string index = row[0].value_or("");
    if (unique.empty() || unique.back().name != index) unique.push_back({index, {}});
    unique.back().columns.push_back(row[1].value_or(""));
  }
}

void CheckKind(char kind, const std::string& shown) {
  if (kind == 'r' || kind == 'p') return;
  const char* what = kind == 'f' ? "a foreign table, which is in no transaction of this server"
                     : kind == 'v' || kind == 'm' ? "a view"
                                                  : "no table";
  throw ConfigError("{} is {}: rows go into tables", Quoted(shown), what);
}

}  // namespace

TableName TableName::Find(Connection& connection, const std::string& written) {
  if (written.find('.') != std::string::npos) return Read(written);
  const auto found = connection.Query(
      "SELECT coalesce((SELECT nspname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
      "WHERE c.oid = to_regclass($1)), current_schema())",
      {sql_dialect::QuoteIdentifier(kDialect, written)});
  const std::string schema = found.at(0).at(0).value_or("");
  if (schema.empty())
    throw ConfigError("no schema of the user's search_path is there: which one is {} in?",
                      Quoted(written))
        .Hint("write `table: SCHEMA." + written + "`");
  return {schema, written};
}

TableName TableName::Read(const std::string& written) {
  const auto dot = written.find('.');
  return {written.substr(0, dot), written.substr(dot + 1)};
}

std::string TableName::Quote(std::string_view other) const {
  return sql_dialect::QuoteIdentifier(kDialect, schema) + "." +
         sql_dialect::QuoteIdentifier(kDialect, other);
}

std::string TableName::Beside(const std::string& name, const std::string& run_id) {
  std::string ascii;  // a character is a byte
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    ascii += byte < 0x80 ? std::string(1, c) : std::to_string(byte);
  }
  return sql_sink::NameBeside(ascii, "etl", run_id, kMostNameBytes);
}

std::size_t TargetTable::IndexOf(const std::string& column) const {
  std::size_t i = 0;
  while (i < target.columns.size() && target.columns[i].field.name != column) ++i;
  return i;
}

std::optional<TargetTable> ReadTarget(Connection& connection, const TableName& name,
                                      const std::string& shown) {
  const auto found = connection.Query(
      "SELECT oid, relkind, pg_get_userbyid(relowner), pg_has_role(relowner, 'USAGE') FROM "
      "pg_class WHERE oid = to_regclass($1)",
      {name.quoted()});
  if (found.empty()) return std::nullopt;
  const std::string oid = found[0][0].value_or("");
  const char kind = found[0][1].value_or("r")[0];
  CheckKind(kind, shown);
  TargetTable table;
  table.target.name = shown;
  table.owner = found[0][2].value_or("");
  table.is_owned = found[0][3] == "t";
  ReadColumns(connection, oid, name, table);
  ReadUnique(connection, oid, table);
  for (const TextRow& row : connection.Query(kTies, {oid}))
    table.ties.push_back(row[0].value_or(""));
  if (kind == 'p') table.ties.push_back("its partitions");
  table.has_rules = connection.Query(kHasRules, {oid}).at(0).at(0) == "t";
  return table;
}

bool Exists(Connection& connection, const TableName& table, const std::string& name) {
  return !connection.Query("SELECT 1 WHERE to_regclass($1) IS NOT NULL", {table.Quote(name)})
              .empty();
}

void CheckPrivilege(Connection& connection, const TableName& table, const char* privilege,
                    const std::vector<std::string>& columns) {
  const auto check = [&](const std::string& sql, std::vector<std::string> params,
                         const std::string& what) {
    params.insert(params.begin(), {table.quoted(), privilege});
    if (connection.Query(sql, params).at(0).at(0) == "t") return;
    throw EnvironmentError("{}: permission denied: the user has no {} on {}",
                           connection.address().name(), privilege, what)
        .Hint("grant it what the README of this plugin lists");
  };
  if (columns.empty()) check("SELECT has_table_privilege($1, $2)", {}, "the table " + table.name);
  for (const std::string& column : columns)
    check("SELECT has_column_privilege($1, $3, $2)", {column},
          "column " + Quoted(column) + " of the table " + table.name);
}

void CheckMayCreate(Connection& connection, const TableName& table) {
  const auto may = connection.Query(
      "SELECT has_schema_privilege(oid, 'CREATE') FROM pg_namespace WHERE nspname = $1",
      {table.schema});
  if (may.empty())
    throw EnvironmentError("{} has no schema {}", connection.address().name(),
                           Quoted(table.schema));
  if (may[0][0] == "t") return;
  throw EnvironmentError("{}: permission denied: the user has no CREATE on the schema {}",
                         connection.address().name(), table.schema)
      .Hint("grant it what the README of this plugin lists");
}

std::string PlaceOf(const Connection& connection) {
  return connection.address().name() + "/" + connection.database();
}

}  // namespace etl::postgres
