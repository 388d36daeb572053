// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "etl/record_batch.h"
#include "plugins/union/union_options.h"

namespace etl::union_all {

struct NamedSchema {
  std::string name;  // of the step
  Schema schema;
};

// How the inputs' columns become the output's: by name, in the order of the first input. A type
// that differs is widened where nothing can be lost.
struct UnionLayout {
  Schema schema;                          // of the output
  std::vector<std::vector<int>> columns;  // of each input, for each output column but the source's
};

// Throws ConfigError, naming both steps, where columns do not match.
UnionLayout MakeLayout(const UnionOptions& options, const std::vector<NamedSchema>& inputs);

}  // namespace etl::union_all
