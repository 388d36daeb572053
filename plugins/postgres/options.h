// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "plugins/shared/sql_source/options.h"

namespace etl::postgres {

struct TlsOptions {
  std::string mode;  // empty: verify for a remote host, else off
  Located<std::string> ca, cert, key;

  static auto Spec() {
    return OptionSpec<TlsOptions>()
        .Optional("mode", &TlsOptions::mode,
                  "off; require: encrypt, whoever answers; verify-ca: check who signed the "
                  "certificate; verify: its host name too. Without it: verify for a remote host, "
                  "off for this one.")
        .Values({"off", "require", "verify-ca", "verify"})
        .Optional("ca", &TlsOptions::ca,
                  "File of the certificates to trust, instead of the system's.")
        .Optional("cert", &TlsOptions::cert, "File of the client's own certificate.")
        .Optional("key", &TlsOptions::key,
                  "File of its key, which nobody else may read (mode 0600).");
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
                  "postgres://user:password@host:port/database, percent-encoded; ?host=/directory "
                  "for a Unix socket. The keys below win over its parts.")
        .Optional("user", &Self::user, "Who logs in.")
        .Optional("password", &Self::password, "The user's password.")
        .Sensitive()
        .Optional("host", &Self::host, "Name or address of the server.")
        .Optional("port", &Self::port, "Port of the server, 5432 if nothing says otherwise.")
        .Optional("database", &Self::database, "Database to use.")
        .Optional("socket", &Self::socket,
                  "Directory of the server's Unix socket, instead of a host.")
        .Optional("tls", &Self::tls, "Encryption.")
        .Optional("connect_timeout", &Self::connect_timeout, "Longest time to connect and log in.")
        .Optional("read_timeout", &Self::read_timeout,
                  "Longest time without a byte from the server.")
        .Optional("total_timeout", &Self::total_timeout,
                  "Longest time for everything, 0s: no limit.");
  }
};

using PostgresOptions = sql_source::SourceOptions<ConnectionOptions>;

}  // namespace etl::postgres
