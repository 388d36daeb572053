// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "runtime/batch_stream.h"
#include "runtime/cancel.h"
#include "runtime/memory_budget.h"
#include "runtime/spill_file.h"

namespace etl::runtime {

// One stream, read by several consumers at their own pace, each from the first batch on. A batch is
// kept until the last consumer has passed it: in memory while the budget allows, else in a spill
// file.
//
// The writer waits only while *every* consumer has something left to read. So it never waits for a
// consumer that in turn waits for another consumer of this tee (both sides of a join, say): that
// one has read all there is.
class Tee {
 public:
  // `on_leave` is called once, when the last consumer has left before
  // the end.
  Tee(Schema schema, std::size_t consumers, std::int64_t ahead_bytes,
      std::shared_ptr<StepMemory> memory, SpillDirectory directory, CancelToken& cancel,
      std::function<void()> on_leave = {});
  ~Tee();

  // The writer's side, as Channel's.
  bool Push(RecordBatch batch);
  void Finish();
  void Fail();

  // The stream of consumer number `i`; to be taken once each, by any thread.
  static StreamPointer Reader(std::shared_ptr<Tee> tee, std::size_t i);

 private:
  class ReaderStream;
  struct Entry {
    std::optional<RecordBatch> batch;  // nullopt: in the spill file
    SpillFile::Block block;
    std::int64_t bytes = 0;
  };
  struct Consumer {
    std::size_t position = 0;  // number of the next entry, from the first on
    std::int64_t unread_bytes = 0;
    bool left = false;
  };
  enum class End { kOpen, kFinished, kFailed };

  std::optional<RecordBatch> Pop(std::size_t i);
  void Leave(std::size_t i);
  void DropPassed();
  std::int64_t LeastUnread() const;
  bool AllLeft() const;
  Entry MakeEntry(RecordBatch batch);

  const Schema schema_;
  const std::int64_t ahead_bytes_;
  // A share: a consumer may hold the tee for longer than the run holds its outputs.
  const std::shared_ptr<StepMemory> memory_;
  const SpillDirectory directory_;
  CancelToken& cancel_;
  std::function<void()> on_leave_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Entry> entries_;
  std::size_t first_ = 0;  // number of entries_.front()
  std::vector<Consumer> consumers_;
  std::unique_ptr<SpillFile> spill_;
  End end_ = End::kOpen;
  CancelToken::Registration registration_;
};

}  // namespace etl::runtime
