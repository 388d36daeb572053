// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "plan/pipeline_plan.h"
#include "runtime/batch_stream.h"
#include "runtime/step_run.h"

namespace etl::runtime {

// A source whose rows come in splits, and the rowwise transforms behind it: each thread reads some
// of the splits and does all of that work on them.
struct SplitChain {
  std::vector<std::size_t> steps;  // the source, then the transforms, by index into the plan
  std::int64_t splits = 1;
  std::int64_t lane_memory = 0;  // bytes that each thread's instances need

  std::size_t last() const { return steps.back(); }
};

// The chain that begins at this source, if it can be split. Not split are a source of which an
// order is verified, and steps whose values must be unique.
std::optional<SplitChain> FindSplitChain(const plan::PipelinePlan& plan,
                                         const std::vector<bool>& needed, std::size_t source);

// How many rows each split gave, so that a row of one can be told as a row of the whole.
// Thread-safe.
class SplitLedger {
 public:
  SplitLedger(const plan::PipelinePlan& plan, const SplitChain& chain);

  // `rows`: what the source found, then what came out of each step of the chain.
  void Finish(std::int64_t split, std::vector<std::int64_t> rows);
  // The failure in this split, its row counted from the beginning of the source. All splits before
  // have finished.
  plan::StepFailure Place(std::int64_t split, plan::StepFailure failure) const;
  // For each split, how many rows the step at this position of the chain had been given before it.
  std::vector<std::int64_t> RowsBefore(std::size_t position) const;

 private:
  std::vector<std::string> names_;  // of the chain's steps
  mutable std::mutex mutex_;
  std::vector<std::vector<std::int64_t>> rows_;  // of each split, as far as there are any
};

// One thread's instances of the steps of a chain. The source's is kept from split to split, the
// transforms are made anew. One thread, but for Cancel; plan, context and accounts outlive it.
class SplitLane {
 public:
  // `accounts`: of the chain's steps. Throws StepFailure.
  SplitLane(const plan::PipelinePlan& plan, const SplitChain& chain, RunContext& context,
            std::vector<std::shared_ptr<StepAccount>> accounts);
  ~SplitLane();

  // The rows of a split as they leave the chain; to be destroyed before the next is opened. Its
  // Next throws StepFailure, or Stopped: then failure() may say why.
  StreamPointer Open(std::int64_t split);
  // What the source found in the split that is open, then what came out of each step.
  std::vector<std::int64_t> rows() const;
  // Throws StepFailure if an instance reported a failure, and yet its calls said that all was well.
  void CheckReports();
  // What an input of a transform failed with, which the transform does not know.
  std::optional<plan::StepFailure> failure() const { return failure_; }

  // Nobody wants its rows any more. Any thread.
  void Cancel();

 private:
  class LaneStream;
  std::vector<std::string> InputNames(std::size_t step) const;
  std::unique_ptr<StepRun> MakeRun(std::size_t position);

  const plan::PipelinePlan& plan_;
  const SplitChain& chain_;
  RunContext& context_;
  std::vector<std::shared_ptr<StepAccount>> accounts_;
  mutable std::mutex mutex_;  // runs_ against Cancel
  bool cancelled_ = false;
  std::vector<std::unique_ptr<StepRun>> runs_;  // by position in the chain
  std::vector<const class ComponentStream*> streams_;
  std::optional<plan::StepFailure> failure_;
};

}  // namespace etl::runtime
