// SPDX-License-Identifier: Apache-2.0
#include "runtime/tee.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "etl/batch_size.h"
#include "runtime/step_times.h"

namespace etl::runtime {

Tee::Tee(Schema schema, std::size_t consumers, std::int64_t ahead_bytes,
         std::shared_ptr<StepMemory> memory, SpillDirectory directory, CancelToken& cancel,
         std::function<void()> on_leave)
    : schema_(std::move(schema)),
      ahead_bytes_(ahead_bytes),
      memory_(std::move(memory)),
      directory_(std::move(directory)),
      cancel_(cancel),
      on_leave_(std::move(on_leave)),
      consumers_(consumers),
      registration_(cancel, [this] {
        const std::lock_guard lock(mutex_);
        changed_.notify_all();
      }) {}

Tee::~Tee() {
  for (const Entry& entry : entries_)
    if (entry.batch) memory_->Release(entry.bytes);
}

std::int64_t Tee::LeastUnread() const {
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  for (const Consumer& consumer : consumers_)
    if (!consumer.left) least = std::min(least, consumer.unread_bytes);
  return least;
}

bool Tee::AllLeft() const {
  return std::ranges::all_of(consumers_, [](const Consumer& consumer) { return consumer.left; });
}

Tee::Entry Tee::MakeEntry(RecordBatch batch) {
  Entry entry;
  entry.bytes = SizeBytes(batch);
  if (memory_->Try(entry.bytes)) {
    entry.batch = std::move(batch);
  } else {
    if (!spill_) spill_ = std::make_unique<SpillFile>(directory_);
    entry.block = spill_->Append(batch);
  }
  return entry;
}

bool Tee::Push(RecordBatch batch) {
  {
    std::unique_lock lock(mutex_);
    WaitCounted(Doing::kWaitingOutput, changed_, lock,
                [&] { return cancel_.cancelled() || AllLeft() || LeastUnread() < ahead_bytes_; });
    cancel_.Check();
    if (AllLeft()) return false;
  }
  Entry entry = MakeEntry(std::move(batch));  // one writer; may write to disk, so without the lock
  const std::lock_guard lock(mutex_);
  for (Consumer& consumer : consumers_) consumer.unread_bytes += entry.bytes;
  entries_.push_back(std::move(entry));
  DropPassed();  // everybody may have left meanwhile
  changed_.notify_all();
  return true;
}

void Tee::Finish() {
  const std::lock_guard lock(mutex_);
  end_ = End::kFinished;
  changed_.notify_all();
}

void Tee::Fail() {
  const std::lock_guard lock(mutex_);
  end_ = End::kFailed;
  changed_.notify_all();
}

void Tee::DropPassed() {
  std::size_t passed = std::numeric_limits<std::size_t>::max();
  for (const Consumer& consumer : consumers_)
    if (!consumer.left) passed = std::min(passed, consumer.position);
  while (!entries_.empty() && first_ < passed) {
    if (entries_.front().batch) memory_->Release(entries_.front().bytes);
    entries_.pop_front();
    ++first_;
  }
}

std::optional<RecordBatch> Tee::Pop(std::size_t i) {
  std::unique_lock lock(mutex_);
  Consumer& consumer = consumers_[i];
  const auto available = [&] { return consumer.position < first_ + entries_.size(); };
  WaitCounted(Doing::kWaitingInput, changed_, lock,
              [&] { return cancel_.cancelled() || available() || end_ != End::kOpen; });
  cancel_.Check();
  if (end_ == End::kFailed) throw Stopped{};
  if (!available()) return std::nullopt;
  const Entry entry = entries_[consumer.position - first_];
  ++consumer.position;
  consumer.unread_bytes -= entry.bytes;
  DropPassed();
  changed_.notify_all();
  lock.unlock();
  return entry.batch ? *entry.batch : spill_->Read(entry.block, schema_);
}

void Tee::Leave(std::size_t i) {
  bool last = false;
  {
    const std::lock_guard lock(mutex_);
    Consumer& consumer = consumers_[i];
    const bool read_all = end_ == End::kFinished && consumer.position == first_ + entries_.size();
    consumer.left = true;
    DropPassed();
    last = !read_all && end_ == End::kOpen && AllLeft();
    changed_.notify_all();
  }
  if (last && on_leave_) on_leave_();
}

class Tee::ReaderStream final : public BatchStream {
 public:
  ReaderStream(std::shared_ptr<Tee> tee, std::size_t i) : tee_(std::move(tee)), i_(i) {}
  ~ReaderStream() override { tee_->Leave(i_); }
  const Schema& schema() const override { return tee_->schema_; }
  std::optional<RecordBatch> Next() override { return tee_->Pop(i_); }

 private:
  std::shared_ptr<Tee> tee_;
  std::size_t i_;
};

StreamPointer Tee::Reader(std::shared_ptr<Tee> tee, std::size_t i) {
  return std::make_unique<ReaderStream>(std::move(tee), i);
}

}  // namespace etl::runtime
