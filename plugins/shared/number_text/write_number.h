// SPDX-License-Identifier: Apache-2.0
// Numbers, dates and times as text, written where there is room for it: each function returns the
// end of what it wrote. The text reads back as the same value. Pure functions, any thread.
#pragma once

#include <cstdint>

#include "etl/decimal.h"

namespace etl::number_text {

// No number or time takes more.
inline constexpr std::size_t kMostNumberBytes = 48;

char* WriteUnsigned(std::uint64_t value, char* out);

inline char* WriteInteger(std::int64_t value, char* out) {
  const auto distance = static_cast<std::uint64_t>(value);
  if (value >= 0) return WriteUnsigned(distance, out);
  *out++ = '-';
  return WriteUnsigned(0 - distance, out);
}

// The shortest digits that read back as the same double, always with a point or an exponent, so
// that 1.0 stays a double: in the form of Python's repr. NaN, Infinity, -Infinity.
char* WriteDouble(double value, char* out);

// As FormatDecimal, FormatDate and FormatTimestamp of the SDK.
char* WriteDecimal(Int128 value, int scale, char* out);
char* WriteDate(std::int32_t days, char* out);
char* WriteTimestamp(std::int64_t micros, bool utc, char* out);

}  // namespace etl::number_text
