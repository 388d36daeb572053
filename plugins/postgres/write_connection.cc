// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/write_connection.h"

#include <algorithm>
#include <cstdlib>

namespace etl::postgres {
namespace {

using std::chrono::milliseconds;

constexpr int kTries = 6;
constexpr milliseconds kFirstPause{50}, kLockWait{5'000};

std::string BeginSql(milliseconds lock_wait) {
  return "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; "
         "SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; "
         "SET LOCAL IntervalStyle = 'postgres'; SET LOCAL standard_conforming_strings = on; "
         "SET LOCAL client_min_messages = error; SET LOCAL statement_timeout = 0; "
         "SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL lock_timeout = " +
         std::to_string(lock_wait.count());
}

bool IsAboutALock(const std::string& code) {
  return code == "40P01" || code == "40001" || code == "55P03";
}

// Of the rows: what their types or the table's rules do not allow; a trigger's RAISE; too large.
bool IsAboutTheRows(const std::string& code) {
  return code.starts_with("22") || code.starts_with("23") || code == "P0001" ||
         code.starts_with("54");
}

// A view that cannot be written, a column that is always generated, a type without a cast.
bool IsAboutTheTable(const std::string& code) {
  return code == "0A000" || code == "428C9" || code == "42804" || code == "42703";
}

std::string Hint(const ServerError& error) {
  const std::string& code = error.code;
  if (code == "25006")
    return "the server is read-only: a standby, or default_transaction_read_only is on; wait till "
           "it "
           "is writable, or name another server";
  if (code == "42501")
    return "grant the user of the connection what the README of this plugin lists";
  if (IsAboutALock(code))
    return "another session holds the rows or the table: run again when it has ended";
  if (code == "53100") return "make room on the server's disk";
  if (code.empty() && error.text.find("read_timeout") != std::string::npos)
    return "raise `read_timeout` of the connection if one statement needs that long";
  return error.hint;
}

std::string Code(const ServerError& error) {
  return error.code.empty() ? std::string() : " (error " + error.code + ")";
}

}  // namespace

void WriteConnection::Begin(milliseconds longest_wait) {
  Execute(BeginSql(std::max(milliseconds(1), std::min(longest_wait, options().read_timeout / 2))));
}

std::int64_t WriteConnection::Change(const std::string& sql) {
  return std::strtoll(PQcmdTuples(Run(sql).get()), nullptr, 10);
}

void WriteConnection::Commit() {
  const Result result = Run("COMMIT");
  // To the COMMIT of a transaction that has failed the server answers politely that it is undone.
  if (std::string_view(PQcmdStatus(result.get())) != "COMMIT")
    throw StatementFailed({"40000", "the transaction was rolled back"}, false);
}

void WriteConnection::Retry(const std::function<void()>& body) {
  Retry(body, [this] { Commit(); });
}

void WriteConnection::Rehearse(const std::function<void()>& body) {
  Retry(body, [this] {
    Execute("SET CONSTRAINTS ALL IMMEDIATE");  // what would be checked by a COMMIT
    Rollback();
  });
}

void WriteConnection::Retry(const std::function<void()>& body, const std::function<void()>& end) {
  auto pause = kFirstPause;
  for (int attempt = 1;; ++attempt) {
    try {
      Begin(kLockWait);
      body();
      return end();
    } catch (const StatementFailed& failed) {
      if (failed.lost) throw;
      Rollback();
      if (!IsAboutALock(failed.error.code) || attempt == kTries) throw;
    }
    context().Metric("retries");
    Wait(pause);
    pause *= 2;
  }
}

void ThrowWriteError(const StatementFailed& failed, const Connection& connection,
                     const Context& context, std::string_view doing) {
  const ServerError& error = failed.error;
  const std::string text = context.Mask(error.text), hint = context.Mask(Hint(error));
  const std::string& server = connection.address().name();
  if (failed.lost)
    throw EnvironmentError("the connection to {} broke: cannot {}: {}{}", server, doing, text,
                           Code(error))
        .Hint(hint);
  if (IsAboutTheRows(error.code))
    throw DataError("{} refuses to {}: {}{}", server, doing, text, Code(error))
        .Hint(hint)
        .Column(error.column);
  if (IsAboutTheTable(error.code))
    throw ConfigError("{} refuses to {}: {}{}", server, doing, text, Code(error)).Hint(hint);
  throw EnvironmentError("{} cannot {}: {}{}", server, doing, text, Code(error)).Hint(hint);
}

// "COPY t, line 3, column a: ..." in the server's language, perhaps below what a function says.
CopyPlace PlaceIn(const ServerError& error) {
  CopyPlace place{0, error.column};
  auto begin = error.where.rfind("COPY ");
  if (begin != 0 && (begin == std::string::npos || error.where[begin - 1] != '\n')) return place;
  begin = error.where.find(", ", begin);
  const auto digits = error.where.find_first_of("0123456789", begin);
  if (begin == std::string::npos || digits == std::string::npos) return place;
  place.row = std::strtoll(error.where.c_str() + digits, nullptr, 10);
  const auto column = error.where.find(", ", digits);
  if (column == std::string::npos || !place.column.empty()) return place;
  const auto name = error.where.find(' ', column + 2);
  if (name == std::string::npos) return place;
  place.column = error.where.substr(name + 1, error.where.find(": ", name) - name - 1);
  return place;
}

}  // namespace etl::postgres
