// SPDX-License-Identifier: Apache-2.0
// Dates and times as ISO 8601 text. Days and microseconds count from 1970-01-01, proleptic
// Gregorian calendar.
#pragma once

#include <cctype>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "etl/sdk.h"

ETL_SDK_BEGIN

namespace detail {

// Reads exactly `count` digits at `at`, or returns -1.
inline int Digits(std::string_view text, std::size_t at, std::size_t count) {
  if (text.size() < at + count) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

// ".5" → 500000; at most six digits may be other than zero.
inline std::optional<std::int64_t> FractionMicros(std::string_view text) {
  if (text.empty()) return 0;
  if (text[0] != '.' || text.size() < 2) return std::nullopt;
  std::int64_t micros = 0, unit = 100'000;
  for (char c : text.substr(1)) {
    if (c < '0' || c > '9' || (unit == 0 && c != '0')) return std::nullopt;
    micros += (c - '0') * unit;
    unit /= 10;
  }
  return micros;
}

}  // namespace detail

inline constexpr std::int64_t kMicrosPerSecond = 1'000'000;
inline constexpr std::int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

inline std::optional<std::int32_t> DaysFromCivil(int year, int month, int day) {
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (month < 1 || day < 1 || !date.ok()) return std::nullopt;
  return static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count());
}

// "YYYY-MM-DD", years 0001 to 9999; nullopt for anything else, also for 2024-02-30.
inline std::optional<std::int32_t> ParseDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int year = detail::Digits(text, 0, 4), month = detail::Digits(text, 5, 2),
            day = detail::Digits(text, 8, 2);
  if (year < 1 || month < 1 || day < 1) return std::nullopt;
  return DaysFromCivil(year, month, day);
}

inline std::string FormatDate(std::int32_t days) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
  char out[24];
  std::snprintf(out, sizeof out, "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return out;
}

// "YYYY-MM-DD[T ]HH:MM[:SS[.ffffff]][Z|±HH:MM]" → microseconds. With a zone the result is UTC;
// `has_zone` tells.
inline std::optional<std::int64_t> ParseTimestamp(std::string_view text, bool* has_zone = nullptr) {
  if (has_zone) *has_zone = false;
  if (text.size() < 16 || (text[10] != 'T' && text[10] != ' ') || text[13] != ':')
    return std::nullopt;
  const auto days = ParseDate(text.substr(0, 10));
  const int hour = detail::Digits(text, 11, 2), minute = detail::Digits(text, 14, 2);
  if (!days || hour < 0 || hour > 23 || minute < 0 || minute > 59) return std::nullopt;
  std::string_view rest = text.substr(16);
  std::int64_t offset = 0;
  if (!rest.empty() && (rest.back() == 'Z' || rest.back() == 'z')) {
    rest.remove_suffix(1);
    if (has_zone) *has_zone = true;
  } else if (rest.size() >= 6 && (rest[rest.size() - 6] == '+' || rest[rest.size() - 6] == '-')) {
    const std::string_view zone = rest.substr(rest.size() - 6);
    const int h = detail::Digits(zone, 1, 2), m = detail::Digits(zone, 4, 2);
    if (zone[3] != ':' || h < 0 || h > 18 || m < 0 || m > 59) return std::nullopt;
    offset = (zone[0] == '-' ? -1 : 1) * (h * 60 + m) * 60 * kMicrosPerSecond;
    rest.remove_suffix(6);
    if (has_zone) *has_zone = true;
  }
  int second = 0;
  std::int64_t micros = 0;
  if (!rest.empty()) {
    second = rest[0] == ':' ? detail::Digits(rest, 1, 2) : -1;
    const auto fraction = rest.size() >= 3 ? detail::FractionMicros(rest.substr(3)) : std::nullopt;
    if (second < 0 || second > 59 || !fraction) return std::nullopt;
    micros = *fraction;
  }
  return *days * kMicrosPerDay + ((hour * 60 + minute) * 60 + second) * kMicrosPerSecond + micros -
         offset;
}

namespace detail {
// "HH:MM:SS[.ffffff]", hours of two digits or more.
// Unsigned, to hold the distance of the most negative duration from zero.
inline std::string FormatClock(std::uint64_t micros) {
  constexpr std::uint64_t kSecond = kMicrosPerSecond;
  char out[48];
  const std::uint64_t seconds = micros / kSecond, fraction = micros % kSecond;
  const int n =
      std::snprintf(out, sizeof out, "%02lld:%02d:%02d", static_cast<long long>(seconds / 3600),
                    static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
  if (fraction)
    std::snprintf(out + n, sizeof out - static_cast<std::size_t>(n), ".%06d",
                  static_cast<int>(fraction));
  return out;
}
}  // namespace detail

// "YYYY-MM-DDTHH:MM:SS[.ffffff]", with "Z" when `utc`.
inline std::string FormatTimestamp(std::int64_t micros, bool utc) {
  std::int64_t days = micros / kMicrosPerDay, clock = micros % kMicrosPerDay;
  if (clock < 0) --days, clock += kMicrosPerDay;
  return FormatDate(static_cast<std::int32_t>(days)) + "T" +
         detail::FormatClock(static_cast<std::uint64_t>(clock)) + (utc ? "Z" : "");
}

// "[-]H+:MM[:SS[.ffffff]]", as MySQL's TIME: beyond 24 h and negative.
inline std::optional<std::int64_t> ParseDuration(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon < 1 || colon > 7) return std::nullopt;
  const int hours = detail::Digits(text, 0, colon), minutes = detail::Digits(text, colon + 1, 2);
  if (hours < 0 || minutes < 0 || minutes > 59) return std::nullopt;
  const std::string_view rest = text.substr(colon + 3);
  int seconds = 0;
  std::int64_t micros = 0;
  if (!rest.empty()) {
    seconds = rest[0] == ':' ? detail::Digits(rest, 1, 2) : -1;
    const auto fraction = rest.size() >= 3 ? detail::FractionMicros(rest.substr(3)) : std::nullopt;
    if (seconds < 0 || seconds > 59 || !fraction) return std::nullopt;
    micros = *fraction;
  }
  const std::int64_t total =
      ((static_cast<std::int64_t>(hours) * 60 + minutes) * 60 + seconds) * kMicrosPerSecond +
      micros;
  return negative ? -total : total;
}

inline std::string FormatDuration(std::int64_t micros) {
  const auto distance = static_cast<std::uint64_t>(micros);
  return micros < 0 ? "-" + detail::FormatClock(0 - distance) : detail::FormatClock(distance);
}

ETL_SDK_END
