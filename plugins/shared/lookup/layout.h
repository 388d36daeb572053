// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "etl/compare.h"
#include "plugins/shared/lookup/options.h"

namespace etl::lookup {

// What a lookup looks like, the same at plan time and in the run, where the input may have lost
// columns that nobody needs: all columns of the input, then those of the table as `<step>.<name>`,
// without the keys.
struct LookupLayout {
  std::vector<int> input_keys, table_keys;  // columns of the input, and of the table's schema
  std::vector<int> table_columns;           // of the table's schema: those in the output
  Schema table;                             // what is fetched
  Schema schema;                            // of the output
  Order order;                              // of the rows within a key

  std::vector<std::string> KeyNames() const;  // the table's
};

// `step` is the lookup's own name, `input_name` that of the step that it reads. Throws ConfigError,
// at the option to blame.
LookupLayout MakeLayout(const LookupSettings& settings, const DeclaredSchema& declared,
                        std::string_view step, std::string_view input_name, const Schema& input);

}  // namespace etl::lookup
