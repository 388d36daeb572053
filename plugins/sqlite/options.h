// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "plugins/shared/sql_source/options.h"

namespace etl::sqlite {

struct ConnectionOptions {
  Located<std::string> url;
  std::chrono::milliseconds busy_timeout{5000};

  static auto Spec() {
    return OptionSpec<ConnectionOptions>()
        .Required("url", &ConnectionOptions::url,
                  "The file: sqlite:PATH or sqlite:///absolute/path.")
        .Optional("busy_timeout", &ConnectionOptions::busy_timeout,
                  "How long to wait while another process locks the file.");
  }
};

using SqliteOptions = sql_source::SourceOptions<ConnectionOptions>;

// The path in "sqlite:PATH" or "sqlite:///absolute/path", taken as it is. Throws ConfigError.
std::string PathOf(const ConnectionOptions& options);

}  // namespace etl::sqlite
