// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "plan/failure.h"
#include "runtime/batch_stream.h"
#include "runtime/cancel.h"

namespace etl::runtime {

// Puts the splits of a source back into their order: several threads write, each a split at a time,
// one reads. The split that the reader is at may hold `bytes`, and those ahead of it `bytes` for
// each writer; an empty split always admits one batch, so that the reader never waits in vain.
class SplitQueue {
 public:
  // `on_leave` is called once, on the reader's thread, if the reader leaves before the end;
  // `on_failure` with the first failure in the order of the splits, when the reader gets there.
  SplitQueue(Schema schema, std::int64_t splits, std::int64_t writers, std::int64_t bytes,
             CancelToken& cancel, std::function<void()> on_leave,
             std::function<void(std::int64_t split, plan::StepFailure)> on_failure);

  // A writer's side. The next split to be written; nullopt: there are no more, or nobody wants
  // them. Waits while too many lie ahead of the reader. Throws Stopped.
  std::optional<std::int64_t> Take();
  // Waits for room; false: nobody reads any more. Throws Stopped.
  bool Push(std::int64_t split, RecordBatch batch);
  void Finish(std::int64_t split);
  // What came of the split is not all. Later splits are of no interest. Without a failure whoever
  // stopped it has said why.
  void Fail(std::int64_t split, std::optional<plan::StepFailure> failure);

  // The reader's side: one stream, taken once. It shares the queue.
  static StreamPointer Reader(std::shared_ptr<SplitQueue> queue);

 private:
  class ReaderStream;
  enum class End { kOpen, kFinished, kFailed };
  struct Split {
    std::deque<RecordBatch> batches;
    std::int64_t bytes = 0;
    End end = End::kOpen;
    std::optional<plan::StepFailure> failure;
  };

  Split& At(std::int64_t split) { return splits_[static_cast<std::size_t>(split - current_)]; }
  bool HasRoom(std::int64_t split, std::int64_t bytes);
  std::optional<RecordBatch> Pop();
  void Leave();
  void WakeAll();

  const Schema schema_;
  const std::int64_t count_, writers_, capacity_;
  CancelToken& cancel_;
  std::function<void()> on_leave_;
  std::function<void(std::int64_t, plan::StepFailure)> on_failure_;
  std::mutex mutex_;
  std::condition_variable readable_, writable_;
  std::int64_t current_ = 0, next_ = 0;  // the reader's split; the first that nobody writes yet
  std::deque<Split> splits_;             // from current_ to next_ - 1
  std::int64_t ahead_bytes_ = 0;         // of the splits behind the reader's
  bool failed_ = false, reader_left_ = false;
  CancelToken::Registration registration_;
};

}  // namespace etl::runtime
