// SPDX-License-Identifier: Apache-2.0
// PostgreSQL's numeric as it is sent and taken: digits of base 10,000.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "etl/decimal.h"

namespace etl::postgres {

enum class NumericKind { kNumber, kNotANumber, kInfinite, kMalformed };
NumericKind KindOf(std::string_view bytes);

// A number times 10^scale; false if it needs more digits than `precision`, or more after the point
// than `scale`, other than zeros. The bytes must be those of a number.
bool NumericAsDecimal(std::string_view bytes, int precision, int scale, Int128& value);

// Appends the length and the bytes of value * 10^-scale.
void AppendNumeric(Int128 value, int scale, std::string& out);

// For messages, all of its digits.
std::string NumericText(std::string_view bytes);

}  // namespace etl::postgres
