// SPDX-License-Identifier: Apache-2.0
// Single values as JSON text (RFC 8259), written to where there is room for it: each function
// returns the end of what it wrote. Pure functions, any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace etl::json {

// A byte of a text takes at most so many, and the quotes two more.
inline constexpr std::size_t kMostEscape = 6;

// With quotes. Escapes quotes, backslashes and control characters, nothing else. Null if the text
// is not UTF-8.
char* WriteString(std::string_view text, char* out);

// Whether nothing in it asks for an escape.
bool IsUnescaped(std::string_view text);
bool IsAscii(std::string_view text);
bool IsUtf8(std::string_view text);

// As WriteString. False, and nothing is appended, if the text is not UTF-8.
[[nodiscard]] bool AppendString(std::string_view text, std::string& out);

// Quoted base64 with padding (RFC 4648, section 4).
char* WriteBase64(std::string_view bytes, char* out);

}  // namespace etl::json
