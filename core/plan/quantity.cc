// SPDX-License-Identifier: Apache-2.0
#include "plan/quantity.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <utility>

namespace etl::plan {

namespace {

using Unit = std::pair<std::string_view, double>;

// A number and one of the units; the empty unit is allowed where the table has it.
template <std::size_t kCount>
std::optional<std::int64_t> ParseWithUnit(std::string_view text, const Unit (&units)[kCount]) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0) return std::nullopt;
  std::string_view rest = text.substr(static_cast<std::size_t>(end - text.data()));
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  for (const auto& [name, factor] : units) {
    if (rest != name) continue;
    const double value = std::round(number * factor);
    if (value > 9e18) return std::nullopt;
    return static_cast<std::int64_t>(value);
  }
  if (rest.empty() && number == 0) return 0;
  return std::nullopt;
}

}  // namespace

std::optional<std::int64_t> ParseDurationMs(std::string_view text) {
  static constexpr Unit kUnits[] = {{"ms", 1},  {"s", 1e3},   {"sec", 1e3}, {"min", 6e4},
                                    {"m", 6e4}, {"h", 3.6e6}, {"d", 8.64e7}};
  return ParseWithUnit(text, kUnits);
}

std::optional<std::int64_t> ParseBytes(std::string_view text) {
  static constexpr Unit kUnits[] = {{"", 1},
                                    {"B", 1},
                                    {"kB", 1e3},
                                    {"KB", 1e3},
                                    {"MB", 1e6},
                                    {"GB", 1e9},
                                    {"KiB", 1024.0},
                                    {"K", 1024.0},
                                    {"MiB", 1048576.0},
                                    {"M", 1048576.0},
                                    {"GiB", 1073741824.0},
                                    {"G", 1073741824.0}};
  return ParseWithUnit(text, kUnits);
}

std::string FormatBytes(std::int64_t bytes) {
  static constexpr const char* kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 1024 && unit + 1 < std::size(kUnits)) value /= 1024, ++unit;
  const bool whole = unit == 0 || value == std::floor(value) || value >= 100;
  return whole ? fmt::format("{:.0f} {}", value, kUnits[unit])
               : fmt::format("{:.1f} {}", value, kUnits[unit]);
}

std::string FormatCount(std::int64_t count) {
  std::string digits = std::to_string(count);
  const std::size_t first = digits.starts_with('-') ? 1 : 0;
  for (std::size_t i = digits.size(); i > first + 3;) digits.insert(i -= 3, 1, ',');
  return digits;
}

}  // namespace etl::plan
