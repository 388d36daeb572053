// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "runtime/memory_budget.h"
#include "runtime/sort_buffer.h"
#include "runtime/spill_file.h"

namespace etl::runtime {

// The external half of a sort: sorted runs of one group in a spill file, then their merge. All runs
// share one file, so that many of them need one descriptor. As many are merged at once as the
// memory allows, but always two: with little memory there are more passes, never a failure. Rows
// that are equal leave in the order of their runs. One thread; key and memory outlive it.
class RunMerger {
 public:
  RunMerger(Schema schema, const SortKey& key, StepMemory& memory, BatchLimits limits,
            SpillDirectory directory, std::function<void()> check_cancelled);
  RunMerger(const RunMerger&) = delete;
  ~RunMerger();

  // Sorts the buffer, writes it out as the next run, and clears it.
  void AddRun(SortBuffer& buffer);
  bool empty() const { return runs_.empty(); }

  // After the last run: the next merged rows. After nullopt the merger is empty again.
  std::optional<RecordBatch> Next();

 private:
  using Run = std::vector<SpillFile::Block>;
  class Merge;

  Run WriteRun(Merge& merge, SpillFile& file) const;
  std::size_t GrantFanIn();
  void ReleaseFanIn();
  void ReduceTo(std::size_t count);
  void Start();

  Schema schema_;
  const SortKey& key_;
  StepMemory& memory_;
  BatchLimits limits_;
  SpillDirectory directory_;
  std::function<void()> check_cancelled_;
  std::unique_ptr<SpillFile> file_;
  std::vector<Run> runs_;
  std::int64_t largest_block_ = 0, granted_ = 0;
  std::unique_ptr<Merge> merge_;
};

}  // namespace etl::runtime
