// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "plugins/shared/sql_source/options.h"

namespace etl::mysql {

struct TlsOptions {
  std::string mode;  // empty: verify for a remote host, else off
  Located<std::string> ca;

  static auto Spec() {
    return OptionSpec<TlsOptions>()
        .Optional("mode", &TlsOptions::mode,
                  "off; require: encrypt, whoever answers; verify: check the certificate too. "
                  "Without it: verify for a remote host, off for this one.")
        .Values({"off", "require", "verify"})
        .Optional("ca", &TlsOptions::ca,
                  "File of the certificates to trust, instead of the system's.");
  }
};

struct ConnectionOptions {
  Located<std::string> url;
  std::optional<std::string> user, password, host, database, socket;
  std::optional<int> port;
  TlsOptions tls;
  std::chrono::milliseconds connect_timeout{10'000}, read_timeout{30'000}, total_timeout{0};

  static auto Spec() {
    using Self = ConnectionOptions;
    return OptionSpec<Self>()
        .Optional("url", &Self::url,
                  "mysql://user:password@host:port/database, percent-encoded; "
                  "?socket=/path for a Unix socket. The keys below win over its parts.")
        .Optional("user", &Self::user, "Who logs in.")
        .Optional("password", &Self::password, "The user's password.")
        .Sensitive()
        .Optional("host", &Self::host, "Name or address of the server.")
        .Optional("port", &Self::port, "Port of the server, 3306 if nothing says otherwise.")
        .Optional("database", &Self::database, "Database to use.")
        .Optional("socket", &Self::socket, "Unix socket, instead of host and port.")
        .Optional("tls", &Self::tls, "Encryption.")
        .Optional("connect_timeout", &Self::connect_timeout, "Longest time to connect and log in.")
        .Optional("read_timeout", &Self::read_timeout,
                  "Longest time without a byte from the server.")
        .Optional("total_timeout", &Self::total_timeout,
                  "Longest time for everything, 0s: no limit.");
  }
};

using MysqlOptions = sql_source::SourceOptions<ConnectionOptions>;

}  // namespace etl::mysql
