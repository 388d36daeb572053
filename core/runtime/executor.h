// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "plan/pipeline_plan.h"
#include "runtime/channel.h"
#include "runtime/split_reader.h"
#include "runtime/step_run.h"
#include "runtime/step_times.h"
#include "runtime/tee.h"

namespace etl::runtime {

// Moves the rows of one run. The plan is cut at sources, sorts and tees: each source, each sort,
// each step that feeds several others and each sink has a thread; the transforms between are pulled
// by the thread that consumes them. A source that comes in splits has several threads, which also
// do the rowwise work behind it.
class Executor {
 public:
  // Rejected rows that nobody reads, and that are told as warnings.
  static constexpr std::int64_t kRejectsShown = 5;

  // Plan and context outlive it.
  Executor(const plan::PipelinePlan& plan, RunContext& context);
  ~Executor();
  Executor(const Executor&) = delete;

  // Creates the instances and opens the sinks, which check their targets before anything is read.
  // Throws StepFailure.
  void Open();

  // Runs until all rows are written, or the run is cancelled. `tick` is called on this thread now
  // and then. False: cancelled, and a step did not stop within the grace period; the threads are
  // still there then, so the process must end without destroying this object.
  bool Run(const std::function<void()>& tick);

  // In the order of the plan; null for a step that leads to no sink and takes no part.
  const std::vector<std::unique_ptr<StepRun>>& runs() const { return runs_; }
  std::vector<StepRun*> sinks() const;
  // Of the sorts before a step's inputs, by step and input; also when they have ended.
  struct SortClock {
    StepTimes times;
    std::int64_t peak_memory = 0;  // bytes, when it has ended
  };
  const std::map<std::pair<std::size_t, std::size_t>, SortClock>& sort_clocks() const {
    return sort_clocks_;
  }

  // Destroys the instances, but one to keep; a sink that was not prepared removes what it made.
  // Threads have ended.
  void DestroyInstances(const StepRun* keep = nullptr);

 private:
  // Where a thread's batches go.
  struct Output {
    std::shared_ptr<Channel> channel;   // one consumer
    std::shared_ptr<Tee> tee;           // several
    std::shared_ptr<SplitQueue> queue;  // of the threads that read splits
    std::shared_ptr<StepMemory> memory;
    std::vector<StreamPointer> readers;
    bool discards = false;  // nobody reads the rows, only the rejects

    bool Push(RecordBatch batch) {
      if (discards) return true;
      return tee ? tee->Push(std::move(batch)) : channel->Push(std::move(batch));
    }
    void Finish() {
      if (!discards) tee ? tee->Finish() : channel->Finish();
    }
    void Fail() {
      if (!discards) tee ? tee->Fail() : channel->Fail();
    }
  };
  // A sort before an input, with a thread of its own.
  struct Sorting {
    std::unique_ptr<StepMemory> memory;  // of the sort
    std::atomic<bool> left{false};       // nobody reads it any more
    Output output;
  };

  std::size_t CountConsumers(std::size_t step) const;
  bool IsPumped(std::size_t step) const;
  bool IsRecorded(std::size_t step) const;
  bool IsReadToTheEnd(std::size_t step) const;
  bool IsInsideChain(std::size_t step) const;
  const plan::InputPlan* SortOf(std::size_t last) const;
  void ReserveMinima();
  void MakeSplitReaders();
  void MakeReductions(std::size_t step);
  std::shared_ptr<ReductionTap> TapOf(std::size_t step, std::size_t input) const;
  void MakeOutput(std::size_t step);
  void MakeSorting(std::size_t step, std::size_t input);
  std::shared_ptr<StepAccount> MakeAccount(const plan::StepPlan& step);
  void OpenSink(StepRun& run);
  StreamPointer OpenProducer(std::size_t step, std::size_t input);
  StreamPointer OpenInput(std::size_t step, std::size_t input);
  StreamPointer OpenStep(std::size_t step);
  StreamPointer OpenSort(std::size_t step, std::size_t input);

  // What the threads do.
  void StartThreads(std::size_t step);
  void PushAll(BatchStream& stream, Output& output, bool to_the_end = false);
  void Pump(std::size_t step);
  void Sort(std::size_t step, std::size_t input);
  void WriteSink(std::size_t step);
  template <typename Body>
  void StartThread(Body body);

  const plan::PipelinePlan& plan_;
  RunContext& context_;
  std::vector<bool> needed_;  // the step leads to a sink
  std::vector<std::unique_ptr<StepRun>> runs_;
  std::vector<Output> outputs_;
  std::map<std::size_t, std::unique_ptr<SplitReader>> split_readers_;  // by the chain's last step
  std::map<std::pair<std::size_t, std::size_t>, std::shared_ptr<ReductionTap>>
      taps_;                                                         // by step and input
  std::map<std::pair<std::size_t, std::size_t>, Sorting> sortings_;  // by step and input
  std::map<std::pair<std::size_t, std::size_t>, SortClock> sort_clocks_;
  std::vector<std::vector<std::size_t>>
      slots_;  // [step][input] → which of its producer's consumers that is
  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t running_ = 0;
};

}  // namespace etl::runtime
