// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "etl/record_batch_builder.h"

namespace etl::property {

// The same numbers for the same seed, on every machine.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  std::int64_t Below(std::int64_t bound) {
    return static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(bound));
  }
  bool OneIn(std::int64_t chances) { return Below(chances) == 0; }
  template <typename T>
  const T& Pick(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(Below(static_cast<std::int64_t>(from.size())))];
  }

 private:
  std::mt19937_64 engine_;
};

// Names that a comparison may get wrong: accents in two normal forms, case, trailing spaces,
// prefixes of each other, characters of two to four bytes, with the order of UTF-16 another than
// that of UTF-8.
const std::vector<std::string>& TrickyNames();

// Appends a value from a small range of the column's type, with its extremes; sometimes null.
void AppendRandom(Random& random, ColumnBuilder& column);

// The rows in slices of random lengths, empty ones among them.
std::vector<RecordBatch> Cut(Random& random, const RecordBatch& rows);

}  // namespace etl::property
