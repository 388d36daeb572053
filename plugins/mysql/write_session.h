// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <string>

#include "plugins/mysql/session.h"

namespace etl::mysql {

// A statement that the server refused, or whose answer never came. For callers that know better
// what it means; ThrowWriteError makes the user's error of it.
struct StatementFailed : std::exception {
  ServerError error;
  bool lost = false;  // no answer came: whether it was done is not known

  const char* what() const noexcept override { return error.text.c_str(); }
};

// What a statement did.
struct Done {
  std::int64_t affected = 0;
  std::string info;  // "Records: 3  Duplicates: 1  Warnings: 0"
  unsigned warnings = 0;
};

// A complaint of the server's about a row, which did not keep it from going on.
struct Warning {
  unsigned code = 0;
  std::string text;
};

// A connection that writes. One thread; see Session.
class WriteSession final : public Session {
 public:
  WriteSession(const ConnectionOptions& options, Context& context, Interrupter& interrupter)
      : Session(options, context, interrupter, Access::kWrite) {}

  // Throws StatementFailed, or Cancelled.
  Done Execute(const std::string& sql);
  // A LOAD DATA LOCAL whose file is what `read` gives: up to `size` bytes at `out`, 0 at the end.
  // What `read` throws is thrown on; the statement has not been completed then.
  using ReadFile = std::function<std::size_t(char* out, std::size_t size)>;
  Done Load(const std::string& sql, const ReadFile& read);
  // The first warning of the last statement.
  Warning FirstWarning();
  // The same, of a statement that changes nothing if it fails twice: tried again after a deadlock
  // or when a lock was not free. `body` begins and commits its own transaction.
  void Retry(const std::function<void()>& body);
};

// The user's error: EnvironmentError for a server that cannot, DataError for rows that it refuses.
// `doing`: "load into table `t`".
[[noreturn]] void ThrowWriteError(const StatementFailed& failed, const Session& session,
                                  const Context& context, std::string_view doing);

// The number in a message of the server's that ends in "at row 7", else 0; the name in "for column
// 'x'", else empty.
std::int64_t RowIn(const std::string& text);
std::string ColumnIn(const std::string& text);

}  // namespace etl::mysql
