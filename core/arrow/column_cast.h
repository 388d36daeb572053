// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "arrow/layout.h"
#include "etl/column.h"

namespace etl::arrow {

// Whether the array can be read as its canonical type as it lies.
bool IsCanonical(const ColumnLayout& layout, const ArrowArray& array);

// Copies the rows [from, from + rows) of a validated array into its canonical type. Throws
// DataError where a value would change; `first_row` is the number of the batch's first row.
Column CastColumn(const ColumnLayout& layout, const ArrowArray& array, std::int64_t from,
                  std::int64_t rows, std::int64_t first_row);

}  // namespace etl::arrow
