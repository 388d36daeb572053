// SPDX-License-Identifier: Apache-2.0
// Values as unsigned numbers of eight bytes that stand in the same order.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>

#include "etl/column.h"

namespace etl::runtime {

inline std::uint64_t NumberOfSigned(std::int64_t value) {
  return static_cast<std::uint64_t>(value) ^ std::uint64_t{1} << 63;
}

// NaN on top, -0 level with 0.
inline std::uint64_t NumberOfFloat64(double value) {
  if (std::isnan(value)) return std::numeric_limits<std::uint64_t>::max();
  const auto bits = std::bit_cast<std::uint64_t>(value == 0 ? 0.0 : value);
  return bits >> 63 ? ~bits : bits | std::uint64_t{1} << 63;
}

inline constexpr std::size_t kTextPiece = 7;

// Bytes 7 * piece to 7 * piece + 6 of the text, then how many there are from there on, at most 8.
// So texts with equal numbers are equal, or both go on.
inline std::uint64_t NumberOfText(std::string_view text, int piece) {
  const std::size_t begin = kTextPiece * static_cast<std::size_t>(piece);
  const std::string_view rest = begin < text.size() ? text.substr(begin) : std::string_view();
  unsigned char bytes[8] = {};
  if (!rest.empty()) std::memcpy(bytes, rest.data(), std::min(rest.size(), kTextPiece));
  std::uint64_t number = 0;
  for (const unsigned char byte : bytes) number = number << 8 | byte;
  return number | std::min<std::size_t>(rest.size(), kTextPiece + 1);
}
inline bool TextGoesOn(std::uint64_t number) { return (number & 0xff) > kTextPiece; }

// The upper half, then the lower.
inline std::uint64_t NumberOfDecimal(Int128 value, int piece) {
  return piece == 0 ? NumberOfSigned(static_cast<std::int64_t>(value >> 64))
                    : static_cast<std::uint64_t>(value);
}

// Calls `visit` with a function (column, row) → number, for a type whose number says it all: all
// but text, binary and decimals.
template <typename Visit>
void VisitNumbers(DataType type, Visit visit) {
  switch (type.id) {
    case TypeId::kBool:
      return visit([](const Column& c, std::int64_t row) { return std::uint64_t{c.BoolAt(row)}; });
    case TypeId::kInt32:
    case TypeId::kDate32:
      return visit(
          [](const Column& c, std::int64_t row) { return NumberOfSigned(c.Int32At(row)); });
    case TypeId::kUInt64:
      return visit([](const Column& c, std::int64_t row) { return c.UInt64At(row); });
    case TypeId::kFloat64:
      return visit(
          [](const Column& c, std::int64_t row) { return NumberOfFloat64(c.Float64At(row)); });
    case TypeId::kNull:
      return visit([](const Column&, std::int64_t) { return std::uint64_t{0}; });
    default:
      return visit(
          [](const Column& c, std::int64_t row) { return NumberOfSigned(c.Int64At(row)); });
  }
}

}  // namespace etl::runtime
