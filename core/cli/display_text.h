// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace etl::cli {

// Text for one cell of a terminal: what would move the cursor, hide itself or turn the direction of
// writing is escaped (\n, \x1b, \u202e). Of a long text only the beginning is kept, no shorter than
// `max_width` columns.
std::string EscapeForDisplay(std::string_view text, std::size_t max_width);

// Text as it is, but for bytes that are no UTF-8: \xff.
std::string EscapeBytes(std::string_view text);

// How many columns of a terminal UTF-8 text takes: 2 for a wide character, 0 for a combining one.
std::size_t DisplayWidth(std::string_view text);

// The text itself, or its beginning and "…", so that it takes no more than `width` columns (1 or
// more).
std::string CutToWidth(const std::string& text, std::size_t width);

}  // namespace etl::cli
