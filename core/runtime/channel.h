// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "runtime/batch_stream.h"
#include "runtime/cancel.h"
#include "runtime/memory_budget.h"

namespace etl::runtime {

// From one thread to another: holds at most so many bytes, but always admits one batch. While
// memory is to spare it holds more, so that a source reads on although its reader waits for
// somebody else.
class Channel {
 public:
  // `on_leave` is called once, on the reader's thread, if the reader leaves before the end. `spare`
  // is asked for up to `most_spare` bytes more; null: never.
  Channel(Schema schema, std::int64_t bytes, CancelToken& cancel,
          std::function<void()> on_leave = {}, std::shared_ptr<StepMemory> spare = {},
          std::int64_t most_spare = 0);
  ~Channel();

  // The writer's side. Push waits for room; false: nobody reads any more. Throws Stopped.
  bool Push(RecordBatch batch);
  void Finish();  // no more batches
  void Fail();    // no more batches, and what came is not all: the reader gets Stopped

  // The reader's side: one stream, taken once. It shares the channel.
  static StreamPointer Reader(std::shared_ptr<Channel> channel);

 private:
  class ReaderStream;
  enum class End { kOpen, kFinished, kFailed };

  bool HasRoom(std::int64_t bytes);
  void GiveBack();
  std::optional<RecordBatch> Pop();
  void Leave();

  const Schema schema_;
  const std::int64_t capacity_;
  CancelToken& cancel_;
  std::function<void()> on_leave_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<RecordBatch> batches_;
  std::int64_t bytes_ = 0;
  const std::shared_ptr<StepMemory> spare_;
  const std::int64_t most_spare_;
  std::int64_t granted_ = 0;  // of the spare memory
  End end_ = End::kOpen;
  bool reader_left_ = false;
  CancelToken::Registration registration_;
};

}  // namespace etl::runtime
