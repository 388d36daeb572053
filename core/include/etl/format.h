// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <type_traits>

#include "etl/sdk.h"

ETL_SDK_BEGIN

namespace detail {

inline void AppendValue(std::string& out, std::string_view value) { out += value; }
template <std::same_as<std::filesystem::path> Path>
void AppendValue(std::string& out, const Path& value) {
  out += value.string();
}
inline void AppendValue(std::string& out, char value) { out += value; }
// A template, or a `const char*` would rather become a bool than a string_view.
template <std::same_as<bool> Bool>
void AppendValue(std::string& out, Bool value) {
  out += value ? "true" : "false";
}

template <typename T>
requires(std::is_arithmetic_v<T> && !std::same_as<T, bool> &&
         !std::same_as<T, char>) void AppendValue(std::string& out, T value) {
  if constexpr (std::is_floating_point_v<T>) {
    char digits[40];
    std::snprintf(digits, sizeof digits, "%.15g", static_cast<double>(value));
    out += digits;
  } else {
    out += std::to_string(value);
  }
}

// Copies up to the next "{}" and returns what follows it.
inline std::string_view AppendUntilHole(std::string& out, std::string_view pattern) {
  const auto hole = pattern.find("{}");
  out += pattern.substr(0, hole);
  return hole == std::string_view::npos ? std::string_view{} : pattern.substr(hole + 2);
}

}  // namespace detail

// Replaces each "{}" by the next value. (GCC 12 has no <format>, and the SDK depends on nothing
// else.)
template <typename... Values>
std::string Format(std::string_view pattern, const Values&... values) {
  std::string out;
  ((pattern = detail::AppendUntilHole(out, pattern), detail::AppendValue(out, values)), ...);
  out += pattern;
  return out;
}

ETL_SDK_END
