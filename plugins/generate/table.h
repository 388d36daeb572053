// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "etl/options.h"
#include "plugins/generate/numbers.h"

namespace etl::generate {

struct GenerateOptions {
  Located<std::int64_t> rows;
  std::int64_t seed = 1;
  Located<StringMap> columns;

  static auto Spec() {
    return OptionSpec<GenerateOptions>()
        .Required("rows", &GenerateOptions::rows, "How many rows to make.")
        .Optional("seed", &GenerateOptions::seed, "Another seed makes other values.")
        .Required("columns", &GenerateOptions::columns,
                  "Names and what stands there: sequence(1), int(1, 100), choice(a, b*3), ...");
  }
};

// The columns that the options declare. Throws ConfigError.
std::vector<MadeColumn> MakeColumns(const GenerateOptions& options);

}  // namespace etl::generate
