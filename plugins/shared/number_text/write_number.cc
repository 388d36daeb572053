// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/number_text/write_number.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <string>

#include "etl/temporal.h"

namespace etl::number_text {
namespace {

constexpr std::array<char, 200> kPairs = [] {
  std::array<char, 200> pairs{};
  for (std::size_t i = 0; i < 100; ++i) {
    pairs[2 * i] = static_cast<char>('0' + i / 10);
    pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return pairs;
}();

constexpr std::uint64_t kPowers[] = {1,
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
                                     10'000'000'000'000'000,
                                     100'000'000'000'000'000,
                                     1'000'000'000'000'000'000,
                                     10'000'000'000'000'000'000u};

int CountDigits(std::uint64_t value) {
  const int bits = 64 - __builtin_clzll(value | 1);
  const int about = bits * 1233 >> 12;  // log10 of 2
  return about + (value >= kPowers[about]) + (value == 0);
}

// Exactly `count` digits, zeros in front of them if need be.
void WriteDigits(std::uint64_t value, int count, char* out) {
  while (count >= 2) {
    count -= 2;
    std::memcpy(out + count, &kPairs[2 * (value % 100)], 2);
    value /= 100;
  }
  if (count == 1) *out = static_cast<char>('0' + value % 10);
}

char* WriteText(const std::string& text, char* out) {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

// Digits with a point before the last `scale` of them. Inlined with the scale known, it divides by
// multiplying.
inline char* WriteScaled(std::uint64_t digits, int scale, char* out) {
  out = WriteUnsigned(digits / kPowers[scale], out);
  *out++ = '.';
  WriteDigits(digits % kPowers[scale], scale, out);
  return out + scale;
}

// Most doubles in files are short decimals. A decimal of at most 15 digits that reads as the double
// is the only one that short, so without the zeros at its end it is the shortest.
// Null if the value is none of `kScale` digits behind the point.
template <int kScale>
inline char* WriteShort(double value, char* out) {
  constexpr auto kPower = static_cast<double>(kPowers[kScale]);
  constexpr double kLimit = 1e15;
  const double scaled = value * kPower;
  if (!(scaled < kLimit)) return nullptr;
  // Signed, as the processor converts only that at once.
  const auto digits = static_cast<std::int64_t>(scaled + 0.5);
  if (static_cast<double>(digits) / kPower != value) return nullptr;
  if (kScale > 2 && digits < 100) return nullptr;  // so small a number may want an exponent
  out = WriteScaled(static_cast<std::uint64_t>(digits), kScale, out);
  while (out[-1] == '0' && out[-2] != '.') --out;
  return out;
}

// From "d.ddde±xx" to the notation that people read, where the exponent lets it.
char* WriteFromScientific(const char* begin, const char* end, char* out) {
  std::string text(begin, end);
  const auto e = text.find('e');
  const int exponent = std::stoi(text.substr(e + 1));
  std::string digits = text.substr(0, 1);
  if (e > 2) digits += text.substr(2, e - 2);
  if (exponent < -4 || exponent >= 16) return WriteText(text, out);
  if (exponent < 0)
    return WriteText("0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits,
                     out);
  const auto whole = static_cast<std::size_t>(exponent) + 1;
  if (digits.size() <= whole)
    return WriteText(digits + std::string(whole - digits.size(), '0') + ".0", out);
  return WriteText(digits.substr(0, whole) + "." + digits.substr(whole), out);
}

}  // namespace

char* WriteUnsigned(std::uint64_t value, char* out) {
  const int count = CountDigits(value);
  WriteDigits(value, count, out);
  return out + count;
}

char* WriteDouble(double value, char* out) {
  if (!std::isfinite(value))
    return WriteText(std::isnan(value) ? "NaN" : value < 0 ? "-Infinity" : "Infinity", out);
  if (std::signbit(value)) *out++ = '-', value = -value;
  if (char* const end = WriteShort<2>(value, out)) return end;
  if (char* const end = WriteShort<4>(value, out)) return end;
  char text[40];
  const auto end =
      std::to_chars(text, text + sizeof text, value, std::chars_format::scientific).ptr;
  return WriteFromScientific(text, end, out);
}

char* WriteDecimal(Int128 value, int scale, char* out) {
  constexpr Int128 kMost = std::uint64_t{1} << 63;
  if (value <= -kMost || value >= kMost || scale > 18)
    return WriteText(FormatDecimal(value, scale), out);
  if (value < 0) *out++ = '-', value = -value;
  const auto digits = static_cast<std::uint64_t>(value);
  return scale == 0 ? WriteUnsigned(digits, out) : WriteScaled(digits, scale, out);
}

char* WriteDate(std::int32_t days, char* out) {
  constexpr std::int32_t kFirst = -719'162, kLast = 2'932'896;  // 0001-01-01, 9999-12-31
  if (days < kFirst || days > kLast) return WriteText(FormatDate(days), out);
  // Years that begin with March, from the year 0 on.
  const auto shifted = static_cast<std::uint32_t>(days + 719'468);
  const std::uint32_t era = shifted / 146'097, of_era = shifted % 146'097;
  const std::uint32_t year_of_era =
      (of_era - of_era / 1460 + of_era / 36'524 - of_era / 146'096) / 365;
  const std::uint32_t day_of_year =
      of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::uint32_t m = (5 * day_of_year + 2) / 153;
  const std::uint32_t month = m < 10 ? m + 3 : m - 9;
  WriteDigits(year_of_era + era * 400 + (month <= 2), 4, out);
  out[4] = '-';
  WriteDigits(month, 2, out + 5);
  out[7] = '-';
  WriteDigits(day_of_year - (153 * m + 2) / 5 + 1, 2, out + 8);
  return out + 10;
}

char* WriteTimestamp(std::int64_t micros, bool utc, char* out) {
  std::int64_t days = micros / kMicrosPerDay, clock = micros % kMicrosPerDay;
  if (clock < 0) --days, clock += kMicrosPerDay;
  out = WriteDate(static_cast<std::int32_t>(days), out);
  const auto seconds = static_cast<std::uint64_t>(clock / kMicrosPerSecond);
  *out++ = 'T';
  WriteDigits(seconds / 3600, 2, out);
  out[2] = ':';
  WriteDigits(seconds / 60 % 60, 2, out + 3);
  out[5] = ':';
  WriteDigits(seconds % 60, 2, out + 6);
  out += 8;
  if (const std::int64_t fraction = clock % kMicrosPerSecond) {
    *out++ = '.';
    WriteDigits(static_cast<std::uint64_t>(fraction), 6, out);
    out += 6;
  }
  if (utc) *out++ = 'Z';
  return out;
}

}  // namespace etl::number_text
