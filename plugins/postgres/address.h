// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "plugins/postgres/options.h"

namespace etl::postgres {

enum class Tls { kOff, kRequire, kVerifyCa, kVerify };

// Where a connection goes, put together from its url and its keys.
struct Address {
  std::string user, password, host, database;
  std::string socket;  // a directory; empty: host
  std::string ca, cert, key;
  int port = 5432;
  Tls tls = Tls::kOff;

  // For messages: "db1:5432" or the socket's path. Never who logs in.
  std::string name() const {
    return socket.empty() ? Format("{}:{}", host, port) : Format("{}/.s.PGSQL.{}", socket, port);
  }
};

// Throws ConfigError, which never repeats the url.
Address AddressOf(const ConnectionOptions& options);

}  // namespace etl::postgres
