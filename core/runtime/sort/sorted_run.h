// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "etl/record_batch_builder.h"
#include "runtime/memory_budget.h"
#include "runtime/sort/sort_key.h"
#include "runtime/spill_file.h"

namespace etl::runtime {

// Blocks on disk are small enough that a hundred runs are merged within a few MiB, large enough for
// a disk.
inline constexpr std::int64_t kSpillBlockBytes = 64 * 1024;

// Sorted rows: the batches are either in memory or in a spill file. Movable; several threads may
// read it at once. The memory outlives it.
class SortedRun {
 public:
  // The next sorted rows, as large as they may be; nullopt at the end.
  using Source = std::function<std::optional<RecordBatch>(BatchLimits)>;

  // In memory. `granted` bytes have been taken from `memory`, and are given back with the run.
  SortedRun(const SortKey& key, std::vector<RecordBatch> batches, std::int64_t granted,
            StepMemory& memory);
  // Writes all rows into the file.
  SortedRun(const SortKey& key, const Source& rows, std::int64_t max_rows,
            std::shared_ptr<SpillFile> file);
  SortedRun(SortedRun&& other) noexcept;
  SortedRun& operator=(SortedRun&& other) noexcept;
  ~SortedRun();

  bool in_memory() const { return !file_; }
  std::size_t size() const { return file_ ? blocks_.size() : batches_.size(); }
  // Bytes of the largest batch, for a run on disk.
  std::int64_t largest_block() const { return largest_block_; }
  std::int64_t granted() const { return granted_; }
  std::int64_t num_rows() const { return rows_; }
  // Of batch `i`, in memory.
  std::int64_t block_bytes(std::size_t i) const;
  // Of a run in memory: its last batch.
  const RecordBatch& last() const { return batches_.back(); }

  // The first number (SortKey) of the first row of each batch.
  const std::vector<std::uint64_t>& first_numbers() const { return first_numbers_; }

  RecordBatch Read(std::size_t i, const Schema& schema) const;
  // The same; a run in memory forgets it.
  RecordBatch Take(std::size_t i, const Schema& schema);

  // Appends rows behind all others, to a run in memory.
  void Append(const SortKey& key, std::vector<RecordBatch> batches, std::int64_t granted);
  // Moves a run in memory to the file and gives its memory back.
  void Spill(const SortKey& key, std::shared_ptr<SpillFile> file, std::int64_t max_rows);

 private:
  std::vector<RecordBatch> batches_;
  std::shared_ptr<SpillFile> file_;
  std::vector<SpillFile::Block> blocks_;
  std::vector<std::uint64_t> first_numbers_;
  StepMemory* memory_ = nullptr;
  std::int64_t granted_ = 0, largest_block_ = 0, rows_ = 0;
};

}  // namespace etl::runtime
