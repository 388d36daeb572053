// SPDX-License-Identifier: Apache-2.0
// From the server's and libpq's words to what a user can do about them.
#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include "etl/context.h"
#include "plugins/postgres/address.h"

namespace etl::postgres {

// `code` is the SQLSTATE; empty: the server did not say it, libpq did.
struct ServerError {
  std::string code, text;
  std::string hint = {};        // the server's own
  std::string constraint = {};  // that is violated
  std::string column = {};      // of a table
  std::string where = {};       // "COPY t, line 3, column a", and whose statements that is in
};

// A statement of a writer that the server refused, or whose answer never came. For callers that
// know better what it means; ThrowWriteError makes the user's error of it.
struct StatementFailed : std::exception {
  StatementFailed(ServerError what, bool no_answer) : error(std::move(what)), lost(no_answer) {}
  const char* what() const noexcept override { return error.text.c_str(); }

  ServerError error;
  bool lost;  // no answer came: whether it was done is not known
};

// Of a result, or of a connection that broke while it was awaited.
ServerError ErrorOf(const PGresult* result, const PGconn* connection);
// From the text of a failed connect, which has the code in it if the verbosity is `verbose`.
ServerError ConnectErrorOf(std::string_view message);

// The server is not there yet, or has no place left for now. Never a refused password.
bool IsWorthRetrying(const ServerError& error);

[[noreturn]] void ThrowConnectError(const ServerError& error, const Address& address,
                                    const Context& context);

// A statement that the server refuses: the user's SQL (ConfigError), else EnvironmentError.
[[noreturn]] void ThrowQueryError(const ServerError& error, const Address& address,
                                  const Context& context);

// The rows end before their end. `rows`: those that came.
[[noreturn]] void ThrowReadError(const ServerError& error, const Address& address,
                                 const Context& context, std::int64_t rows);
[[noreturn]] void ThrowTimedOut(const Address& address, std::int64_t rows,
                                std::chrono::milliseconds read_timeout);

}  // namespace etl::postgres
