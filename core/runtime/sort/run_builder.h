// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "runtime/sort/sort_buffer.h"
#include "runtime/sort/sort_key.h"
#include "runtime/sort/sorted_run.h"

namespace etl::runtime {

// The first half of a sort: cuts a stream into sorted runs. A run is about as large as a
// processor's cache, where rows are picked together fastest; it stays in memory while that is
// granted, else it goes to a spill file. Once many have gone there, all that follow do, as large as
// the memory allows: the fewer there are, the sooner they are merged. Rows that come in order
// already become one long run and are not touched. One thread; key and memory outlive it and its runs.
class RunBuilder {
 public:
  RunBuilder(Schema schema, const SortKey& key, StepMemory& memory, BatchLimits limits,
             SpillDirectory directory);

  // Always takes the batch. Throws EnvironmentError when it cannot be spilled.
  void Add(const RecordBatch& batch);
  // All rows, in runs that stand in the order of arrival: of equal rows those of an earlier run
  // came first.
  std::vector<SortedRun> Finish();

 private:
  void FlushPending();
  bool ExtendLastRun(const std::vector<RecordBatch>& batches) const;
  bool SpillOne();
  bool SpillsAll() const;
  const std::shared_ptr<SpillFile>& File();

  Schema schema_;
  const SortKey& key_;
  StepMemory& memory_;
  BatchLimits limits_;
  SpillDirectory directory_;
  const std::int64_t run_bytes_;
  SortBuffer pending_;
  std::vector<SortedRun> runs_;
  std::int64_t spilled_ = 0;  // how many of them
  std::shared_ptr<SpillFile> file_;
};

}  // namespace etl::runtime
