// SPDX-License-Identifier: Apache-2.0
#include "plugins/aggregate/rounding.h"

#include <limits>

namespace etl::aggregate {

std::optional<Int128> DivideRounded(Int128 sum, int scale, std::int64_t count, int digits,
                                    int precision) {
  if (sum == std::numeric_limits<Int128>::min()) return std::nullopt;
  const bool negative = sum < 0;
  if (negative) sum = -sum;
  const Int128 limit = PowerOfTen(precision);
  Int128 quotient = sum / count, rest = sum % count;
  bool up = false;
  if (digits >= scale) {
    // Long division, digit by digit: ten times the rest is small, ten times the sum may not be.
    for (int i = scale; i < digits; ++i) {
      if (quotient >= limit / 10) return std::nullopt;
      rest *= 10;
      quotient = quotient * 10 + rest / count;
      rest %= count;
    }
    up = 2 * rest >= count;
  } else {
    // The half of a power of ten is whole, so that the rest of the first division cannot matter.
    const Int128 power = PowerOfTen(scale - digits);
    up = quotient % power >= power / 2;
    quotient /= power;
  }
  if (up) ++quotient;
  if (quotient >= limit) return std::nullopt;
  return negative ? -quotient : quotient;
}

}  // namespace etl::aggregate
