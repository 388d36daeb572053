// SPDX-License-Identifier: Apache-2.0
#include "runtime/split_queue.h"

#include <utility>

#include "etl/batch_size.h"
#include "runtime/step_times.h"

namespace etl::runtime {
namespace {

// Finished splits without rows cost nothing, yet a reader that waits for the first one should not
// make a list of a million of them.
constexpr std::int64_t kSplitsAheadPerWriter = 16;

// Of the capacity what must lie there before the reader is woken for it: for each batch alone two
// threads would change places. A split's end, and a writer without room, wake it in any case.
constexpr std::int64_t kWakeShare = 2;

}  // namespace

SplitQueue::SplitQueue(Schema schema, std::int64_t splits, std::int64_t writers, std::int64_t bytes,
                       CancelToken& cancel, std::function<void()> on_leave,
                       std::function<void(std::int64_t, plan::StepFailure)> on_failure)
    : schema_(std::move(schema)),
      count_(splits),
      writers_(writers),
      capacity_(bytes),
      cancel_(cancel),
      on_leave_(std::move(on_leave)),
      on_failure_(std::move(on_failure)),
      registration_(cancel, [this] {
        const std::lock_guard lock(mutex_);
        WakeAll();
      }) {}

void SplitQueue::WakeAll() {
  readable_.notify_all();
  writable_.notify_all();
}

std::optional<std::int64_t> SplitQueue::Take() {
  std::unique_lock lock(mutex_);
  WaitCounted(Doing::kWaitingOutput, writable_, lock, [&] {
    return cancel_.cancelled() || reader_left_ || failed_ || next_ == count_ ||
           next_ - current_ < kSplitsAheadPerWriter * writers_;
  });
  cancel_.Check();
  if (reader_left_ || failed_ || next_ == count_) return std::nullopt;
  splits_.emplace_back();
  return next_++;
}

bool SplitQueue::HasRoom(std::int64_t split, std::int64_t bytes) {
  const Split& at = At(split);
  if (at.batches.empty() && split == current_) return true;
  if (split == current_) return at.bytes + bytes <= capacity_;
  return ahead_bytes_ + bytes <= capacity_ * writers_;
}

bool SplitQueue::Push(std::int64_t split, RecordBatch batch) {
  const std::int64_t size = SizeBytes(batch);
  std::unique_lock lock(mutex_);
  if (split == current_ && !HasRoom(split, size)) readable_.notify_one();
  WaitCounted(Doing::kWaitingOutput, writable_, lock,
              [&] { return cancel_.cancelled() || reader_left_ || HasRoom(split, size); });
  cancel_.Check();
  if (reader_left_) return false;
  Split& at = At(split);
  at.bytes += size;
  if (split != current_) ahead_bytes_ += size;
  at.batches.push_back(std::move(batch));
  const std::int64_t worth = capacity_ / kWakeShare;
  const bool wakes = split == current_ && at.bytes >= worth && at.bytes - size < worth;
  lock.unlock();  // who wakes up needs it at once
  if (wakes) readable_.notify_one();
  return true;
}

void SplitQueue::Finish(std::int64_t split) {
  const std::lock_guard lock(mutex_);
  if (reader_left_) return;
  At(split).end = End::kFinished;
  if (split == current_) readable_.notify_one();
}

void SplitQueue::Fail(std::int64_t split, std::optional<plan::StepFailure> failure) {
  const std::lock_guard lock(mutex_);
  failed_ = true;
  if (!reader_left_) {
    At(split).end = End::kFailed;
    At(split).failure = std::move(failure);
  }
  WakeAll();
}

std::optional<RecordBatch> SplitQueue::Pop() {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (current_ == count_) return std::nullopt;
    WaitCounted(Doing::kWaitingInput, readable_, lock, [&] {
      return cancel_.cancelled() || (!splits_.empty() && (!splits_.front().batches.empty() ||
                                                          splits_.front().end != End::kOpen));
    });
    cancel_.Check();
    Split& at = splits_.front();
    if (!at.batches.empty()) {
      RecordBatch batch = std::move(at.batches.front());
      at.batches.pop_front();
      at.bytes -= SizeBytes(batch);
      const bool wakes = at.batches.empty() || at.bytes <= capacity_ / 2;
      lock.unlock();
      if (wakes) writable_.notify_all();
      return batch;
    }
    if (at.end == End::kFailed) {
      std::optional<plan::StepFailure> failure = std::exchange(at.failure, std::nullopt);
      lock.unlock();
      if (failure) on_failure_(current_, std::move(*failure));
      throw Stopped{};
    }
    splits_.pop_front();
    ++current_;
    if (!splits_.empty()) ahead_bytes_ -= splits_.front().bytes;
    writable_.notify_all();
  }
}

void SplitQueue::Leave() {
  {
    const std::lock_guard lock(mutex_);
    if (current_ == count_) return;
    reader_left_ = true;
    splits_.clear();
    WakeAll();
  }
  if (on_leave_) on_leave_();
}

class SplitQueue::ReaderStream final : public BatchStream {
 public:
  explicit ReaderStream(std::shared_ptr<SplitQueue> queue) : queue_(std::move(queue)) {}
  ~ReaderStream() override { queue_->Leave(); }
  const Schema& schema() const override { return queue_->schema_; }
  std::optional<RecordBatch> Next() override { return queue_->Pop(); }

 private:
  std::shared_ptr<SplitQueue> queue_;
};

StreamPointer SplitQueue::Reader(std::shared_ptr<SplitQueue> queue) {
  return std::make_unique<ReaderStream>(std::move(queue));
}

}  // namespace etl::runtime
