// SPDX-License-Identifier: Apache-2.0
// The ways in which databases write numbers, dates and times, read fast. Each says no to everything
// else, the unusual but right ones included: ask etl/value_text.h then. Pure functions, any thread.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "etl/decimal.h"
#include "etl/temporal.h"
#include "etl/types.h"

namespace etl::sql_source {

namespace detail {

// Of ten; the exponents 0 to 18.
struct Powers {
  std::uint64_t of[19];
};
inline constexpr Powers kPowers = [] {
  Powers powers{};
  std::uint64_t power = 1;
  for (std::uint64_t& entry : powers.of) entry = power, power *= 10;
  return powers;
}();

// 0 to 9, or more than 9 for what is no digit.
inline unsigned DigitAt(const char* at) { return static_cast<unsigned char>(*at) - unsigned{'0'}; }

// 1 to 18 digits, of which none overflows.
inline bool ParseDigits(const char* at, std::size_t count, std::uint64_t& value) {
  if (count - 1 >= 18) return false;
  value = 0;
  for (const char* end = at + count; at != end; ++at) {
    const unsigned digit = DigitAt(at);
    if (digit > 9) return false;
    value = value * 10 + digit;
  }
  return true;
}

// Two digits at a fixed place; 100 or more if they are none.
inline unsigned TwoDigits(const char* at) {
  const unsigned high = DigitAt(at), low = DigitAt(at + 1);
  return (high | low) > 15 || high > 9 || low > 9 ? 100 : high * 10 + low;
}

}  // namespace detail

// "[-]digits", at most 18 of them.
inline bool ParsePlainInteger(std::string_view text, std::int64_t& value) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  std::uint64_t digits;
  if (!detail::ParseDigits(text.data(), text.size(), digits)) return false;
  value = negative ? -static_cast<std::int64_t>(digits) : static_cast<std::int64_t>(digits);
  return true;
}

// "[-]digits[.digits]", at most 18 digits, with exactly `scale` of them behind the point: times
// 10^scale.
inline bool ParsePlainDecimal(std::string_view text, int precision, int scale,
                              std::int64_t& value) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const std::size_t fraction = static_cast<std::size_t>(scale);
  std::uint64_t digits, behind = 0;
  std::size_t before = text.size();
  if (scale > 0) {
    if (text.size() < fraction + 2 || text.size() > 19) return false;
    before -= fraction + 1;
    if (text[before] != '.' || !detail::ParseDigits(text.data() + before + 1, fraction, behind))
      return false;
  }
  if (!detail::ParseDigits(text.data(), before, digits)) return false;
  digits = digits * detail::kPowers.of[fraction] + behind;
  if (precision <= 18 && digits >= detail::kPowers.of[precision]) return false;
  value = negative ? -static_cast<std::int64_t>(digits) : static_cast<std::int64_t>(digits);
  return true;
}

// An integer times 10^scale, where both are small enough.
inline bool PlainIntegerAsDecimal(std::int64_t integer, DataType type, std::int64_t& value) {
  constexpr std::int64_t kMost = 1'000'000'000;
  if (integer <= -kMost || integer >= kMost || type.scale > 9) return false;
  value = integer * static_cast<std::int64_t>(detail::kPowers.of[type.scale]);
  const auto distance = static_cast<std::uint64_t>(value < 0 ? -value : value);
  return type.precision > 18 || distance < detail::kPowers.of[type.precision];
}

// The decimal that was written, up to 15 digits of it: no two such decimals are the same double.
inline bool PlainRealAsDecimal(double real, DataType type, std::int64_t& value) {
  constexpr double kMost = 1e15;
  if (type.scale > 15) return false;
  const auto power = static_cast<double>(detail::kPowers.of[type.scale]);
  const double rounded = std::nearbyint(real * power);
  if (!(rounded > -kMost && rounded < kMost) || rounded / power != real) return false;
  value = static_cast<std::int64_t>(rounded);
  const auto distance = static_cast<std::uint64_t>(value < 0 ? -value : value);
  return type.precision > 18 || distance < detail::kPowers.of[type.precision];
}

// "YYYY-MM-DD", years 0001 to 9999. `at` has ten bytes.
inline bool ParsePlainDate(const char* at, std::int32_t& days) {
  static constexpr unsigned char kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const unsigned high = detail::TwoDigits(at), low = detail::TwoDigits(at + 2),
                 month = detail::TwoDigits(at + 5), day = detail::TwoDigits(at + 8);
  if (at[4] != '-' || at[7] != '-' || high > 99 || low > 99 || month - 1 > 11) return false;
  const unsigned year = high * 100 + low;
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  if (year == 0 || day - 1 >= kDays[month - 1] + (month == 2 && leap ? 1u : 0u)) return false;
  // Years that begin with March, so that the leap day comes last.
  const unsigned y = year - (month <= 2), m = month > 2 ? month - 3 : month + 9;
  const unsigned era = y / 400, of_era = y % 400;
  const unsigned day_of_year = (153 * m + 2) / 5 + day - 1;
  const unsigned day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + day_of_year;
  days = static_cast<std::int32_t>(era * 146'097 + day_of_era) - 719'468;
  return true;
}
inline bool ParsePlainDate(std::string_view text, std::int32_t& days) {
  return text.size() == 10 && ParsePlainDate(text.data(), days);
}

// "YYYY-MM-DD HH:MM:SS[.ffffff]", also with a T between.
inline bool ParsePlainTimestamp(std::string_view text, std::int64_t& micros) {
  if (text.size() != 19 && text.size() != 26) return false;
  const char* at = text.data();
  std::int32_t days;
  std::uint64_t fraction = 0;
  const unsigned hour = detail::TwoDigits(at + 11), minute = detail::TwoDigits(at + 14),
                 second = detail::TwoDigits(at + 17);
  if (!ParsePlainDate(at, days) || (at[10] != ' ' && at[10] != 'T') || at[13] != ':' ||
      at[16] != ':' || hour > 23 || minute > 59 || second > 59)
    return false;
  if (text.size() == 26 && (at[19] != '.' || !detail::ParseDigits(at + 20, 6, fraction)))
    return false;
  const std::int64_t seconds = (hour * 60 + minute) * 60 + second;
  micros = days * kMicrosPerDay + seconds * kMicrosPerSecond + static_cast<std::int64_t>(fraction);
  return true;
}

}  // namespace etl::sql_source
