// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "etl/compare.h"

namespace etl::group_starts {

// Finds the rows of an ordered stream whose key differs from the row's before: the first of each
// group. Keeps one row between batches.
class GroupStarts {
 public:
  GroupStarts(const Schema& schema, const Order& keys);

  // Row numbers within the batch, valid until the next call. The batches of the stream, in order.
  const std::vector<std::uint32_t>& Find(const RecordBatch& batch);

 private:
  void Mark(const Column& column);
  void Keep(const RecordBatch& batch, std::int64_t row);

  RowComparator comparator_;
  std::vector<CompareKey> columns_;
  RecordBatch last_;                 // one row, or none at the beginning
  std::vector<std::uint8_t> fresh_;  // of each row: not equal to the one before
  std::vector<std::uint32_t> starts_;
};

}  // namespace etl::group_starts
