// SPDX-License-Identifier: Apache-2.0
#include "runtime/recording/pseudonym.h"

#include <sys/random.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <utility>

#include "etl/error.h"
#include "etl/record_batch_builder.h"

namespace etl::runtime {

namespace {

// What a value is hashed for, so that one kind tells nothing of another.
enum Tag : std::uint64_t {
  kInt,
  kDate = 10,
  kTime,
  kDuration,
  kBool = 20,
  kText,
  kFloat,
  kDecimal
};

constexpr int kRounds = 8;
constexpr std::int64_t kFirstDay = -719162;  // 0001-01-01
constexpr std::uint64_t kDays = 3652059;     // up to 9999-12-31
constexpr std::int64_t kMicrosPerDay = 86'400'000'000;

struct SipState {
  std::uint64_t v0, v1, v2, v3;

  void Round() {
    v0 += v1, v1 = std::rotl(v1, 13), v1 ^= v0, v0 = std::rotl(v0, 32);
    v2 += v3, v3 = std::rotl(v3, 16), v3 ^= v2;
    v0 += v3, v3 = std::rotl(v3, 21), v3 ^= v0;
    v2 += v1, v1 = std::rotl(v1, 17), v1 ^= v2, v2 = std::rotl(v2, 32);
  }
  void Add(std::uint64_t word) {
    v3 ^= word;
    Round(), Round();
    v0 ^= word;
  }
};

Int128 PowerOfTen(int exponent) {
  Int128 power = 1;
  while (exponent-- > 0) power *= 10;
  return power;
}

}  // namespace

std::uint64_t SipHash(const Pseudonyms::Key& key, std::string_view bytes) {
  SipState state{key[0] ^ 0x736f6d6570736575, key[1] ^ 0x646f72616e646f6d,
                 key[0] ^ 0x6c7967656e657261, key[1] ^ 0x7465646279746573};
  const std::size_t whole = bytes.size() / 8 * 8;
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < whole; i += 8) {
    std::memcpy(&word, bytes.data() + i, 8);
    state.Add(word);
  }
  word = 0;
  std::memcpy(&word, bytes.data() + whole, bytes.size() - whole);
  state.Add(word | std::uint64_t{bytes.size()} << 56);
  state.v2 ^= 0xff;
  for (int i = 0; i < 4; ++i) state.Round();
  return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
}

Pseudonyms::Pseudonyms() {
  if (getrandom(key_.data(), sizeof key_, 0) != static_cast<ssize_t>(sizeof key_))
    throw EnvironmentError("the system gives no random numbers");
}

std::uint64_t Pseudonyms::Hash(std::uint64_t tag, std::string_view bytes) const {
  return SipHash({key_[0] ^ tag, key_[1]}, bytes);
}

std::uint64_t Pseudonyms::Hash(std::uint64_t tag, std::uint64_t a, std::uint64_t b) const {
  const std::uint64_t words[] = {a, b};
  return Hash(tag, {reinterpret_cast<const char*>(words), sizeof words});
}

// A permutation of 0 to count - 1: a Feistel network over the next even number of bits, walked
// until it comes back into the range.
std::uint64_t Pseudonyms::Permute(std::uint64_t tag, std::uint64_t count,
                                  std::uint64_t value) const {
  if (count < 2) return value;
  const int half = (std::bit_width(count - 1) + 1) / 2;
  const std::uint64_t mask = (std::uint64_t{1} << half) - 1;
  do {
    std::uint64_t left = value >> half, right = value & mask;
    for (int round = 0; round < kRounds; ++round)
      left =
          std::exchange(right, (left ^ Hash(tag, static_cast<std::uint64_t>(round), right)) & mask);
    value = left << half | right;
  } while (value >= count);
  return value;
}

// 0 to split - 1 among themselves, and so the rest up to 2^63 - 1.
std::uint64_t Pseudonyms::PermuteFrom(std::uint64_t tag, std::uint64_t split,
                                      std::uint64_t value) const {
  constexpr std::uint64_t kEnd = std::uint64_t{1} << 63;
  return value < split ? Permute(tag, split, value)
                       : split + Permute(tag + 1, kEnd - split, value - split);
}

std::int64_t Pseudonyms::KeepSign(std::uint64_t tag, std::uint64_t split,
                                  std::int64_t value) const {
  if (value >= 0)
    return static_cast<std::int64_t>(PermuteFrom(tag, split, static_cast<std::uint64_t>(value)));
  return -1 - static_cast<std::int64_t>(
                  PermuteFrom(tag + 2, split, static_cast<std::uint64_t>(-(value + 1))));
}

