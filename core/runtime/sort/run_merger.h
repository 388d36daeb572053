// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "runtime/sort/run_merge.h"
#include "runtime/sort/sorted_run.h"

namespace etl::runtime {

// The second half of a sort: any number of sorted runs, merged. As many are merged at once as the
// memory allows, but always two: with little memory there are more passes, never a failure. Rows
// that are equal leave in the order of their runs. Key and memory outlive it.
//
// With several threads the keys are cut into as many ranges, by the first rows of all blocks. The
// first range is handed out while it is merged; the others are merged meanwhile, each by a thread
// of its own, into runs that are handed out afterwards.
class RunMerger {
 public:
  // `check_cancelled` is called now and then during a pass, by any of the threads; throws to stop.
  RunMerger(Schema schema, const SortKey& key, StepMemory& memory, BatchLimits limits,
            SpillDirectory directory, std::function<void()> check_cancelled, int threads = 1);
  RunMerger(const RunMerger&) = delete;
  ~RunMerger();

  // Behind all runs that are there. Before the first Next.
  void Add(std::vector<SortedRun> runs);
  bool empty() const { return runs_.empty(); }

  // After the last run: the next merged rows. After nullopt the merger is empty again.
  std::optional<RecordBatch> Next();

 private:
  struct Ahead;  // a range that is merged by another thread

  void Start();
  std::vector<std::uint64_t> Splitters() const;
  void StartAhead(KeyRange range);
  SortedRun MergeRange(KeyRange range);
  std::size_t GrantFanIn();
  void ReleaseFanIn();
  void ReduceTo(std::size_t count);

  Schema schema_;
  const SortKey& key_;
  StepMemory& memory_;
  BatchLimits limits_;
  SpillDirectory directory_;
  std::function<void()> check_cancelled_;
  int threads_;
  std::vector<SortedRun> runs_;
  std::int64_t granted_ = 0;
  std::unique_ptr<RunMerge> merge_;
  std::atomic<bool> stopping_{false};
  std::deque<std::unique_ptr<Ahead>> ahead_;  // the ranges behind the one that merge_ is at
  std::vector<SortedRun> merged_;             // the one of them that merge_ is at
};

}  // namespace etl::runtime
