// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "etl/options.h"
#include "plugins/csv/dialect.h"
#include "plugins/shared/file_input/input_file.h"

namespace etl::csv {

struct SourceOptions {
  file_input::Paths path;
  DeclaredSchema schema;
  std::string compression = "auto";
  Located<std::string> delimiter{",", {}}, quote{"\"", {}}, comment;
  bool header = true;
  std::vector<std::string> nulls = {""};
  Located<std::int64_t> skip, sample{1000, {}};

  static OptionSpec<SourceOptions> Spec();
};

// Throw ConfigError for options that do not fit together.
void Validate(const SourceOptions& options);
Dialect DialectOf(const SourceOptions& options);

// One byte, written as itself or as \t.
char DelimiterOf(const Located<std::string>& option);

}  // namespace etl::csv
