// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "etl/schema.h"
#include "plugins/generate/column_spec.h"
#include "plugins/generate/generator.h"

namespace etl::generate {

// A column as it was declared.
struct MadeColumn {
  Field field;
  GeneratorPointer generator;
  std::int64_t step = 0;  // of a sequence: from row to row
};

// Numbers, dates, times and bools; nullopt if the kind is none of these. Throws ConfigError.
std::optional<MadeColumn> MakeNumber(const ColumnSpec& spec);

}  // namespace etl::generate
