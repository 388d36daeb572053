// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "etl/error.h"
#include "etl/options.h"
#include "etl/value_text.h"

namespace etl::file_output {

// What a sink's option `eol` stands for. Throws ConfigError, at the option.
inline std::string LineEnd(const Located<std::string>& eol) {
  if (eol.value == "\\n" || eol.value == "\n") return "\n";
  if (eol.value == "\\r\\n" || eol.value == "\r\n") return "\r\n";
  throw ConfigError("`eol` is \"\\n\" or \"\\r\\n\", not {}", Quoted(eol.value))
      .Option(eol.node.get());
}

}  // namespace etl::file_output
