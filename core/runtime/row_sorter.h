// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "etl/gather.h"
#include "runtime/sort_key.h"

namespace etl::runtime {

// A row to be sorted, with the part of its key that is being looked at.
struct SortEntry {
  std::uint64_t number;
  RowRef row;
};

// Sorts references to rows, by eight bytes of the key at a time: rows that are equal in one part
// are sorted by the next. So nearly every comparison is one of two numbers that lie side by side,
// also where all names begin alike. Stable. One thread; key and batches outlive it.
class RowSorter {
 public:
  RowSorter(const SortKey& key, const std::vector<RecordBatch>& batches);

  // By the keys that are not presorted; the rows are of one group, and in the order of arrival.
  void Sort(std::span<SortEntry> rows) const;

 private:
  // A part of one key: null or not, then the value in pieces of eight bytes.
  struct Part {
    std::size_t key;
    int piece;
  };
  static constexpr int kNullPiece = -1;

  Part First(std::size_t key) const { return {key, may_be_null_[key] ? kNullPiece : 0}; }
  Part Behind(Part part, std::uint64_t number) const;
  void SortFrom(Part part, std::span<SortEntry> rows) const;
  void SortByComparing(std::span<SortEntry> rows) const;
  void Number(Part part, std::span<SortEntry> rows) const;
  void NumberValues(Part part, std::span<SortEntry> rows) const;
  DataType TypeOf(std::size_t key) const;

  const SortKey& key_;
  const std::vector<RecordBatch>& batches_;
  std::vector<ColumnSet> columns_;  // of each key
  std::vector<bool> may_be_null_;   // of each key
};

}  // namespace etl::runtime
