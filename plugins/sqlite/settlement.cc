// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/settlement.h"

#include <algorithm>
#include <cstdlib>

#include "plugins/shared/sql_dialect/dialect.h"

namespace etl::sqlite {
namespace {

using sql_sink::Mode;
using sql_sink::Token;

std::string Quote(const std::string& name) {
  return sql_dialect::QuoteIdentifier(sql_dialect::Dialect::kSqlite, name);
}

// `pattern` for each name, in which $ is the quoted name.
std::string Join(const std::vector<std::string>& names, std::string_view pattern,
                 std::string_view between) {
  std::string out;
  for (const std::string& name : names) {
    if (!out.empty()) out += between;
    for (const char c : pattern)
      if (c == '$')
        out += Quote(name);
      else
        out += c;
  }
  return out;
}

bool Exists(WriteDatabase& database, const std::string& table) {
  return !database
              .Query(
                  "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1 COLLATE NOCASE",
                  {table})
              .empty();
}

std::int64_t Count(WriteDatabase& database, const std::string& from) {
  return std::atoll(database.Query("SELECT count(*) FROM " + from).at(0).at(0).c_str());
}

Counts Upsert(WriteDatabase& database, const Token& token) {
  const std::string target = Quote(token.table), staging = Quote(token.staging);
  const std::string names = Join(token.columns, "$", ", ");
  std::vector<std::string> values;
  for (const std::string& name : token.columns)
    if (std::find(token.key.begin(), token.key.end(), name) == token.key.end())
      values.push_back(name);
  Counts counts;
  const std::int64_t rows = Count(database, staging);
  counts.inserted = rows - Count(database, staging + " s JOIN " + target + " t ON " +
                                               Join(token.key, "t.$ = s.$", " AND "));
  // Compared by their bytes, whatever the column's collation holds for equal.
  const std::string update =
      values.empty() ? "NOTHING"
                     : "UPDATE SET " + Join(values, "$ = excluded.$", ", ") + " WHERE " +
                           Join(values, target + ".$ IS NOT excluded.$ COLLATE BINARY", " OR ");
  database.Execute("INSERT INTO " + target + " (" + names + ") SELECT " + names + " FROM " +
                   staging + " WHERE true ON CONFLICT (" + Join(token.key, "$", ", ") + ") DO " +
                   update);
  counts.updated = database.changes() - counts.inserted;
  counts.unchanged = rows - counts.inserted - counts.updated;
  return counts;
}

}  // namespace

Counts Apply(WriteDatabase& database, const Token& token) {
  if (token.mode == Mode::kUpsert) return Upsert(database, token);
  const std::string names = Join(token.columns, "$", ", ");
  database.Execute("DELETE FROM " + Quote(token.table));
  database.Execute("INSERT INTO " + Quote(token.table) + " (" + names + ") SELECT " + names +
                   " FROM " + Quote(token.staging) + " ORDER BY rowid");
  return {};
}

std::optional<Counts> Publish(WriteDatabase& database, const Token& token) {
  Transaction transaction(database);
  if (!Exists(database, token.staging)) return std::nullopt;
  const Counts counts = Apply(database, token);
  database.Execute("DROP TABLE " + Quote(token.staging));
  transaction.Commit();
  return counts;
}

void DropStaging(WriteDatabase& database, const Token& token) {
  database.Execute("DROP TABLE IF EXISTS " + Quote(token.staging));
}

void EnsureMarkTable(WriteDatabase& database) {
  if (!Exists(database, "etl_commits"))
    database.Execute(
        "CREATE TABLE IF NOT EXISTS etl_commits (run_id TEXT NOT NULL, sink TEXT NOT NULL, target "
        "TEXT, committed_at DATETIME NOT NULL, PRIMARY KEY (run_id, sink))");
}

void InsertMark(WriteDatabase& database, const Token& token) {
  database.Query("INSERT INTO etl_commits VALUES (?1, ?2, ?3, datetime('now'))",
                 {token.run_id, token.step, token.table});
  database.Execute("DELETE FROM etl_commits WHERE committed_at < datetime('now', '-90 days')");
}

bool HasMark(WriteDatabase& database, const Token& token) {
  // As a writer: whoever still writes is waited for.
  Transaction transaction(database);
  return Exists(database, "etl_commits") &&
         !database
              .Query("SELECT 1 FROM etl_commits WHERE run_id = ?1 AND sink = ?2",
                     {token.run_id, token.step})
              .empty();
}

}  // namespace etl::sqlite
