// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_set>
#include <vector>

#include "etl/compare.h"
#include "plan/assertion.h"
#include "runtime/memory_budget.h"
#include "runtime/nearest_values.h"
#include "runtime/report.h"

namespace etl::runtime {

// Checks a step's `assert:` row by row where that is possible (not_null, unique), and at the end
// (exists, counts). One thread; Finish may be on another after the stream has ended. The plan's
// assertions and the memory outlive it.
class AssertionCheck {
 public:
  AssertionCheck(const std::vector<plan::Assertion>& assertions, const Schema& schema,
                 const Order& order, StepMemory& memory);
  ~AssertionCheck();

  // Throws DataError for the first row that breaks an assertion.
  void Check(const RecordBatch& batch);
  // After the last row. Throws DataError for a value that none had.
  void Finish() const;
  // Throws DataError for a count that is out of bounds. `rows` is what `assert: rows` counts.
  static void CheckCounts(const std::vector<plan::Assertion>& assertions, std::int64_t rows,
                          const StepCounters& counters);

 private:
  struct Hash128 {
    std::uint64_t low = 0, high = 0;
    bool operator==(const Hash128&) const = default;
  };
  struct Hasher {
    std::size_t operator()(const Hash128& hash) const { return hash.low; }
  };
  // One `unique:`. On a stream ordered by the columns neighbours are compared; otherwise 128-bit
  // hashes are kept: two different keys of one hash are not to be expected in 10^15 rows.
  struct Unique {
    std::vector<int> columns;
    const plan::Assertion* assertion = nullptr;
    std::unordered_set<Hash128, Hasher> seen;
    std::int64_t bytes = 0;
    bool ordered = false;
    std::string previous;  // key text, when ordered
  };

  // One column of `exists:`.
  struct Exists {
    int column = 0;
    const plan::Assertion* assertion = nullptr;
    NearestValues nearest;
    bool found = false;
  };

  void CheckNotNull(const plan::Assertion& assertion, const RecordBatch& batch) const;
  void CheckUnique(Unique& unique, const RecordBatch& batch);
  static void CheckExists(Exists& exists, const RecordBatch& batch);

  StepMemory& memory_;
  std::vector<const plan::Assertion*> not_null_;
  std::vector<Unique> unique_;
  std::vector<Exists> exists_;
  std::int64_t rows_ = 0;
};

}  // namespace etl::runtime
