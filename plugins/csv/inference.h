// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "etl/context.h"
#include "plugins/csv/options.h"

namespace etl::csv {

// Finds the narrowest type that all texts it is shown fit: bool, bigint, double, date, timestamp,
// timestamptz, else string. What would not read back as it was written is a string: 007, +1, NaN,
// and an integer of more digits than a bigint has.
class TypeGuess {
 public:
  void Look(std::string_view text);
  DataType type() const;

 private:
  bool seen_ = false;
  unsigned left_ = ~0u;  // a bit for each type that is still possible
};

// Whether a text in a column that was taken for bigint or double reads back as it is written.
bool IsPlainNumber(std::string_view text, TypeId type);

// The columns of the files: their names, and the types of their first rows, `sample` of them. Reads
// the files' beginnings.
DeclaredSchema InferSchema(Context& context, const SourceOptions& options,
                           const std::vector<file_input::InputFile>& files);

}  // namespace etl::csv
