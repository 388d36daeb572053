// SPDX-License-Identifier: Apache-2.0
// Whether what a plugin hands over keeps to the Arrow C Data Interface. The interface carries no
// buffer sizes, so a buffer that is too short cannot be seen; everything that contradicts itself
// is. All functions throw PluginFault, with the column and (counted from `first_row`) the row.
#pragma once

#include <cstdint>
#include <vector>

#include "arrow/boundary.h"
#include "arrow/layout.h"

namespace etl::arrow {

enum class Level : std::uint8_t {
  kShape,  // lengths, counts, buffers, first and last offsets: trusts what lies between them
  kText,   // and: every offset, view and dictionary index, UTF-8, nulls in non-nullable columns
  kFull,   // and: decimals within their precision, null counts that are as they are said to be
};

// A struct of columns with names, formats and children where there must be some.
void ValidateSchema(const ArrowSchema* schema);

// `columns` is ReadLayout of the stream's schema. A batch that passes kText can be read, row by
// row, without a further check.
void ValidateBatch(const ArrowArray* batch, const std::vector<ColumnLayout>& columns, Level level,
                   std::int64_t first_row = 0);

}  // namespace etl::arrow
