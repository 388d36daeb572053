// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/replacement.h"

namespace etl::postgres {
namespace {

using sql_sink::Token;

constexpr auto kDialect = sql_dialect::Dialect::kPostgres;

// The GRANTs of $1, for the table whose quoted name is $2: of all of it, then of single columns.
constexpr const char* kGrants =
    "WITH grants AS (SELECT NULL AS attname, relacl AS acl, relowner, 0 AS place FROM pg_class "
    "WHERE oid = to_regclass($1) UNION ALL SELECT attname, attacl, relowner, attnum FROM "
    "pg_attribute JOIN pg_class c ON c.oid = attrelid WHERE attrelid = to_regclass($1) AND attnum "
    "> 0 AND NOT attisdropped) SELECT format('GRANT %s%s ON %s TO %s%s', privilege_type, ' (' || "
    "quote_ident(attname) || ')', $2::text, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE "
    "quote_ident(pg_get_userbyid(grantee)) END, CASE WHEN is_grantable THEN ' WITH GRANT OPTION' "
    "END) FROM grants, aclexplode(acl) WHERE grantee <> relowner ORDER BY place, 1";

// What default privileges have given to others.
constexpr const char* kRevokes =
    "SELECT DISTINCT format('REVOKE ALL ON %s FROM %s', $1::text, CASE grantee WHEN 0 THEN "
    "'PUBLIC' "
    "ELSE quote_ident(pg_get_userbyid(grantee)) END) FROM pg_class, aclexplode(relacl) WHERE oid = "
    "to_regclass($1) AND grantee <> relowner";

// Name, definition, the words before its USING, and the constraint that it is for.
constexpr const char* kIndexes =
    "SELECT c.relname, pg_get_indexdef(c.oid), format('CREATE %sINDEX %I ON %I.%I', CASE WHEN "
    "indisunique THEN 'UNIQUE ' END, c.relname, n.nspname, t.relname), pg_get_constraintdef(k.oid) "
    "FROM pg_index i JOIN pg_class c ON c.oid = indexrelid JOIN pg_class t ON t.oid = indrelid "
    "JOIN pg_namespace n ON n.oid = t.relnamespace LEFT JOIN pg_constraint k ON k.conindid = "
    "indexrelid AND k.conrelid = indrelid AND k.contype IN ('p', 'u', 'x') WHERE indrelid = "
    "to_regclass($1) AND indisvalid ORDER BY indexrelid";

// Columns with a counter: quoted name of the sequence, and whether it is the column's identity.
constexpr const char* kCounters =
    "SELECT attname, pg_get_serial_sequence($1, attname), attidentity <> '' FROM pg_attribute "
    "WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped AND "
    "pg_get_serial_sequence($1, attname) IS NOT NULL";

std::string Quote(std::string_view name) { return sql_dialect::QuoteIdentifier(kDialect, name); }

std::string Text(const TextRow& row, std::size_t i) { return row.at(i).value_or(""); }

// Owner last: who has given it away may have lost the right to grant.
void CopyPrivileges(WriteConnection& connection, const TableName& table, const TargetTable& target,
                    const std::string& copy) {
  for (const TextRow& row : connection.Query(kRevokes, {copy})) connection.Execute(Text(row, 0));
  for (const TextRow& row : connection.Query(kGrants, {table.quoted(), copy}))
    connection.Execute(Text(row, 0));
  const auto user = connection.Query("SELECT current_user");
  if (Text(user.at(0), 0) != target.owner)
    connection.Execute("ALTER TABLE " + copy + " OWNER TO " + Quote(target.owner));
}

// A serial's sequence belongs to the column of the new table, an identity goes on counting.
void KeepCounters(WriteConnection& connection, const TableName& table, const Token& token) {
  const std::string staging = table.Quote(token.staging);
  for (const TextRow& row : connection.Query(kCounters, {table.quoted()})) {
    const std::string column = Text(row, 0), sequence = Text(row, 1);
    if (row.at(2) == "t")
      connection.Query(
          "SELECT setval(pg_get_serial_sequence($1, $2), last_value, is_called) FROM " + sequence,
          {staging, column});
    else
      connection.Execute("ALTER SEQUENCE " + sequence + " OWNED BY " + staging + "." +
                         Quote(column));
  }
}

struct Named {
  std::string now, then;  // both as they stand in statements
};
// Identities' sequences, whose names are free once the target is gone.
std::vector<Named> CountersToRename(WriteConnection& connection, const TableName& table,
                                    const Token& token) {
  std::vector<Named> renames;
  for (const TextRow& row : connection.Query(
           "SELECT pg_get_serial_sequence($2, a.attname), quote_ident(c.relname) FROM pg_attribute "
           "a JOIN pg_class c ON c.oid = pg_get_serial_sequence($1, a.attname)::regclass WHERE "
           "a.attrelid = to_regclass($1) AND a.attidentity <> ''",
           {table.quoted(), table.Quote(token.staging)}))
    renames.push_back({Text(row, 0), Text(row, 1)});
  return renames;
}

void SwapTables(WriteConnection& connection, const TableName& table, const Token& token) {
  connection.Execute("LOCK TABLE " + table.quoted() + " IN ACCESS EXCLUSIVE MODE");
  KeepCounters(connection, table, token);
  const auto counters = CountersToRename(connection, table, token);
  const auto indexes = connection.Query(kIndexes, {table.quoted()});
  connection.Execute("DROP TABLE " + table.quoted());
  connection.Execute("ALTER TABLE " + table.Quote(token.staging) + " RENAME TO " +
                     Quote(table.name));
  for (const Named& counter : counters)
    connection.Execute("ALTER SEQUENCE " + counter.now + " RENAME TO " + counter.then);
  for (const TextRow& row : indexes)  // one that is newer than the staging table is lost
    connection.Execute("ALTER INDEX IF EXISTS " +
                       table.Quote(TableName::Beside(Text(row, 0), token.run_id)) + " RENAME TO " +
                       Quote(Text(row, 0)));
}

}  // namespace

void CreateLike(WriteConnection& connection, const TableName& table, const TargetTable& target,
                const std::string& staging) {
  const std::string copy = table.Quote(staging);
  const auto row = connection.Query(
      "SELECT array_to_string(reloptions, ', '), quote_literal(obj_description(oid, 'pg_class')) "
      "FROM pg_class WHERE oid = to_regclass($1)",
      {table.quoted()});
  const TextRow& table_row = row.at(0);
  connection.Execute("CREATE TABLE " + copy + " (LIKE " + table.quoted() +
                     " INCLUDING ALL EXCLUDING INDEXES)" +
                     (table_row[0] ? " WITH (" + *table_row[0] + ")" : std::string()));
  if (table_row[1]) connection.Execute("COMMENT ON TABLE " + copy + " IS " + *table_row[1]);
  CopyPrivileges(connection, table, target, copy);
}

void AddIndexesLike(WriteConnection& connection, const TableName& table, const Token& token) {
  const std::string copy = table.Quote(token.staging);
  for (const TextRow& row : connection.Query(kIndexes, {table.quoted()})) {
    const std::string name = Quote(TableName::Beside(Text(row, 0), token.run_id));
    if (row.at(3)) {
      connection.Execute("ALTER TABLE " + copy + " ADD CONSTRAINT " + name + " " + *row[3]);
      continue;
    }
    const std::string definition = Text(row, 1), before = Text(row, 2);
    const bool unique = before.starts_with("CREATE UNIQUE");
    connection.Execute(std::string(unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ") + name +
                       " ON " + copy + definition.substr(before.size()));
  }
}

void Rename(WriteConnection& connection, const TableName& table, const Token& token) {
  const std::string key = table.name + "_pkey";
  connection.Execute("ALTER TABLE " + table.Quote(token.staging) + " RENAME TO " +
                     Quote(table.name));
  if (key.size() > 63 || Exists(connection, table, key)) return;
  for (const TextRow& row : connection.Query(
           "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = to_regclass($1) AND "
           "indisprimary",
           {table.quoted()}))
    connection.Execute("ALTER INDEX " + Text(row, 0) + " RENAME TO " + Quote(key));
}

void Swap(WriteConnection& connection, const TableName& table, const Token& token) {
  // All in one transaction, so: where the staging table is, nothing has been swapped.
  if (!Exists(connection, table, token.staging)) return;
  connection.Retry([&] {
    if (Exists(connection, table, table.name))
      SwapTables(connection, table, token);
    else
      Rename(connection, table, token);
  });
}

}  // namespace etl::postgres
