// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "plugins/shared/lookup/key_table.h"
#include "plugins/shared/sql_source/select.h"

namespace etl::lookup {

// Input rows that wait for their turn, in the order in which they came. One thread.
class PendingRows {
 public:
  struct Batch {
    RecordBatch rows;
    std::vector<KeyEntry*> entries;  // one for each row; null where the key is null
    std::int64_t bytes = 0;          // of memory that was granted
  };

  // `share` bytes may wait at the cost of the table's blocks, more only where memory is free.
  PendingRows(const LookupLayout& layout, KeyTable& table, MemoryUse& memory, std::int64_t share)
      : layout_(layout), table_(table), memory_(memory), share_(share) {}

  bool empty() const { return batches_.empty(); }
  // False: it was taken, but there was no memory left for it.
  bool Add(RecordBatch rows);

  const Batch& front() const { return batches_.front(); }
  // The first row of the front batch that is not through.
  std::int64_t row() const { return row_; }
  // The rows before `row` are through; true once the front batch is, which is gone then.
  bool Advance(std::int64_t row);

  // The first keys that are wanting, at most `count`.
  struct Wanted {
    std::vector<KeyEntry*> entries;
    sql_source::KeySet keys;
  };
  Wanted FirstWanted(std::int64_t count) const;

 private:
  const LookupLayout& layout_;
  KeyTable& table_;
  MemoryUse& memory_;
  std::deque<Batch> batches_;
  const std::int64_t share_;
  std::int64_t bytes_ = 0;  // of all batches
  std::int64_t row_ = 0;
};

}  // namespace etl::lookup
