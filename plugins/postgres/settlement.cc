// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/settlement.h"

#include <algorithm>
#include <cstdlib>

#include "etl/value_text.h"
#include "plugins/postgres/replacement.h"

namespace etl::postgres {
namespace {

using sql_sink::Token;

constexpr auto kDialect = sql_dialect::Dialect::kPostgres;
constexpr const char* kMarks = "etl_commits";
constexpr const char* kUniqueViolation = "23505";
constexpr const char* kLockNotAvailable = "55P03";
constexpr std::chrono::milliseconds kMarkWait{2'000};

std::string Quote(const std::string& name) { return sql_dialect::QuoteIdentifier(kDialect, name); }

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

void WriteMark(WriteConnection& connection, const TableName& table, const Token& token) {
  connection.Query("INSERT INTO " + table.Quote(kMarks) +
                       " (run_id, sink, target, committed_at) VALUES ($1, $2, $3, now())",
                   {token.run_id, token.step, token.table});
}

struct Counts {
  std::int64_t inserted = 0, updated = 0, unchanged = 0;
};

// The statement that updates what differs; empty if there is nothing but the key.
std::string UpdateSql(const TableName& table, const Token& token, const TargetTable& target) {
  std::vector<std::string> values;
  std::string differs;
  for (const std::string& name : token.columns) {
    if (std::find(token.key.begin(), token.key.end(), name) != token.key.end()) continue;
    values.push_back(name);
    const std::size_t i = target.IndexOf(name);
    if (i == target.differences.size())
      throw EnvironmentError("table {} has no column {} any more", Quoted(token.table),
                             Quoted(name));
    differs += (differs.empty() ? "" : " OR ") + target.differences[i];
  }
  if (values.empty()) return {};
  return "UPDATE " + table.quoted() + " AS t SET " + Join(values, "$ = s.$", ", ") + " FROM " +
         table.Quote(token.staging) + " AS s WHERE " + Join(token.key, "t.$ = s.$", " AND ") +
         " AND (" + differs + ")";
}

// Should somebody else insert a key between the two statements, it is updated after all.
std::string InsertSql(const TableName& table, const Token& token) {
  std::vector<std::string> values;
  for (const std::string& name : token.columns)
    if (std::find(token.key.begin(), token.key.end(), name) == token.key.end())
      values.push_back(name);
  return "INSERT INTO " + table.quoted() + " AS t (" + Join(token.columns, "$", ", ") +
         ") OVERRIDING SYSTEM VALUE SELECT " + Join(token.columns, "s.$", ", ") + " FROM " +
         table.Quote(token.staging) + " AS s WHERE NOT EXISTS (SELECT FROM " + table.quoted() +
         " AS o WHERE " + Join(token.key, "o.$ = s.$", " AND ") + ") ON CONFLICT (" +
         Join(token.key, "$", ", ") + ") DO " +
         (values.empty() ? "NOTHING" : "UPDATE SET " + Join(values, "$ = excluded.$", ", "));
}

Counts Apply(WriteConnection& connection, const TableName& table, const Token& token,
             const TargetTable& target) {
  Counts counts;
  const std::string rows = "SELECT count(*) FROM " + table.Quote(token.staging);
  counts.unchanged = std::atoll(connection.Query(rows).at(0).at(0).value_or("0").c_str());
  const std::string update = UpdateSql(table, token, target);
  if (!update.empty()) counts.updated = connection.Change(update);
  counts.inserted = connection.Change(InsertSql(table, token));
  counts.unchanged -= counts.updated + counts.inserted;
  return counts;
}

}  // namespace

bool HasMarkTable(Connection& connection, const TableName& table) {
  if (!Exists(connection, table, kMarks)) return false;
  for (const char* privilege : {"INSERT", "DELETE", "SELECT"})
    CheckPrivilege(connection, {table.schema, kMarks}, privilege);
  return true;
}

void EnsureMarkTable(WriteConnection& connection, const TableName& table) {
  if (HasMarkTable(connection, table)) return;
  try {
    connection.Begin();
    connection.Execute("CREATE TABLE IF NOT EXISTS " + table.Quote(kMarks) +
                       " (run_id varchar(64) NOT NULL, sink varchar(160) NOT NULL, target text, "
                       "committed_at timestamptz NOT NULL, PRIMARY KEY (run_id, sink))");
    connection.Commit();
  } catch (const StatementFailed& failed) {
    if (failed.lost) throw;
    connection.Rollback();
    // Another session has created it at the same moment.
    if (!Exists(connection, table, kMarks)) throw;
  }
}

void InsertMark(WriteConnection& connection, const TableName& table, const Token& token) {
  WriteMark(connection, table, token);
  connection.Execute("DELETE FROM " + table.Quote(kMarks) +
                     " WHERE committed_at < now() - interval '90 days'");
}

bool AskForMark(WriteConnection& connection, const TableName& table, const Token& token) {
  if (!Exists(connection, table, kMarks)) return false;
  connection.Begin(kMarkWait);
  try {
    // The transaction in question, if it still lives, holds this key: the insert waits for its end.
    WriteMark(connection, table, token);
  } catch (const StatementFailed& failed) {
    if (failed.lost) throw;
    connection.Rollback();
    if (failed.error.code == kUniqueViolation) return true;
    if (failed.error.code != kLockNotAvailable) throw;
    throw EnvironmentError("the transaction of run {} is still open in {}", token.run_id,
                           connection.address().name())
        .Hint(
            "the server ends it when it notices that the connection is gone; or "
            "pg_terminate_backend() it");
  }
  connection.Rollback();
  return false;
}

void Upsert(WriteConnection& connection, Context& context, const TableName& table,
            const Token& token) {
  // Dropped in the transaction that has used it.
  if (!Exists(connection, table, token.staging)) return;
  const std::string staging = table.Quote(token.staging);
  Counts counts;
  connection.Retry([&] {
    counts = {};
    if (const auto target = ReadTarget(connection, table, token.table)) {
      counts = Apply(connection, table, token, *target);
      connection.Execute("DROP TABLE " + staging);
      return;
    }
    counts.inserted = std::atoll(
        connection.Query("SELECT count(*) FROM " + staging).at(0).at(0).value_or("0").c_str());
    Rename(connection, table, token);
  });
  context.Metric("rows_inserted", counts.inserted);
  context.Metric("rows_updated", counts.updated);
  context.Metric("rows_unchanged", counts.unchanged);
}

void RehearseUpsert(WriteConnection& connection, const TableName& table, const Token& token) {
  if (const auto target = ReadTarget(connection, table, token.table))
    connection.Rehearse([&] { Apply(connection, table, token, *target); });
}

void DropStaging(WriteConnection& connection, const TableName& table, const Token& token) {
  connection.Execute("DROP TABLE IF EXISTS " + table.Quote(token.staging));
}

}  // namespace etl::postgres
