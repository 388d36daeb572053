// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "etl/record_batch.h"

namespace etl::runtime {

// Replaces values by others of the same type, so that equal ones stay equal, in whatever column
// they stand, and different ones different: exactly so for whole numbers, dates and times, of which
// it permutes the values, and but for a chance of less than 1 in 10^12 a pair for the rest. Nulls
// stay null and numbers keep their sign. The key is drawn at random and kept nowhere, so nobody can
// find out whose pseudonym one is, not even by trying all values. Immutable: any thread may call
// it.
class Pseudonyms {
 public:
  using Key = std::array<std::uint64_t, 2>;

  // How long the pseudonym of a text is.
  static constexpr int kTextChars = 12;

  Pseudonyms();  // Throws EnvironmentError if the system gives no random numbers.
  explicit Pseudonyms(Key key) : key_(key) {}

  std::int64_t OfInt64(std::int64_t value) const;  // of an int32 it is one
  std::uint64_t OfUInt64(std::uint64_t value) const;
  std::string OfText(std::string_view value) const;
  Column OfColumn(const Column& column) const;

 private:
  std::uint64_t Hash(std::uint64_t tag, std::string_view bytes) const;
  std::uint64_t Hash(std::uint64_t tag, std::uint64_t a, std::uint64_t b) const;
  std::uint64_t Permute(std::uint64_t tag, std::uint64_t count, std::uint64_t value) const;
  std::uint64_t PermuteFrom(std::uint64_t tag, std::uint64_t split, std::uint64_t value) const;
  std::int64_t KeepSign(std::uint64_t tag, std::uint64_t split, std::int64_t value) const;
  std::int64_t PermuteWithin(std::uint64_t tag, std::int64_t first, std::uint64_t count,
                             std::int64_t value) const;
  double OfFloat64(double value) const;
  Int128 OfDecimal(Int128 value, int precision) const;

  Key key_;
};

// SipHash-2-4: a hash that nobody can compute who does not know the key.
std::uint64_t SipHash(const Pseudonyms::Key& key, std::string_view bytes);

}  // namespace etl::runtime
