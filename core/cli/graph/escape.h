// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace etl::cli {

// Text as it may stand in XML and HTML, between tags and inside of quotes. Bytes that are no UTF-8
// and characters that XML does not allow become U+FFFD.
std::string Escape(std::string_view text);

// About how wide a text is, in characters of a Latin alphabet.
std::size_t TextColumns(std::string_view text);

// At most so many of them, the last one an ellipsis if something was cut off.
std::string Shorten(std::string_view text, std::size_t columns);

}  // namespace etl::cli
