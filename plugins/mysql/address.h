// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "plugins/mysql/options.h"

namespace etl::mysql {

enum class Tls { kOff, kRequire, kVerify };

// Where a connection goes, put together from its url and its keys.
struct Address {
  std::string user, password, host, database, socket;
  int port = 3306;
  Tls tls = Tls::kOff;

  // For messages: "db1:3306" or the socket's path. Never who logs in.
  std::string name() const { return socket.empty() ? Format("{}:{}", host, port) : socket; }
};

// Throws ConfigError, which never repeats the url.
Address AddressOf(const ConnectionOptions& options);

}  // namespace etl::mysql
