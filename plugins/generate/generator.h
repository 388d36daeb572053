// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "etl/record_batch_builder.h"

namespace etl::generate {

// The values of one column, each a function of its row's number. Immutable: any thread.
class Generator {
 public:
  virtual ~Generator() = default;

  // Appends the values of `count` rows.
  virtual void Append(std::uint64_t first, std::int64_t count, ColumnBuilder& out) const = 0;
  // Appends a row's value as text; false: it is null.
  virtual bool AppendText(std::uint64_t row, std::string& out) const = 0;
};
using GeneratorPointer = std::shared_ptr<const Generator>;

}  // namespace etl::generate
