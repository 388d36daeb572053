// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/expression/number_cast.h"

#include <charconv>
#include <cstdlib>
#include <string_view>

namespace etl::expression {

bool Rescale(Int128 value, int from_scale, int to_scale, int precision, Int128& out) {
  if (to_scale < from_scale) {
    const Int128 unit = PowerOfTen(from_scale - to_scale);
    if (value % unit != 0) return false;
    value /= unit;
  } else if (to_scale > from_scale &&
             __builtin_mul_overflow(value, PowerOfTen(to_scale - from_scale), &value)) {
    return false;
  }
  const Int128 limit = PowerOfTen(precision);
  if (value <= -limit || value >= limit) return false;
  out = value;
  return true;
}

bool DecimalFromDouble(double value, DataType type, Int128& out) {
  if (!(std::abs(value) < 1e39)) return false;
  char text[400];
  const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed).ptr;
  const auto parsed =
      ParseDecimal({text, static_cast<std::size_t>(end - text)}, type.precision, type.scale);
  if (parsed) out = *parsed;
  return parsed.has_value();
}

double DoubleFromDecimal(Int128 value, int scale) {
  // By its digits, so that the result is the nearest double: a division would round twice.
  const std::string text = FormatDecimal(value, scale);
  double out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

}  // namespace etl::expression
