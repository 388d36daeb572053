// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <variant>
#include <vector>

#include "etl/record_batch.h"
#include "runtime/cancel.h"
#include "runtime/memory_budget.h"
#include "runtime/spill_file.h"

namespace etl::runtime {

// The rows that a step rejected, written by all of its instances and read once the step has ended:
// in the order of its splits, whichever thread read which. In memory as far as the step is granted
// some, the rest in a spill file. Thread-safe; memory and token outlive it.
class RejectLog {
 public:
  // `kept`: more than so many rows are not kept, the first ones are; nullopt: all.
  RejectLog(StepMemory& memory, SpillDirectory directory, CancelToken& cancel,
            std::optional<std::int64_t> kept);
  ~RejectLog();

  // Rows (of plan::RejectSchema) of a split, in their order. Throws EnvironmentError.
  void Append(std::int64_t split, RecordBatch batch);
  // There will be no more. `rows_before`: for each split, how many rows came before it; what its
  // rejects are counted from. The first call counts.
  void Finish(std::vector<std::int64_t> rows_before = {});

  // The next batch, for one reader; waits until all is there. nullopt at the end. Throws Stopped
  // once the run is cancelled, and EnvironmentError.
  std::optional<RecordBatch> Next();
  // All that has been kept, without waiting.
  std::vector<RecordBatch> ReadAll() const;

  std::int64_t spilled_bytes() const;

 private:
  struct Entry {
    std::int64_t split = 0, rows = 0, bytes = 0;
    std::variant<RecordBatch, SpillFile::Block> batch;
  };

  void DropLast();
  RecordBatch Read(const Entry& entry) const;

  StepMemory& memory_;
  const SpillDirectory directory_;
  CancelToken& cancel_;
  const std::optional<std::int64_t> kept_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Entry> entries_;  // by split, then as they came
  std::int64_t rows_ = 0;      // of the entries
  std::optional<SpillFile> file_;
  std::vector<std::int64_t> rows_before_;
  bool finished_ = false;
  std::size_t next_ = 0;
  CancelToken::Registration registration_;
};

}  // namespace etl::runtime
