// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "etl/record_batch_builder.h"
#include "plugins/postgres/column_types.h"

namespace etl::postgres {

// Appends a value, as the binary format has it, in the column's type. False: it does not fit, and
// nothing is appended. Of text that does not fit it throws a DataError itself.
using CellDecoder = bool (*)(std::string_view bytes, const Field& field, std::int64_t row,
                             ColumnBuilder& out);

// The one for a column's values: looked up once, not for each of them.
CellDecoder DecoderOf(Wire wire, DataType type);

// Throws a DataError with row (0-based) and column for a value that does not fit.
[[noreturn]] void ThrowBadCell(Wire wire, std::string_view bytes, const Field& field,
                               std::int64_t row);

}  // namespace etl::postgres
