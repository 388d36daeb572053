// SPDX-License-Identifier: Apache-2.0
// Single values as JSON text (RFC 8259), appended to a string. Pure functions, any thread.
#pragma once

#include <string>
#include <string_view>

namespace etl::json {

// With quotes. Escapes quotes, backslashes and control characters, nothing else. False, and nothing
// is appended, if the text is not UTF-8.
[[nodiscard]] bool AppendString(std::string_view text, std::string& out);

// The shortest digits that read back as the same double, always with a point or an exponent, so
// that 1.0 stays a float. False, and nothing is appended, for NaN and infinities.
[[nodiscard]] bool AppendFloat64(double value, std::string& out);

// Quoted base64 with padding (RFC 4648, section 4).
void AppendBase64(std::string_view bytes, std::string& out);

}  // namespace etl::json
