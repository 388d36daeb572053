// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "etl/gather.h"
#include "runtime/sort/sort_key.h"

namespace etl::runtime {

// A row to be sorted, with the part of its key that is being looked at.
struct SortEntry {
  std::uint64_t number;
  RowRef row;
};

// Sorts references to rows, by eight bytes of the key at a time: many rows by their digits, few by
// comparing; those that are equal in one part are sorted by the next. So no step looks at more than
// two numbers that lie side by side, also where all names begin alike. Stable. One thread; key and
// batches outlive it.
class RowSorter {
 public:
  RowSorter(const SortKey& key, const std::vector<RecordBatch>& batches);

  // The rows are of one group, and in the order of arrival.
  void Sort(std::span<SortEntry> rows);
  // The same; each has its first number already.
  void SortNumbered(std::span<SortEntry> rows);

 private:
  void SortByNumber(SortKey::Part part, std::span<SortEntry> rows);
  void SortFrom(SortKey::Part part, std::span<SortEntry> rows);
  void SortEqualRuns(SortKey::Part part, std::span<SortEntry> rows);
  void Number(SortKey::Part part, std::span<SortEntry> rows) const;
  void SortByComparing(std::span<SortEntry> rows) const;
  void SortByDigits(std::span<SortEntry> rows);

  const SortKey& key_;
  const std::vector<RecordBatch>& batches_;
  std::vector<ColumnSet> columns_;  // of each key
  std::vector<SortEntry> other_;    // where digits are moved to and fro
};

}  // namespace etl::runtime
