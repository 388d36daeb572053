// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "runtime/sort/run_merge.h"
#include "runtime/sort/section_merge.h"
#include "runtime/sort/sorted_run.h"

namespace etl::runtime {

// The second half of a sort: any number of sorted runs, merged. As many are merged at once as the
// memory allows, but always two: with little memory there are more passes, never a failure. Rows
// that are equal leave in the order of their runs. Key and memory outlive it.
//
// Many rows are merged in sections, by several threads if there are; few, or with too little
// memory, in a tree.
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
  void Start();
  void ReduceToFanIn();
  bool StartSections();
  bool GrantSections(std::int64_t bytes);
  std::size_t GrantFanIn();
  bool SpillOne();
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
  std::shared_ptr<SpillFile> file_;  // of runs that had to make room
  std::int64_t granted_ = 0;
  std::unique_ptr<RunMerge> merge_;  // one of the two
  std::unique_ptr<SectionMerge> sections_;
};

}  // namespace etl::runtime
