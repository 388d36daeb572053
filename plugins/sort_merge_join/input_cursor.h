// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "etl/compare.h"
#include "etl/stream.h"
#include "plugins/sort_merge_join/join_output.h"

namespace etl::join {

// A place in one input of the join.
class InputCursor {
 public:
  // `columns` are the input's keys. With `unique`, a key that comes twice is a DataError.
  InputCursor(BatchReader reader, std::string name, std::vector<int> columns, bool unique);

  // Whether there is a row; reads the next batch where this one has come to its end.
  bool Load() { return row_ < batch_.num_rows() || LoadBatch(); }

  // Of the row that Load has found.
  const RecordBatch& batch() const { return batch_; }
  std::int64_t row() const { return row_; }
  std::int64_t stream_row() const { return rows_before_ + row_; }  // 0-based in the stream
  BatchSlot& slot() { return slot_; }
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
    return CountWhile([this](std::int64_t i) { return Compare(batch_, row_, batch_, i) == 0; });
  }

 private:
  bool LoadBatch();
  void CheckUnique(const RecordBatch& next) const;
  void CheckDistinct(const RecordBatch& a, std::int64_t i, const RecordBatch& b,
                     std::int64_t j) const;

  BatchReader reader_;
  std::string name_;
  std::vector<int> columns_;
  RowComparator comparator_;
  bool unique_;
  RecordBatch batch_;
  BatchSlot slot_;
  std::int64_t row_ = 0, rows_before_ = 0;
  bool ended_ = false;
};

}  // namespace etl::join
