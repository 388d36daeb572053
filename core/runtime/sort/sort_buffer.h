// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "etl/gather.h"
#include "etl/record_batch_builder.h"
#include "runtime/memory_budget.h"
#include "runtime/sort/row_sorter.h"
#include "runtime/sort/sort_key.h"

namespace etl::runtime {

// Rows in memory: collected, then sorted group by group, then handed out. Filled again after Clear.
// One thread; key and memory outlive it.
class SortBuffer {
 public:
  SortBuffer(Schema schema, const SortKey& key, StepMemory& memory);
  SortBuffer(const SortBuffer&) = delete;
  ~SortBuffer() { Clear(); }

  // False: the memory was refused, and nothing was taken.
  bool TryAdd(const RecordBatch& batch);
  // Takes the batch in any case. What was refused is not accounted for: to be used for one batch,
  // which is in memory anyway.
  void Add(const RecordBatch& batch);
  // Takes all of the other buffer, behind its own rows; both are unsorted.
  void TakeAll(SortBuffer& other);

  bool empty() const { return rows_ == 0; }
  std::int64_t num_rows() const { return rows_; }
  std::int64_t bytes() const { return bytes_; }
  // The batch whose last row was added last.
  const RecordBatch& last() const { return pending_.empty() ? batches_.back() : pending_.back(); }

  // Of a buffer that is one group: all rows, if they are in order as they came; else nothing.
  // Their memory, TakeGranted, is the caller's from then on.
  std::vector<RecordBatch> TakeIfInOrder();
  std::int64_t TakeGranted() { return std::exchange(granted_, 0); }

  void Sort();
  // After Sort: the next rows, nullopt after the last.
  std::optional<RecordBatch> Next(BatchLimits limits);
  void Clear();

 private:
  static std::int64_t Cost(const RecordBatch& batch);
  void Keep(const RecordBatch& batch);
  void MergePending();
  void MakeEntries();
  bool IsInOrder() const;
  bool SameGroup(const SortEntry& a, const SortEntry& b) const;

  Schema schema_;
  const SortKey& key_;
  StepMemory& memory_;
  std::vector<RecordBatch> batches_;
  std::vector<RecordBatch> pending_;  // small ones, soon to become one
  std::int64_t pending_rows_ = 0;
  std::vector<SortEntry> entries_;
  std::size_t next_ = 0;
  std::int64_t rows_ = 0, bytes_ = 0, granted_ = 0;
};

}  // namespace etl::runtime
