// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "etl/options.h"
#include "plugins/shared/file_input/input_file.h"

namespace etl::json {

struct SourceOptions {
  file_input::Paths path;
  std::string format = "auto";
  Located<std::string> records;
  DeclaredSchema schema;
  std::string compression = "auto";
  Located<std::int64_t> sample{1000, {}};
  Located<ByteSize> max_record{{64 << 20}, {}};

  static OptionSpec<SourceOptions> Spec();
};

// Throws ConfigError for options that cannot work. No I/O.
void Validate(const SourceOptions& options);

}  // namespace etl::json
