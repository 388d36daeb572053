// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "etl/compare.h"

namespace etl::runtime {

// By what rows are sorted: an order whose first keys the input has already. Immutable.
class SortKey {
 public:
  SortKey(const Schema& schema, const Order& order, int presorted_prefix);

  // Equal in the presorted keys.
  bool SameGroup(const RecordBatch& a, std::int64_t i, const RecordBatch& b, std::int64_t j) const {
    return comparator_.CompareFrom(0, presorted_, a, i, b, j) == 0;
  }
  // By the remaining keys, for rows of one group.
  int Compare(const RecordBatch& a, std::int64_t i, const RecordBatch& b, std::int64_t j) const {
    return comparator_.CompareFrom(presorted_, comparator_.size(), a, i, b, j);
  }
  bool is_one_group() const { return presorted_ == 0; }
  const std::vector<CompareKey>& keys() const { return keys_; }
  std::size_t presorted() const { return presorted_; }

  // Appends a number for each row that is never greater than that of a row behind it, by the first
  // of the remaining keys: most comparisons end at it. Equal numbers say nothing.
  void AppendPrefixes(const RecordBatch& batch, std::vector<std::uint64_t>& out) const;

 private:
  std::vector<CompareKey> keys_;
  RowComparator comparator_;
  std::size_t presorted_;
};

}  // namespace etl::runtime
