// SPDX-License-Identifier: Apache-2.0
// Conversions between the numeric types: nothing where a digit would be lost.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "etl/decimal.h"
#include "etl/types.h"

namespace etl::expression {

// A whole number of any type, exactly; nullopt if it is not whole.
template <typename T>
std::optional<Int128> ToWhole(T value, DataType type) {
  if constexpr (std::is_same_v<T, double>) {
    if (!(std::abs(value) < 1e38) || std::trunc(value) != value) return std::nullopt;
    return static_cast<Int128>(value);
  } else if constexpr (std::is_same_v<T, Int128>) {
    const Int128 unit = PowerOfTen(type.scale);
    if (value % unit != 0) return std::nullopt;
    return value / unit;
  } else {
    return Int128{value};
  }
}

template <typename T>
bool FromWhole(std::optional<Int128> whole, T& out) {
  if (!whole || *whole < Int128{std::numeric_limits<T>::min()} ||
      *whole > Int128{std::numeric_limits<T>::max()})
    return false;
  out = static_cast<T>(*whole);
  return true;
}

// value · 10^(to − from); false if digits would be lost or there would be more than `precision`.
bool Rescale(Int128 value, int from_scale, int to_scale, int precision, Int128& out);

// The shortest decimal that reads back as the same double is what the double is taken to say.
bool DecimalFromDouble(double value, DataType type, Int128& out);
double DoubleFromDecimal(Int128 value, int scale);

template <typename T>
bool ToDecimal(T value, DataType from, DataType to, Int128& out) {
  if constexpr (std::is_same_v<T, double>)
    return DecimalFromDouble(value, to, out);
  else if constexpr (std::is_same_v<T, Int128>)
    return Rescale(value, from.scale, to.scale, to.precision, out);
  else
    return Rescale(Int128{value}, 0, to.scale, to.precision, out);
}

template <typename T>
bool ToDouble(T value, DataType from, bool exact, double& out) {
  if constexpr (std::is_same_v<T, double>) {
    out = value;
    return true;
  } else if constexpr (std::is_same_v<T, Int128>) {
    out = DoubleFromDecimal(value, from.scale);
    Int128 back = 0;
    return !exact || (DecimalFromDouble(out, from, back) && back == value);
  } else {
    out = static_cast<double>(value);
    return !exact || static_cast<Int128>(out) == Int128{value};
  }
}

}  // namespace etl::expression
