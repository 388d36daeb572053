// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "etl/options.h"

namespace etl::postgres {

// postgres://user:password@host:port/database?key=value&..., decoded.
struct Url {
  std::string user, password, host, database;
  int port = 0;  // 0: it has none
  std::vector<std::pair<std::string, std::string>> settings;
};

// What a url of a connection looks like, for hints.
inline constexpr const char* kUrlForm =
    "write postgres://host:port/database, with user:password@ before the host";

// Throws ConfigError, which never repeats the url.
Url ParseUrl(const Located<std::string>& url);

// An error in the url: "the url of a postgres connection ...".
[[noreturn]] void ThrowBadUrl(const Located<std::string>& url, const std::string& what,
                              std::string hint = kUrlForm);

}  // namespace etl::postgres
