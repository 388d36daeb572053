// SPDX-License-Identifier: Apache-2.0
// Which rows an expression is evaluated for, and how it says that one of them is wrong.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "etl/error.h"
#include "etl/options.h"
#include "etl/record_batch.h"

namespace etl::expression {

// The rows of one batch, all of them or those under a mask: AND, OR, CASE and COALESCE evaluate an
// operand only for the rows that need it. Rows outside get some value and never an error. At least
// one row is active, or nothing is evaluated at all.
struct Rows {
  const RecordBatch* batch = nullptr;
  std::int64_t count = 0;
  std::int64_t first_row = 0;            // of the batch, in its stream
  const std::uint8_t* active = nullptr;  // null: all

  bool IsActive(std::int64_t row) const { return !active || active[row]; }
  // For what is the same in all rows: one row, in the place of the first active one.
  Rows Single() const {
    std::int64_t first = 0;
    while (first + 1 < count && !IsActive(first)) ++first;
    return {batch, 1, first_row + first, nullptr};
  }
};

// Where in the pipeline's file a node stands, for the errors that its evaluation raises.
struct Place {
  const etl_node* option = nullptr;
  std::size_t at = 0;
  std::string column = {};  // the column whose value is to blame, if it is one

  [[noreturn]] void Fail(const Rows& rows, std::int64_t row, const std::string& message,
                         std::string hint = {}) const {
    throw DataError("{}", message)
        .Hint(std::move(hint))
        .Row(rows.first_row + row)
        .Column(column)
        .Option(option, static_cast<std::int64_t>(at));
  }
};

}  // namespace etl::expression
