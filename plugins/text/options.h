// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "etl/options.h"
#include "plugins/shared/file_input/input_file.h"

namespace etl::text {

struct TextOptions {
  file_input::Paths path;
  Located<std::string> separator, pattern;
  bool trim = true;
  DeclaredSchema schema;
  Located<std::string> position;
  std::string blank_lines = "error";
  std::string compression = "auto";
  Located<ByteSize> max_line{{1 << 20}, {}};

  static OptionSpec<TextOptions> Spec();
};

}  // namespace etl::text
