// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/numeric.h"

#include <array>

#include "plugins/postgres/big_endian.h"

namespace etl::postgres {
namespace {

// Before the digits: how many, the power of 10,000 of the first, the sign, digits after the point.
constexpr std::size_t kHeader = 8;
constexpr std::uint16_t kNegative = 0x4000, kNaN = 0xc000, kInfinity = 0xd000,
                        kMinusInfinity = 0xf000;
constexpr int kGroup = 4;  // decimal digits of one of ours
constexpr int kMostPrecision = 38;

constexpr auto kPowers = [] {
  std::array<Int128, kMostPrecision + 1> powers{};
  powers[0] = 1;
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

struct Numeric {
  explicit Numeric(std::string_view bytes)
      : count(ReadUInt16(bytes.data())),
        weight(ReadInt16(bytes.data() + 2)),
        negative(ReadUInt16(bytes.data() + 4) == kNegative),
        decimals(ReadUInt16(bytes.data() + 6)),
        digits(bytes.data() + kHeader) {}
  int digit(int i) const { return ReadUInt16(digits + 2 * i); }

  int count, weight;
  bool negative;
  int decimals;
  const char* digits;
};

// value * 10^power + more, as long as it stays below the limit.
bool Push(Int128& value, int power, int more, Int128 limit) {
  if (power > kMostPrecision) return value == 0 && more == 0;
  const Int128 factor = kPowers[static_cast<std::size_t>(power)];
  if (value > (limit - 1 - more) / factor) return false;
  value = value * factor + more;
  return true;
}

// The digits times 10^scale, without the sign.
bool Magnitude(const Numeric& number, int scale, Int128 limit, Int128& value) {
  value = 0;
  // The power of ten that the last digit of a group stands for, once scaled.
  int power = kGroup * number.weight + scale;
  for (int i = 0; i < number.count; ++i, power -= kGroup) {
    const int digit = number.digit(i);
    if (power >= 0) {
      if (!Push(value, kGroup, digit, limit)) return false;
      continue;
    }
    // Only some of its decimal digits, or none, are within the scale; the others must be zeros.
    const int beyond = -power;
    const int unit = beyond >= kGroup ? 10'000 : static_cast<int>(kPowers[std::size_t(beyond)]);
    if (digit % unit != 0) return false;
    if (beyond < kGroup && !Push(value, kGroup - beyond, digit / unit, limit)) return false;
  }
  // Groups of zeros at the end are not sent.
  const int missing = power + kGroup;
  return missing <= 0 || value == 0 || Push(value, missing, 0, limit);
}

// The same for most of what there is, in 64 bits; false: ask Magnitude.
bool SmallMagnitude(const Numeric& number, int precision, int scale, Int128& value) {
  constexpr int kMostGroups = 4, kMostZeros = 2;  // together 18 digits
  const int power = kGroup * (number.weight - number.count + 1) + scale;
  if (number.count > kMostGroups || power > kMostZeros || power <= -kGroup) return false;
  std::uint64_t digits = 0;
  for (int i = 0; i < number.count; ++i)
    digits = digits * 10'000 + static_cast<std::uint64_t>(number.digit(i));
  const auto unit = static_cast<std::uint64_t>(kPowers[std::size_t(power < 0 ? -power : power)]);
  if (power < 0 && digits % unit != 0) return false;
  value = power < 0 ? digits / unit : digits * unit;
  return value < kPowers[static_cast<std::size_t>(precision)];
}

}  // namespace

NumericKind KindOf(std::string_view bytes) {
  if (bytes.size() < kHeader) return NumericKind::kMalformed;
  const std::uint16_t sign = ReadUInt16(bytes.data() + 4);
  if (sign == kNaN) return NumericKind::kNotANumber;
  if (sign == kInfinity || sign == kMinusInfinity) return NumericKind::kInfinite;
  const bool whole = bytes.size() == kHeader + 2u * ReadUInt16(bytes.data());
  return whole && (sign == 0 || sign == kNegative) ? NumericKind::kNumber : NumericKind::kMalformed;
}

bool NumericAsDecimal(std::string_view bytes, int precision, int scale, Int128& value) {
  const Numeric number(bytes);
  if (!SmallMagnitude(number, precision, scale, value) &&
      !Magnitude(number, scale, kPowers[static_cast<std::size_t>(precision)], value))
    return false;
  if (number.negative) value = -value;
  return true;
}

void AppendNumeric(Int128 value, int scale, std::string& out) {
  const bool negative = value < 0;
  Int128 rest = negative ? -value : value;  // of 38 digits, so the sign has room
  // The last group ends where the power of ten of its last digit is a multiple of four.
  const int over = scale % kGroup;
  std::array<std::int16_t, 12> digits{};
  int count = 0, last = -((scale + kGroup - 1) / kGroup);
  if (over != 0 && rest != 0) {
    const auto unit = static_cast<unsigned>(kPowers[static_cast<std::size_t>(over)]);
    const auto shift = static_cast<unsigned>(kPowers[static_cast<std::size_t>(kGroup - over)]);
    digits[static_cast<std::size_t>(count++)] =
        static_cast<std::int16_t>(static_cast<unsigned>(rest % unit) * shift);
    rest /= unit;
  }
  for (; rest != 0; rest /= 10'000)
    digits[static_cast<std::size_t>(count++)] = static_cast<std::int16_t>(rest % 10'000);
  int first = 0;  // zeros at the end are not sent
  while (first < count && digits[static_cast<std::size_t>(first)] == 0) ++first;
  AppendInt32(static_cast<std::int32_t>(kHeader) + 2 * (count - first), out);
  AppendInt16(static_cast<std::int16_t>(count - first), out);
  AppendInt16(static_cast<std::int16_t>(count > first ? last + count - 1 : 0), out);
  AppendInt16(static_cast<std::int16_t>(negative ? kNegative : 0), out);
  AppendInt16(static_cast<std::int16_t>(scale), out);
  for (int i = count - 1; i >= first; --i) AppendInt16(digits[static_cast<std::size_t>(i)], out);
}

std::string NumericText(std::string_view bytes) {
  if (KindOf(bytes) == NumericKind::kNotANumber) return "NaN";
  if (KindOf(bytes) == NumericKind::kInfinite)
    return ReadUInt16(bytes.data() + 4) == kInfinity ? "Infinity" : "-Infinity";
  if (KindOf(bytes) == NumericKind::kMalformed) return "?";
  const Numeric number(bytes);
  std::string whole, fraction;
  const auto group = [&](int i) {
    const int digit = i >= 0 && i < number.count ? number.digit(i) : 0;
    const std::string text = std::to_string(10'000 + digit);
    return text.substr(1);
  };
  for (int i = 0; i <= number.weight; ++i) whole += group(i);
  for (int i = number.weight + 1; static_cast<int>(fraction.size()) < number.decimals; ++i)
    fraction += group(i);
  fraction.resize(static_cast<std::size_t>(number.decimals));
  whole.erase(0, whole.find_first_not_of('0'));
  if (whole.empty()) whole = "0";
  return (number.negative ? "-" : "") + whole + (fraction.empty() ? "" : "." + fraction);
}

}  // namespace etl::postgres
