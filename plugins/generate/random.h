// SPDX-License-Identifier: Apache-2.0
// Numbers that are a function of a key and a position alone, so that any part of a table can be
// made without the rest of it, on every machine alike.
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>

namespace etl::generate {

// The finalizer of SplitMix64 (Steele, Lea, Flood 2014): a bijection that scatters.
inline std::uint64_t Mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}
inline constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15;

// The key of a column: FNV-1a over its name, and the seed.
inline std::uint64_t KeyOf(std::uint64_t seed, std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return Mix(hash ^ Mix(seed + kGolden));
}

__extension__ using UInt128 = unsigned __int128;

// 0 to bound - 1. Uneven by less than bound / 2^64.
inline std::uint64_t Below(std::uint64_t bits, std::uint64_t bound) {
  return static_cast<std::uint64_t>(static_cast<UInt128>(bits) * bound >> 64);
}
// [0, 1), in steps of 2^-53.
inline double Fraction(std::uint64_t bits) { return static_cast<double>(bits >> 11) * 0x1p-53; }

// A sequence of 64 random bits, by position. SplitMix64 with random access.
class Draws {
 public:
  explicit Draws(std::uint64_t key) : key_(key) {}
  std::uint64_t At(std::uint64_t i) const { return Mix(key_ + (i + 1) * kGolden); }
  // A sequence of its own for position i.
  Draws Inside(std::uint64_t i) const { return Draws(At(i)); }

 private:
  std::uint64_t key_;
};

// The numbers 0 to size - 1 in another order: a Feistel network over the next even number of bits;
// what falls outside goes through it again.
class Permutation {
 public:
  Permutation(std::uint64_t size, std::uint64_t key)
      : size_(size), half_((std::bit_width(size > 1 ? size - 1 : 1) + 1) / 2), keys_(key) {}

  // i < size.
  std::uint64_t At(std::uint64_t i) const {
    do i = Once(i);
    while (i >= size_);
    return i;
  }

 private:
  std::uint64_t Once(std::uint64_t i) const {
    const std::uint64_t mask = (std::uint64_t{1} << half_) - 1;
    std::uint64_t left = i >> half_, right = i & mask;
    for (std::uint64_t round = 0; round < 4; ++round) {
      const std::uint64_t next = left ^ (Mix(keys_ + right + round * kGolden) & mask);
      left = right;
      right = next;
    }
    return left << half_ | right;
  }

  std::uint64_t size_;
  int half_;
  std::uint64_t keys_;
};

}  // namespace etl::generate
