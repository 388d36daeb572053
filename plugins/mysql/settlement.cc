// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/settlement.h"

#include <mysqld_error.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "etl/value_text.h"
#include "plugins/mysql/column_types.h"

namespace etl::mysql {
namespace {

using sql_sink::Token;

constexpr auto kDialect = sql_dialect::Dialect::kMysql;
constexpr const char* kMarks = "etl_commits";
constexpr std::size_t kMostNameCharacters = 64;
constexpr const char* kKeepDays = "90";

std::string Literal(std::string_view text) {
  return sql_dialect::QuoteLiteral(kDialect, {ETL_VALUE_TEXT, 0, 0, std::string(text)});
}
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

std::string OldName(const TableName& table, const Token& token) {
  return sql_sink::NameBeside(table.name, "old", token.run_id, kMostNameCharacters);
}

bool Exists(WriteSession& session, const TableName& table, const std::string& name) {
  return !session.Query("SELECT 1 FROM information_schema.TABLES" + table.Condition(name)).empty();
}

std::string MarkSql(const TableName& table, const Token& token) {
  return "INSERT INTO " + table.Quote(kMarks) + " (run_id, sink, target, committed_at) VALUES (" +
         Literal(token.run_id) + ", " + Literal(token.step) + ", " + Literal(token.table) +
         ", UTC_TIMESTAMP())";
}

std::int64_t NumberBehind(const std::string& info, const char* word) {
  const auto at = info.find(word);
  return at == std::string::npos ? 0 : std::atoll(info.c_str() + at + std::strlen(word));
}

struct Counts {
  std::int64_t inserted = 0, updated = 0, unchanged = 0;
};

// The server counts 1 for a row that it inserted, 2 for one that it changed.
Counts InsertOrUpdate(WriteSession& session, const std::string& target, const std::string& staging,
                      const Token& token, const std::vector<std::string>& values) {
  const std::string names = Join(token.columns, "$", ", ");
  const std::string update = values.empty()
                                 ? Join({token.key[0]}, target + ".$ = " + target + ".$", "")
                                 : Join(values, "$ = VALUES($)", ", ");
  const Done done = session.Execute("INSERT INTO " + target + " (" + names + ") SELECT " + names +
                                    " FROM " + staging + " ON DUPLICATE KEY UPDATE " + update);
  Counts counts;
  counts.updated = NumberBehind(done.info, "Duplicates: ");
  counts.inserted = done.affected - 2 * counts.updated;
  counts.unchanged = NumberBehind(done.info, "Records: ") - counts.inserted - counts.updated;
  return counts;
}

// Where another unique index could make ON DUPLICATE KEY hit a row of another key.
Counts UpdateThenInsert(WriteSession& session, const std::string& target,
                        const std::string& staging, const Token& token,
                        const std::vector<std::string>& values) {
  const std::string names = Join(token.columns, "$", ", ");
  const std::string same_key = Join(token.key, "t.$ = s.$", " AND ");
  Counts counts;
  const std::string joined = staging + " s JOIN " + target + " t ON " + same_key;
  const auto matched =
      std::atoll(session.Query("SELECT COUNT(*) FROM " + joined).at(0).at(0).value_or("0").c_str());
  if (!values.empty())
    counts.updated =
        session.Execute("UPDATE " + joined + " SET " + Join(values, "t.$ = s.$", ", ")).affected;
  counts.unchanged = matched - counts.updated;
  counts.inserted = session
                        .Execute("INSERT INTO " + target + " (" + names + ") SELECT " +
                                 Join(token.columns, "s.$", ", ") + " FROM " + staging +
                                 " s LEFT JOIN " + target + " t ON " + same_key + " WHERE " +
                                 Join({token.key[0]}, "t.$ IS NULL", ""))
                        .affected;
  return counts;
}

std::vector<std::string> ColumnsNotInKey(const Token& token) {
  std::vector<std::string> values;
  for (const std::string& name : token.columns)
    if (std::find(token.key.begin(), token.key.end(), name) == token.key.end())
      values.push_back(name);
  return values;
}

bool HasOtherUniqueIndex(const TargetTable& target, const Token& token) {
  std::vector<sql_sink::BoundColumn> columns;
  for (const std::string& name : token.columns) {
    sql_sink::BoundColumn column;
    column.target.field.name = name;
    column.in_key = std::find(token.key.begin(), token.key.end(), name) != token.key.end();
    columns.push_back(column);
  }
  return sql_sink::HasOtherUniqueIndex(columns, target.target);
}

TargetTable TargetOf(WriteSession& session, const TableName& table, const Token& token) {
  auto target = ReadTarget(session, token.table, table);
  if (target) return std::move(*target);
  throw EnvironmentError("{} has no table {} any more", session.address().name(),
                         Quoted(token.table));
}

Counts Apply(WriteSession& session, const TableName& table, const Token& token,
             const TargetTable& target) {
  const auto apply = HasOtherUniqueIndex(target, token) ? UpdateThenInsert : InsertOrUpdate;
  return apply(session, table.quoted(), table.Quote(token.staging), token, ColumnsNotInKey(token));
}

}  // namespace

void EnsureMarkTable(WriteSession& session, const TableName& table) {
  if (Exists(session, table, kMarks)) return;
  session.Execute(
      "CREATE TABLE IF NOT EXISTS " + table.Quote(kMarks) +
      " (run_id VARCHAR(64) CHARACTER SET ascii NOT NULL, sink VARCHAR(160) NOT NULL, "
      "target VARCHAR(255), committed_at DATETIME NOT NULL, PRIMARY KEY (run_id, sink)) "
      "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin");
}

void InsertMark(WriteSession& session, const TableName& table, const Token& token) {
  session.Execute(MarkSql(table, token));
  // A run's name begins with its time: a range of the key, far from the marks of others.
  session.Execute("DELETE FROM " + table.Quote(kMarks) +
                  " WHERE run_id < DATE_FORMAT(UTC_TIMESTAMP() - INTERVAL " + kKeepDays +
                  " DAY, '%Y%m%d') AND run_id >= '2'");
}

bool AskForMark(WriteSession& session, const TableName& table, const Token& token) {
  if (!Exists(session, table, kMarks)) return false;
  session.Execute("SET innodb_lock_wait_timeout = 2");
  session.Execute("START TRANSACTION");
  try {
    // The transaction in question, if it still lives, holds this key: the insert waits for its end.
    session.Execute(MarkSql(table, token));
  } catch (const StatementFailed& failed) {
    if (failed.lost) throw;
    session.Execute("ROLLBACK");
    if (failed.error.code == ER_DUP_ENTRY) return true;
    if (failed.error.code != ER_LOCK_WAIT_TIMEOUT) throw;
    throw EnvironmentError("the transaction of run {} is still open in {}", token.run_id,
                           session.address().name())
        .Hint("the server ends it when it notices that the connection is gone; or KILL it");
  }
  session.Execute("ROLLBACK");
  return false;
}

void Swap(WriteSession& session, const TableName& table, const Token& token) {
  const std::string old = OldName(table, token);
  // Renamed in one statement, so: where the staging table is, nothing has been swapped.
  if (Exists(session, table, token.staging))
    session.Retry([&] {
      session.Execute("RENAME TABLE " + table.quoted() + " TO " + table.Quote(old) + ", " +
                      table.Quote(token.staging) + " TO " + table.quoted());
    });
  session.Execute("DROP TABLE IF EXISTS " + table.Quote(old));
}

void Upsert(WriteSession& session, Context& context, const TableName& table, const Token& token) {
  if (!Exists(session, table, token.staging)) return;  // dropped after the commit
  const TargetTable target = TargetOf(session, table, token);
  Counts counts;
  bool done_before = false;
  session.Retry([&] {
    session.Execute("START TRANSACTION");
    try {
      InsertMark(session, table, token);
    } catch (const StatementFailed& failed) {
      if (failed.lost || failed.error.code != ER_DUP_ENTRY) throw;
      session.Execute("ROLLBACK");
      done_before = true;
      return;
    }
    counts = Apply(session, table, token, target);
    session.Execute("COMMIT");
  });
  DropStaging(session, table, token);
  if (done_before) return;
  context.Metric("rows_inserted", counts.inserted);
  context.Metric("rows_updated", counts.updated);
  context.Metric("rows_unchanged", counts.unchanged);
}

void RehearseUpsert(WriteSession& session, const TableName& table, const Token& token) {
  const TargetTable target = TargetOf(session, table, token);
  if (target.ties.empty() && !target.has_checks && !HasOtherUniqueIndex(target, token)) return;
  session.Retry([&] {
    session.Execute("START TRANSACTION");
    Apply(session, table, token, target);
    session.Execute("ROLLBACK");
  });
}

void DropStaging(WriteSession& session, const TableName& table, const Token& token) {
  // Without the right to drop, the server refuses also where there is nothing to drop.
  if (Exists(session, table, token.staging))
    session.Execute("DROP TABLE IF EXISTS " + table.Quote(token.staging));
}

}  // namespace etl::mysql
