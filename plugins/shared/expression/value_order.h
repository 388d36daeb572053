// SPDX-License-Identifier: Apache-2.0
// The canonical order of values that are not null.
#pragma once

#include <cmath>
#include <concepts>

namespace etl::expression {

template <typename T>
bool Same(const T& a, const T& b) {
  if constexpr (std::floating_point<T>) return a == b || (std::isnan(a) && std::isnan(b));
  return a == b;
}

template <typename T>
bool Less(const T& a, const T& b) {
  if constexpr (std::floating_point<T>) return a < b || (std::isnan(b) && !std::isnan(a));
  return a < b;
}

}  // namespace etl::expression
