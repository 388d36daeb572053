// SPDX-License-Identifier: Apache-2.0
// One operation on two values: false when there is no result.
#pragma once

#include <cmath>
#include <concepts>
#include <limits>

#include "etl/decimal.h"

namespace etl::expression {

// An operation on floats fails as PostgreSQL's does: no infinity out of finite numbers, no zero out
// of others.
inline bool FiniteResult(double a, double b, double out) {
  return std::isfinite(out) || !std::isfinite(a) || !std::isfinite(b);
}

struct AddOp {
  static constexpr const char* kSign = "+";
  template <typename T>
  static bool Run(T a, T b, T& out) {
    if constexpr (std::floating_point<T>)
      return out = a + b, FiniteResult(a, b, out);
    else
      return !__builtin_add_overflow(a, b, &out);
  }
};

struct SubtractOp {
  static constexpr const char* kSign = "-";
  template <typename T>
  static bool Run(T a, T b, T& out) {
    if constexpr (std::floating_point<T>)
      return out = a - b, FiniteResult(a, b, out);
    else
      return !__builtin_sub_overflow(a, b, &out);
  }
};

struct MultiplyOp {
  static constexpr const char* kSign = "*";
  template <typename T>
  static bool Run(T a, T b, T& out) {
    if constexpr (std::floating_point<T>)
      return out = a * b, FiniteResult(a, b, out) && (out != 0 || a == 0 || b == 0);
    else
      return !__builtin_mul_overflow(a, b, &out);
  }
};

struct DivideOp {
  static constexpr const char* kSign = "/";
  template <typename T>
  static bool Run(T a, T b, T& out) {
    if (b == 0) return false;
    if constexpr (std::floating_point<T>) {
      out = a / b;
      return FiniteResult(a, b, out) && (out != 0 || a == 0 || std::isinf(b));
    } else if constexpr (std::signed_integral<T>) {
      if (a == std::numeric_limits<T>::min() && b == -1) return false;
    }
    out = a / b;
    return true;
  }
};

struct RemainderOp {
  static constexpr const char* kSign = "%";
  template <typename T>
  static bool Run(T a, T b, T& out) {
    if (b == 0) return false;
    if constexpr (std::floating_point<T>) {
      out = std::fmod(a, b);
    } else {
      // The smallest number by -1 would trap.
      out = std::numeric_limits<T>::is_signed && b == static_cast<T>(-1) ? T{0} : a % b;
    }
    return true;
  }
};

// a / b with `digits` more decimal places than the integers have, rounded half away from zero.
inline bool DivideDecimal(Int128 a, Int128 b, int digits, Int128& out) {
  __extension__ using UInt128 = unsigned __int128;
  if (b == 0) return false;
  const bool negative = (a < 0) != (b < 0);
  const UInt128 divisor = b < 0 ? -static_cast<UInt128>(b) : static_cast<UInt128>(b);
  UInt128 rest = a < 0 ? -static_cast<UInt128>(a) : static_cast<UInt128>(a);
  UInt128 quotient = rest / divisor;
  rest %= divisor;
  for (; digits > 0; --digits) {
    UInt128 next = 0;
    if (__builtin_mul_overflow(rest, UInt128{10}, &rest) ||
        __builtin_mul_overflow(quotient, UInt128{10}, &quotient) ||
        __builtin_add_overflow(quotient, rest / divisor, &next))
      return false;
    quotient = next;
    rest %= divisor;
  }
  if (rest >= divisor - rest) ++quotient;
  if (quotient > static_cast<UInt128>(PowerOfTen(38))) return false;
  out = negative ? -static_cast<Int128>(quotient) : static_cast<Int128>(quotient);
  return true;
}

}  // namespace etl::expression
