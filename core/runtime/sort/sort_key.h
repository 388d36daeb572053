// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "etl/compare.h"
#include "etl/key_numbers.h"

namespace etl::runtime {

// By what rows are sorted: an order whose first keys the input has already. The remaining keys of a
// row are a sequence of numbers (key_numbers.h), compared one after the other. Immutable.
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

  // A place in the sequence of numbers. Rows whose numbers are equal up to here share it.
  struct Part {
    std::uint32_t key = 0;  // of the remaining ones
    std::int32_t piece = 0;
  };
  bool IsEnd(Part part) const { return part.key == numbers_.size(); }
  // Where rows that share `number` at `part` are to be told apart next.
  Part Behind(Part part, std::uint64_t number) const {
    if (numbers_[part.key].GoesOn(part.piece, number)) return {part.key, part.piece + 1};
    return {part.key + 1, 0};
  }
  int ColumnOf(Part part) const { return numbers_[part.key].column(); }
  // The number of a row at `part`, which is not the end.
  std::uint64_t Number(Part part, const RecordBatch& batch, std::int64_t row) const;
  // Calls `visit` with a function (column, row) → number.
  template <typename Visit>
  void VisitNumbers(Part part, Visit visit) const {
    numbers_[part.key].Visit(part.piece, visit);
  }
  // Appends the first number of each row; 0 for all if there is none.
  void AppendFirstNumbers(const RecordBatch& batch, std::vector<std::uint64_t>& out) const;
  // Appends the number behind the first of each row; anything where there is none.
  void AppendSecondNumbers(const RecordBatch& batch, const std::vector<std::uint64_t>& first,
                           std::vector<std::uint64_t>& out) const;

 private:
  std::vector<CompareKey> keys_;
  RowComparator comparator_;
  std::size_t presorted_;
  std::vector<KeyNumbers> numbers_;  // of the remaining keys
};

}  // namespace etl::runtime