std::int64_t Pseudonyms::OfInt64(std::int64_t value) const {
  return KeepSign(kInt, std::uint64_t{1} << 31, value);
}

std::uint64_t Pseudonyms::OfUInt64(std::uint64_t value) const {
  constexpr std::uint64_t kTop = std::uint64_t{1} << 63;
  if (value >= kTop) return kTop + Permute(kInt + 4, kTop, value - kTop);
  return static_cast<std::uint64_t>(OfInt64(static_cast<std::int64_t>(value)));
}

// Of values outside, which no date has, themselves.
std::int64_t Pseudonyms::PermuteWithin(std::uint64_t tag, std::int64_t first, std::uint64_t count,
                                       std::int64_t value) const {
  if (value < first || static_cast<std::uint64_t>(value - first) >= count) return value;
  return first +
         static_cast<std::int64_t>(Permute(tag, count, static_cast<std::uint64_t>(value - first)));
}

std::string Pseudonyms::OfText(std::string_view value) const {
  std::uint64_t hash = Hash(kText, value);
  std::string out(kTextChars, 'a');
  for (char& c : out) {
    c = "abcdefghijkmnpqrstuvwxyz23456789"[hash & 31];
    hash >>= 5;
  }
  return out;
}

double Pseudonyms::OfFloat64(double value) const {
  if (std::isnan(value)) return value;
  const std::uint64_t hash = Hash(kFloat, std::bit_cast<std::uint64_t>(value + 0.0), 0);
  return std::copysign(std::ldexp(static_cast<double>(hash >> 11), -33), value + 0.0);
}

Int128 Pseudonyms::OfDecimal(Int128 value, int precision) const {
  const Int128 magnitude = value < 0 ? -value : value;
  const int digits = precision < 18 ? precision : 18;
  const Int128 low = PowerOfTen(digits);
  Int128 out;
  if (magnitude < low) {
    out = Permute(kDecimal + static_cast<std::uint64_t>(digits), static_cast<std::uint64_t>(low),
                  static_cast<std::uint64_t>(magnitude));
  } else {
    std::uint64_t words[2];
    std::memcpy(words, &magnitude, sizeof words);
    const Int128 hash = (Int128{Hash(kDecimal, words[0], words[1]) >> 1} << 64) |
                        Int128{Hash(kDecimal + 50, words[0], words[1])};
    out = low + hash % (PowerOfTen(precision) - low);
  }
  return value < 0 ? -out : out;
}

Column Pseudonyms::OfColumn(const Column& column) const {
  ColumnBuilder out(column.type());
  for (std::int64_t row = 0; row < column.length(); ++row) {
    if (column.IsNull(row)) {
      out.AppendNull();
      continue;
    }
    switch (column.type().id) {
      case TypeId::kNull:
        break;
      case TypeId::kBool:
        out.AppendBool(Permute(kBool, 2, column.BoolAt(row)) != 0);
        break;
      case TypeId::kInt32:
        out.AppendInt32(static_cast<std::int32_t>(OfInt64(column.Int32At(row))));
        break;
      case TypeId::kInt64:
        out.AppendInt64(OfInt64(column.Int64At(row)));
        break;
      case TypeId::kUInt64:
        out.AppendUInt64(OfUInt64(column.UInt64At(row)));
        break;
      case TypeId::kFloat64:
        out.AppendFloat64(OfFloat64(column.Float64At(row)));
        break;
      case TypeId::kDecimal128:
        out.AppendDecimal(OfDecimal(column.DecimalAt(row), column.type().precision));
        break;
      case TypeId::kUtf8:
      case TypeId::kBinary:
        out.AppendText(OfText(column.TextAt(row)));
        break;
      case TypeId::kDate32:
        out.AppendInt32(
            static_cast<std::int32_t>(PermuteWithin(kDate, kFirstDay, kDays, column.Int32At(row))));
        break;
      case TypeId::kTimestamp:
      case TypeId::kTimestampUtc:
        out.AppendInt64(PermuteWithin(kTime, kFirstDay * kMicrosPerDay,
                                      kDays * std::uint64_t{kMicrosPerDay}, column.Int64At(row)));
        break;
      case TypeId::kDuration:
        out.AppendInt64(KeepSign(kDuration, std::uint64_t{1} << 40, column.Int64At(row)));
        break;
    }
  }
  return out.Finish();
}

}  // namespace etl::runtime
