// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "plugins/postgres/connection.h"

namespace etl::postgres {

// A connection that writes. Its settings do not depend on the server's and are those of each
// transaction, as a pooler may give the session to somebody else. Statements throw StatementFailed
// or Cancelled. One thread; see Connection.
class WriteConnection final : public Connection {
 public:
  WriteConnection(const ConnectionOptions& options, Context& context, Interrupter& interrupter)
      : Connection(options, context, interrupter, Purpose::kWrite) {}

  // No lock is waited for longer than half of the read_timeout, or than `longest_wait`, so that it
  // is the server which says what is in the way.
  void Begin(std::chrono::milliseconds longest_wait = std::chrono::milliseconds::max());
  // Rows that the last statement has changed.
  std::int64_t Change(const std::string& sql);
  // Also StatementFailed, not lost, if the server has rolled back.
  void Commit();
  void Rollback() { Execute("ROLLBACK"); }

  // A transaction of its own around `body`: tried again after a deadlock or when a lock was not
  // free.
  void Retry(const std::function<void()>& body);
  // The same, taken back.
  void Rehearse(const std::function<void()>& body);

 private:
  void Retry(const std::function<void()>& body, const std::function<void()>& end);
};

// The user's error: EnvironmentError for a server that cannot, DataError for rows that it refuses,
// ConfigError for what the table will never take. `doing`: "load the table t".
[[noreturn]] void ThrowWriteError(const StatementFailed& failed, const Connection& connection,
                                  const Context& context, std::string_view doing);

// Where a COPY was when it failed, by what the server says of it.
struct CopyPlace {
  std::int64_t row = 0;  // of the COPY, from 1; 0: unknown
  std::string column;
};
CopyPlace PlaceIn(const ServerError& error);

}  // namespace etl::postgres
