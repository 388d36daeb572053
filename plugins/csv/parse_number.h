// SPDX-License-Identifier: Apache-2.0
// The usual ways to write a number, a date or a time, read several digits at a time. Each says no
// to everything else, the unusual ways included: ask etl/value_text.h then. A text may be read 16
// bytes beyond its end. Pure functions, any thread.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "etl/temporal.h"

namespace etl::csv {

namespace detail {

inline constexpr std::uint64_t kZeros = 0x3030303030303030;

// The first `count` (1 to 8) bytes, as if zeros stood before them; false if one is no digit.
inline bool LoadDigits(const char* at, std::size_t count, std::uint64_t& digits) {
  std::uint64_t bytes;
  std::memcpy(&bytes, at, 8);
  if constexpr (std::endian::native == std::endian::big) bytes = __builtin_bswap64(bytes);
  const auto shift = 8 * (8 - count);
  digits = (bytes << shift) ^ (kZeros << shift);
  return (((digits + 0x0606060606060606) | digits) & 0xf0f0f0f0f0f0f0f0) == 0;
}

// Eight digits, a byte each, the first in the lowest byte: pairs, then fours, then all.
inline std::uint64_t EightDigits(std::uint64_t digits) {
  digits = digits * 10 + (digits >> 8);
  return ((digits & 0x000000ff000000ff) * 0x000f424000000064 +
          ((digits >> 16) & 0x000000ff000000ff) * 0x0000271000000001) >>
         32;
}

}  // namespace detail

// 1 to 16 digits.
inline bool ParseDigits(const char* at, std::size_t count, std::uint64_t& value) {
  std::uint64_t digits;
  if (count - 1 < 8) {
    if (!detail::LoadDigits(at, count, digits)) return false;
    value = detail::EightDigits(digits);
    return true;
  }
  if (count - 1 >= 16) return false;
  const std::size_t first = count - 8;
  std::uint64_t high;
  if (!detail::LoadDigits(at, first, high) || !detail::LoadDigits(at + first, 8, digits))
    return false;
  value = detail::EightDigits(high) * 100'000'000 + detail::EightDigits(digits);
  return true;
}

// "[-]digits", at most 16 of them.
inline bool ParseInteger(const char* begin, const char* end, std::int64_t& value) {
  const bool negative = begin != end && *begin == '-';
  begin += negative;
  std::uint64_t digits;
  if (!ParseDigits(begin, static_cast<std::size_t>(end - begin), digits)) return false;
  value = negative ? -static_cast<std::int64_t>(digits) : static_cast<std::int64_t>(digits);
  return true;
}

// "[-]digits[.digits]" is digits / 10^scale.
struct PlainDecimal {
  std::uint64_t digits = 0;
  int scale = 0;
  bool negative = false;
};

// Eight bytes at most: the point is found, and what stands before it moved on, without a loop.
inline bool ParseShortDecimal(const char* begin, std::size_t size, PlainDecimal& out) {
  std::uint64_t bytes;
  std::memcpy(&bytes, begin, 8);
  bytes <<= 8 * (8 - size);  // as if there were fewer bytes, with zeros before them
  const std::uint64_t differs = bytes ^ 0x2e2e2e2e2e2e2e2e;
  const std::uint64_t points =
      (differs - 0x0101010101010101) & ~differs & 0x8080808080808080;  // the lowest bit is right
  std::size_t count = size;
  out.scale = 0;
  if (points) {
    const int behind = __builtin_ctzll(points) + 1;  // bits up to and with the point
    const std::uint64_t whole = bytes & ((std::uint64_t{1} << (behind - 8)) - 1);
    bytes = (behind == 64 ? 0 : bytes >> behind << behind) | whole << 8;
    out.scale = 8 - behind / 8;
    --count;
    if (count == 0 || out.scale == 0 || out.scale == static_cast<int>(count)) return false;
  }
  const std::uint64_t zeros = detail::kZeros << 8 * (8 - count);
  const std::uint64_t digits = bytes ^ zeros;
  if (((digits + 0x0606060606060606) | digits) & 0xf0f0f0f0f0f0f0f0) return false;
  out.digits = detail::EightDigits(digits);
  return true;
}

// At most 16 digits before the point and behind it, and 18 in all.
inline bool ParsePlainDecimal(const char* begin, const char* end, PlainDecimal& out) {
  static constexpr std::uint64_t kPowers[] = {1,
                                              10,
                                              100,
                                              1000,
                                              10'000,
                                              100'000,
                                              1'000'000,
                                              10'000'000,
                                              100'000'000,
                                              1'000'000'000,
                                              10'000'000'000,
                                              100'000'000'000,
                                              1'000'000'000'000,
                                              10'000'000'000'000,
                                              100'000'000'000'000,
                                              1'000'000'000'000'000,
                                              10'000'000'000'000'000};
  out.negative = begin != end && *begin == '-';
  begin += out.negative;
  const auto size = static_cast<std::size_t>(end - begin);
  if (std::endian::native == std::endian::little && size - 1 < 8)
    return ParseShortDecimal(begin, size, out);
  const char* point = begin;
  while (point != end && *point != '.') ++point;
  if (!ParseDigits(begin, static_cast<std::size_t>(point - begin), out.digits)) return false;
  out.scale = 0;
  if (point == end) return true;
  const auto scale = static_cast<std::size_t>(end - point - 1);
  std::uint64_t fraction;
  if (size > 19 || !ParseDigits(point + 1, scale, fraction)) return false;
  out.digits = out.digits * kPowers[scale] + fraction;
  out.scale = static_cast<int>(scale);
  return true;
}

// Exact, as both the digits and the power of ten are doubles, and a division rounds once.
inline bool ParsePlainDouble(const char* begin, const char* end, double& value) {
  static constexpr double kPowers[] = {1e0, 1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7, 1e8,
                                       1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16};
  PlainDecimal decimal;
  if (!ParsePlainDecimal(begin, end, decimal) || decimal.digits > std::uint64_t{1} << 53)
    return false;
  value = static_cast<double>(decimal.digits) / kPowers[decimal.scale];
  if (decimal.negative) value = -value;
  return true;
}

namespace detail {

// `count` digits at fixed places.
inline bool FixedDigits(const char* at, std::size_t count, unsigned& value) {
  std::uint64_t digits;
  if (!LoadDigits(at, count, digits)) return false;
  value = static_cast<unsigned>(EightDigits(digits));
  return true;
}

}  // namespace detail

// "YYYY-MM-DD", years 0001 to 9999.
inline bool ParsePlainDate(const char* at, std::int32_t& days) {
  static constexpr unsigned char kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  unsigned year, month, day;
  if (at[4] != '-' || at[7] != '-' || !detail::FixedDigits(at, 4, year) ||
      !detail::FixedDigits(at + 5, 2, month) || !detail::FixedDigits(at + 8, 2, day))
    return false;
  if (year == 0 || month - 1 > 11 || day == 0) return false;
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  if (day > kDays[month - 1] + (month == 2 && leap ? 1u : 0u)) return false;
  // Years that begin with March, so that the leap day comes last.
  const unsigned y = year - (month <= 2), m = month + (month > 2 ? -3u : 9u);
  const unsigned era = y / 400, of_era = y % 400;
  const unsigned day_of_year = (153 * m + 2) / 5 + day - 1;
  const unsigned day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + day_of_year;
  days = static_cast<std::int32_t>(era * 146'097 + day_of_era) - 719'468;
  return true;
}

// "YYYY-MM-DD[T ]HH:MM:SS[.ffffff][Z]", with the Z where `utc` says so.
inline bool ParsePlainTimestamp(const char* begin, const char* end, bool utc,
                                std::int64_t& micros) {
  if (utc && (end == begin || *--end != 'Z')) return false;
  const auto size = end - begin;
  if (size != 19 && size != 26) return false;
  std::int32_t days;
  unsigned hour, minute, second, fraction = 0;
  if (!ParsePlainDate(begin, days) || (begin[10] != 'T' && begin[10] != ' ') || begin[13] != ':' ||
      begin[16] != ':' || !detail::FixedDigits(begin + 11, 2, hour) ||
      !detail::FixedDigits(begin + 14, 2, minute) || !detail::FixedDigits(begin + 17, 2, second))
    return false;
  if (hour > 23 || minute > 59 || second > 59) return false;
  if (size == 26 && (begin[19] != '.' || !detail::FixedDigits(begin + 20, 6, fraction)))
    return false;
  micros =
      days * kMicrosPerDay + ((hour * 60 + minute) * 60 + second) * kMicrosPerSecond + fraction;
  return true;
}

}  // namespace etl::csv
