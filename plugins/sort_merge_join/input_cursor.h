// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "etl/compare.h"
#include "etl/key_numbers.h"
#include "etl/stream.h"
#include "plugins/sort_merge_join/join_output.h"

namespace etl::join {

// The beginning of a row's key: the first number of its first key (KeyNumbers), and the one behind,
// which mostly tell two keys apart.
struct KeyNumber {
  std::uint64_t first = 0, second = 0;
  auto operator<=>(const KeyNumber&) const = default;
};

// A place in one input of the join.
class InputCursor {
 public:
  // `columns` are the input's keys. With `unique`, a key that comes twice is a DataError. With
  // `numbered`, rows have the numbers of their first key, and with `numbered_second` of the second:
  // those whose types are the same in both inputs.
  InputCursor(BatchReader reader, std::string name, std::vector<int> columns, bool unique,
              bool numbered, bool numbered_second);

  // Whether there is a row; reads the next batch where this one has come to its end.
  bool Load() { return row_ < batch_.num_rows() || LoadBatch(); }

  // Of the row that Load has found.
  const RecordBatch& batch() const { return batch_; }
  std::int64_t row() const { return row_; }
  std::int64_t stream_row() const { return rows_before_ + row_; }  // 0-based in the stream
  BatchSlot& slot() { return slot_; }
  // Never greater than that of a row behind it, in this input or another whose keys have the same
  // types. Equal numbers say nothing, unless IsExact.
  KeyNumber number() const { return numbers_[static_cast<std::size_t>(row_)]; }
  // Whether all rows with this number have equal keys.
  bool IsExact(KeyNumber number) const {
    if (!numbered_) return false;
    if (first_key_.GoesOn(0, number.first))
      return columns_.size() == 1 && !first_key_.GoesOn(1, number.second);
    if (columns_.size() == 1) return true;
    return columns_.size() == 2 && second_key_ && !second_key_->GoesOn(0, number.second);
  }
  // Rows from this one on with a smaller number: this one has one.
  std::int64_t CountBelow(KeyNumber number) const {
    return CountWhile(
        [&](std::int64_t i) { return numbers_[static_cast<std::size_t>(i)] < number; });
  }
  void Advance(std::int64_t count) { row_ += count; }

  // Rows from this one on for which `holds(row)` is true; it is for this one, and false for all
  // behind the first for which it is false. Long runs cost the logarithm of their length.
  template <typename Holds>
  std::int64_t CountWhile(Holds holds) const {
    const std::int64_t end = batch_.num_rows();
    std::int64_t last = row_, step = 1;
    while (last + step < end && holds(last + step)) {
      last += step;
      step *= 2;
    }
    std::int64_t beyond = std::min(last + step, end);
    while (beyond - last > 1) {
      const std::int64_t middle = last + (beyond - last) / 2;
      (holds(middle) ? last : beyond) = middle;
    }
    return beyond - row_;
  }

  // Compares two rows of this input by the keys.
  int Compare(const RecordBatch& a, std::int64_t i, const RecordBatch& b, std::int64_t j) const {
    return comparator_.Compare(a, i, b, j);
  }
  // The rows from this one on that have its key, as far as the batch goes.
  std::int64_t CountEqual() const {
    const auto row = static_cast<std::size_t>(row_);
    if (row + 1 < numbers_.size() && numbers_[row] != numbers_[row + 1]) return 1;
    if (const KeyNumber number = numbers_[row]; IsExact(number))
      return CountWhile(
          [&](std::int64_t i) { return numbers_[static_cast<std::size_t>(i)] == number; });
    return CountWhile([this](std::int64_t i) { return Compare(batch_, row_, batch_, i) == 0; });
  }

 private:
  bool LoadBatch();
  void NumberRows();
  void CheckUnique(const RecordBatch& next) const;
  void CheckDistinct(const RecordBatch& a, std::int64_t i, const RecordBatch& b,
                     std::int64_t j) const;

  BatchReader reader_;
  std::string name_;
  std::vector<int> columns_;
  RowComparator comparator_;
  bool unique_, numbered_;
  KeyNumbers first_key_;
  std::optional<KeyNumbers> second_key_;
  std::vector<KeyNumber> numbers_;  // of the batch's rows; all 0 if they are not numbered
  std::vector<std::uint64_t> scratch_;
  RecordBatch batch_;
  BatchSlot slot_;
  std::int64_t row_ = 0, rows_before_ = 0;
  bool ended_ = false;
};

}  // namespace etl::join
