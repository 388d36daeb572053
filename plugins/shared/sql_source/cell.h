// SPDX-License-Identifier: Apache-2.0
// Checks and errors of single values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "etl/error.h"
#include "etl/schema.h"

namespace etl::sql_source {

// Checks that a text is UTF-8 and no longer than the field's max_chars. Throws
// DataError with row (0-based) and column.
void CheckText(const Field& field, std::string_view text, std::int64_t row);

// "'abc' is no date", with row and column, and why if that helps.
[[noreturn]] void ThrowBadValue(const Field& field, std::string_view value, std::int64_t row,
                                std::string hint = {});

// Adds "name='value'" or "name=null" to the text of a row that is rejected.
void AddToText(std::string& row, std::string_view name, const char* value, std::size_t size);

// "row 18,203" of a 0-based row.
std::string RowName(std::int64_t row);

}  // namespace etl::sql_source
