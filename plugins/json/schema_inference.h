// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "plugins/json/record_stream.h"

namespace etl::json {

// The type that all values of a field fit: bool, bigint, ubigint, double, string; json for lists,
// objects, and values of several kinds, or none but nulls.
class TypeGuess {
 public:
  void Look(const simdjson::dom::element& value);
  // As a pipeline writes it.
  const char* type() const;

 private:
  enum : unsigned { kBool = 1, kInteger = 2, kNatural = 4, kDouble = 8, kText = 16, kNested = 32 };
  unsigned seen_ = 0;
  bool negative_ = false, inexact_ = false;
};

// The fields of the first records, `sample` of them, in the order in which they first appear; all
// optional. Reads the files' beginnings. Throws ConfigError for a file that can be read only once.
DeclaredSchema InferSchema(Context& context, const SourceOptions& options, Shape shape,
                           const std::vector<file_input::InputFile>& files);

}  // namespace etl::json
