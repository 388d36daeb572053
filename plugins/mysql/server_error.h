// SPDX-License-Identifier: Apache-2.0
// From the server's and the client library's error codes to what a user can do about them.
#pragma once

#include <cstdint>
#include <string>

#include "etl/context.h"
#include "plugins/mysql/address.h"

namespace etl::mysql {

struct ServerError {
  unsigned code = 0;
  std::string text;
};

// The server is not there yet, or has no place left for now. Never a refused password.
bool IsWorthRetrying(const ServerError& error);

[[noreturn]] void ThrowConnectError(const ServerError& error, const Address& address,
                                    const Context& context);

// A statement that the server refuses: the user's SQL (ConfigError), else EnvironmentError.
[[noreturn]] void ThrowQueryError(const ServerError& error, const Address& address,
                                  const Context& context);

// The rows end before their end. `rows`: those that came.
[[noreturn]] void ThrowReadError(const ServerError& error, const Address& address,
                                 const Context& context, std::int64_t rows, bool timed_out);

}  // namespace etl::mysql
