// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>

#include <cstdint>

#include "etl/record_batch_builder.h"

namespace etl::sqlite {

// Appends a value of the current row, in the column's type. SQLite stores any kind of value in any
// column: one that does not fit is a DataError with row (0-based) and column.
void AppendCell(sqlite3_stmt* statement, int position, const Field& field, std::int64_t row,
                ColumnBuilder& out);

}  // namespace etl::sqlite
