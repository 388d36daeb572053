// SPDX-License-Identifier: Apache-2.0
// Exact decimals of up to 38 digits: a 128-bit integer times 10^-scale.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "etl/sdk.h"

ETL_SDK_BEGIN

__extension__ using Int128 = __int128;

inline Int128 PowerOfTen(int exponent) {
  Int128 power = 1;
  while (exponent-- > 0) power *= 10;
  return power;
}

// "[+-]digits[.digits]" → the value times 10^scale; nullopt if it is no such text, needs more
// digits after the point than `scale` (other than zeros) or more in all than `precision`.
inline std::optional<Int128> ParseDecimal(std::string_view text, int precision, int scale) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const Int128 limit = PowerOfTen(precision);
  Int128 value = 0;
  int fraction = -1;  // digits seen after the point
  bool digits = false;
  for (char c : text) {
    if (c == '.' && fraction < 0) {
      fraction = 0;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    digits = true;
    if (fraction >= scale && fraction >= 0) {
      if (c != '0') return std::nullopt;
      continue;
    }
    if (value > (limit - 1 - (c - '0')) / 10) return std::nullopt;
    value = value * 10 + (c - '0');
    if (fraction >= 0) ++fraction;
  }
  if (!digits) return std::nullopt;
  for (int i = std::max(fraction, 0); i < scale; ++i) {
    if (value > (limit - 1) / 10) return std::nullopt;
    value *= 10;
  }
  return negative ? -value : value;
}

inline std::string FormatDecimal(Int128 value, int scale) {
  const bool negative = value < 0;
  std::string digits;
  do {
    const int digit = static_cast<int>(value % 10);
    digits += static_cast<char>('0' + (digit < 0 ? -digit : digit));
    value /= 10;
  } while (value != 0);
  while (static_cast<int>(digits.size()) <= scale) digits += '0';
  if (scale > 0) digits.insert(digits.begin() + scale, '.');
  if (negative) digits += '-';
  std::reverse(digits.begin(), digits.end());
  return digits;
}

ETL_SDK_END
