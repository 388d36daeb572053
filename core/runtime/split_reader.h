// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "runtime/reduction_tap.h"
#include "runtime/sort/full_sort.h"
#include "runtime/split_chain.h"
#include "runtime/split_queue.h"

namespace etl::runtime {

// Reads a split chain with several threads, one lane each: into a queue that puts the splits back
// into their order, or into the parts of a sort. Whichever thread is first, the failure that is
// reported is the first in the order of the rows. Plan and context outlive it.
class SplitReader {
 public:
  // `accounts`: of the chain's steps.
  SplitReader(const plan::PipelinePlan& plan, SplitChain chain, RunContext& context,
              std::vector<std::shared_ptr<StepAccount>> accounts, std::size_t lanes);

  const SplitChain& chain() const { return chain_; }
  std::size_t lanes() const { return lanes_; }

  // The queue in which the rows of WriteSplits come; `bytes` as SplitQueue has it.
  std::shared_ptr<SplitQueue> MakeQueue(std::int64_t bytes);
  // What one of the lanes' threads does until no split is left.
  void WriteSplits(SplitQueue& queue);

  // Into how many parts a sort of these rows is cut: more than lanes, so that a slow thread does
  // not keep the others waiting.
  std::size_t sort_parts() const;
  // Fills all parts with all lanes, on this thread and others, and waits for them. Throws Stopped
  // after a failure, which the run knows then; and what RunBuilder throws. `tap` may be null.
  void Collect(FullSort& sort, ReductionTap* tap);

  // Nobody wants the rows any more. Any thread.
  void Cancel();

 private:
  enum class Outcome { kDone, kUnwanted, kFailed };
  struct Collecting;

  // No row of the chain will be rejected any more.
  void FinishRejects();
  std::shared_ptr<SplitLane> MakeLane();
  void FillQueue(SplitQueue& queue);
  Outcome ReadSplit(SplitLane& lane, std::int64_t split,
                    const std::function<bool(RecordBatch)>& take,
                    std::optional<plan::StepFailure>& failure);
  void CollectParts(Collecting& work, std::size_t number);
  void CollectPart(SplitLane& lane, Collecting& work, std::size_t part);

  const plan::PipelinePlan& plan_;
  const SplitChain chain_;
  RunContext& context_;
  const std::vector<std::shared_ptr<StepAccount>> accounts_;
  const std::size_t lanes_;
  SplitLedger ledger_;
  std::mutex mutex_;
  bool cancelled_ = false;
  std::atomic<std::size_t> writing_;  // lanes that write splits
  std::vector<std::weak_ptr<SplitLane>> open_lanes_;
};

}  // namespace etl::runtime
