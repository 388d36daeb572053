// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/postgres/interrupter.h"
#include "plugins/postgres/server_error.h"

namespace etl::postgres {

using TextRow = std::vector<std::optional<std::string>>;

struct Release {
  void operator()(PGconn* connection) const { PQfinish(connection); }
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, Release>;

// One connection to a server, for one thread; others may use the interrupter, which must outlive
// it. It never blocks but in the interrupter and while a host's name is looked up. It says nothing
// of transactions: Snapshot does for readers, WriteConnection for writers. Destroying it leaves
// nothing running in the server. Errors are EnvironmentError, ConfigError for the user's SQL, or
// Cancelled; of one that writes StatementFailed, which its owner turns into them.
class Connection {
 public:
  enum class Purpose { kRead, kWrite };
  Connection(const ConnectionOptions& options, Context& context, Interrupter& interrupter,
             Purpose purpose = Purpose::kRead);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  // Statements of ours, separated by semicolons.
  void Execute(const std::string& sql);
  // All rows of a short answer; one statement, $1 and so on stand for the parameters.
  std::vector<TextRow> Query(const std::string& sql, const std::vector<std::string>& params = {});
  // The columns of a statement that is not run. Throws if the server would not run it.
  Result Describe(const std::string& sql);

  // Begins COPY ... TO STDOUT.
  void StartCopyOut(const std::string& sql);
  // The next message of it, valid until the next call. False after the last, and when the server
  // has said that this was all; anything else is an error.
  bool ReadCopy(std::string_view& message);
  // Those that the server says it has sent, after the end.
  std::int64_t rows_sent() const { return rows_sent_; }
  // Those that came so far, for messages.
  void set_rows(std::int64_t rows) { rows_ = rows; }

  // Begins COPY ... FROM STDIN.
  void StartCopyIn(const std::string& sql);
  // What the server complains of is said at the end only.
  void WriteCopy(std::string_view bytes);
  // Returns the number of rows that the server has taken.
  std::int64_t EndCopyIn();

  const Address& address() const { return address_; }
  // That of the url, or else what libpq chose.
  std::string database() const { return PQdb(connection_.get()); }
  // Ends with what the server or libpq says of the connection.
  [[noreturn]] void ThrowBroken();
  [[noreturn]] void ThrowBroken(std::string text);

 protected:
  // The last result of statements of ours.
  Result Run(const std::string& sql);
  Context& context() const { return context_; }
  const ConnectionOptions& options() const { return options_; }
  void Wait(std::chrono::milliseconds pause) {
    interrupter_.Wait(-1, 0, pause);
    CheckInterrupted();
  }

 private:
  using Clock = Interrupter::Clock;
  struct FreeCopy {
    void operator()(char* buffer) const { PQfreemem(buffer); }
  };

  void Connect();
  bool TryConnect(ServerError& error);
  bool Poll(ServerError& error);
  void SetUp();

  void Sent(int accepted);
  void Flush();
  void WaitForInput(Clock::time_point& silent_since);
  Result NextResult();
  Result Finish();
  void EndCopy();
  void ThrowIfLost(const ServerError& error);
  [[noreturn]] void ThrowRefused(const ServerError& error) const;
  [[noreturn]] void ThrowLost(const ServerError& error) const;
  [[noreturn]] void ThrowSilent() const;
  void CancelOnServer() noexcept;
  void CheckInterrupted() const;

  const ConnectionOptions& options_;
  Context& context_;
  Interrupter& interrupter_;
  Purpose purpose_;
  Address address_;
  std::unique_ptr<PGconn, Release> connection_;
  std::unique_ptr<char, FreeCopy> copied_;
  std::int64_t rows_ = 0, rows_sent_ = 0;
  bool busy_ = false;    // the server may still be working for us
  bool broken_ = false;  // no more bytes will come
};

}  // namespace etl::postgres
