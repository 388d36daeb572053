// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "arrow/column_check.h"

namespace etl::arrow {

// What has to be looked at row by row in the rows [from, from + rows) of an array whose shape is
// right: offsets, views, dictionary indices, UTF-8, nulls; and, when `full`, decimals and counts.
void CheckValues(const ColumnCheck& check, const ArrowArray& array, std::int64_t from,
                 std::int64_t rows, bool full);

}  // namespace etl::arrow
