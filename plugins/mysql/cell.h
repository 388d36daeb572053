// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "etl/record_batch_builder.h"
#include "plugins/mysql/column_types.h"

namespace etl::mysql {

// Appends a value as the text protocol sends it, in the column's type. One that does not fit is a
// DataError with row (0-based) and column.
void AppendCell(Wire wire, std::string_view text, const Field& field, std::int64_t row,
                ColumnBuilder& out);

}  // namespace etl::mysql
