// SPDX-License-Identifier: Apache-2.0
// Values as unsigned numbers of eight bytes that stand in the same order, nulls and directions
// included.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>
#include <vector>

#include "etl/column.h"
#include "etl/compare.h"

ETL_SDK_BEGIN

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

// Bytes 7 * piece to 7 * piece + 6 of the text, then how many there are from there on, at most 8,
// plus one. So texts with equal numbers are equal, or both go on; and no text is 0.
inline std::uint64_t NumberOfText(std::string_view text, int piece) {
  const std::size_t begin = kTextPiece * static_cast<std::size_t>(piece);
  const std::size_t rest = begin < text.size() ? text.size() - begin : 0;
  std::uint64_t bytes = 0;
  if (rest >= 8) {
    std::memcpy(&bytes, text.data() + begin, 8);
  } else if (rest > 0) {
    std::memcpy(&bytes, text.data() + begin, rest);
  }
  return (__builtin_bswap64(bytes) & ~std::uint64_t{0xff}) |
         (std::min<std::uint64_t>(rest, kTextPiece + 1) + 1);
}
inline bool TextGoesOn(std::uint64_t number) { return (number & 0xff) > kTextPiece + 1; }

// The numbers of one key of an order, for those who sort and merge: to compare two numbers is much
// cheaper than to compare two values. A value has one number or several, its pieces: rows whose
// numbers of one piece are equal are told apart by the next, as long as GoesOn says that there is
// one. Exact: rows with equal numbers throughout are equal. Immutable.
class KeyNumbers {
 public:
  KeyNumbers(const CompareKey& key, DataType type) : key_(key), type_(type) {}

  int column() const { return key_.left; }

  // Appends the first number of each row of a column.
  void AppendFirst(const Column& column, std::vector<std::uint64_t>& out) const {
    const std::size_t before = out.size();
    out.resize(before + static_cast<std::size_t>(column.length()));
    Visit(0, [&](auto of) {
      std::uint64_t* at = out.data() + before;
      for (std::int64_t row = 0; row < column.length(); ++row) *at++ = of(column, row);
    });
  }

  // Calls `visit` with a function (column, row) → number of piece `piece`.
  template <typename Visitor>
  void Visit(int piece, Visitor visit) const;

  // Whether a value may have more than one number.
  bool has_pieces() const {
    return IsVariable(type_) || type_.id == TypeId::kDecimal128 || IsWide();
  }
  // Whether rows that share this number of piece `piece` may still differ in a piece behind.
  bool GoesOn(int piece, std::uint64_t number) const {
    if (number == Null()) return false;
    if (IsVariable(type_)) return TextGoesOn(number ^ Flip());
    // A null takes one number from the values, so two of them share the next one to it.
    if (type_.id == TypeId::kDecimal128) return piece == 0;
    return IsWide() && piece == 0 && number == NextToNull();
  }

 private:
  std::uint64_t Null() const {
    return key_.nulls_last ? std::numeric_limits<std::uint64_t>::max() : 0;
  }
  std::uint64_t NextToNull() const { return key_.nulls_last ? Null() - 1 : 1; }
  std::uint64_t Flip() const {
    return key_.descending ? std::numeric_limits<std::uint64_t>::max() : 0;
  }
  bool IsWide() const { return FixedWidth(type_) == 8; }

  template <typename Visitor, typename Of>
  void Wide(int piece, Visitor visit, Of of) const {
    const std::uint64_t flip = Flip(), null = Null();
    if (piece > 0)
      return visit([=](const Column& c, std::int64_t row) { return of(c, row) ^ flip; });
    if (key_.nulls_last)
      visit([=](const Column& c, std::int64_t row) {
        return c.IsNull(row) ? null : std::min(of(c, row) ^ flip, null - 1);
      });
    else
      visit([=](const Column& c, std::int64_t row) {
        return c.IsNull(row) ? null : std::max<std::uint64_t>(of(c, row) ^ flip, 1);
      });
  }
  template <typename Visitor, typename Of>
  void Narrow(Visitor visit, Of of) const {  // `of` gives less than 2^33
    const std::uint64_t flip = key_.descending ? 0x1'ffff'ffff : 0, null = Null();
    visit([=](const Column& c, std::int64_t row) {
      return c.IsNull(row) ? null : (of(c, row) ^ flip) + 1;
    });
  }

  CompareKey key_;
  DataType type_;
};

template <typename Visitor>
void KeyNumbers::Visit(int piece, Visitor visit) const {
  const std::uint64_t flip = Flip(), null = Null();
  switch (type_.id) {
    case TypeId::kUtf8:
    case TypeId::kBinary:
      return visit([=](const Column& c, std::int64_t row) {
        return c.IsNull(row) ? null : NumberOfText(c.TextAt(row), piece) ^ flip;
      });
    case TypeId::kDecimal128:
      // The upper half is never near the ends: 38 digits take less than 127 bits.
      return visit([=](const Column& c, std::int64_t row) {
        if (c.IsNull(row)) return null;
        const Int128 value = c.DecimalAt(row);
        return (piece == 0 ? NumberOfSigned(static_cast<std::int64_t>(value >> 64))
                           : static_cast<std::uint64_t>(value)) ^
               flip;
      });
    case TypeId::kNull:
      return visit([=](const Column&, std::int64_t) { return null; });
    case TypeId::kBool:
      return Narrow(visit,
                    [](const Column& c, std::int64_t row) { return std::uint64_t{c.BoolAt(row)}; });
    case TypeId::kInt32:
    case TypeId::kDate32:
      return Narrow(visit, [](const Column& c, std::int64_t row) {
        return std::uint64_t{static_cast<std::uint32_t>(c.Int32At(row)) ^ 0x8000'0000};
      });
    case TypeId::kUInt64:
      return Wide(piece, visit, [](const Column& c, std::int64_t row) { return c.UInt64At(row); });
    case TypeId::kFloat64:
      return Wide(piece, visit, [](const Column& c, std::int64_t row) {
        return NumberOfFloat64(c.Float64At(row));
      });
    default:
      return Wide(piece, visit,
                  [](const Column& c, std::int64_t row) { return NumberOfSigned(c.Int64At(row)); });
  }
}

ETL_SDK_END
