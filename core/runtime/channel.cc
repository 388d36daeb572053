// SPDX-License-Identifier: Apache-2.0
#include "runtime/channel.h"

#include <algorithm>
#include <utility>

#include "etl/batch_size.h"
#include "runtime/step_times.h"

namespace etl::runtime {

Channel::Channel(Schema schema, std::int64_t bytes, CancelToken& cancel,
                 std::function<void()> on_leave, std::shared_ptr<StepMemory> spare,
                 std::int64_t most_spare)
    : schema_(std::move(schema)),
      capacity_(bytes),
      cancel_(cancel),
      on_leave_(std::move(on_leave)),
      spare_(std::move(spare)),
      most_spare_(most_spare),
      registration_(cancel, [this] {
        const std::lock_guard lock(mutex_);
        changed_.notify_all();
      }) {}

Channel::~Channel() {
  bytes_ = 0;
  GiveBack();
}

bool Channel::HasRoom(std::int64_t bytes) {
  const std::int64_t beyond = bytes_ + bytes - capacity_;
  if (batches_.empty() || beyond <= granted_) return true;
  if (!spare_ || beyond > most_spare_ || !spare_->Try(beyond - granted_)) return false;
  granted_ = beyond;
  return true;
}

// What is no longer beyond the capacity.
void Channel::GiveBack() {
  const std::int64_t needed = std::max<std::int64_t>(bytes_ - capacity_, 0);
  if (needed >= granted_) return;
  spare_->Release(granted_ - needed);
  granted_ = needed;
}

bool Channel::Push(RecordBatch batch) {
  const std::int64_t size = SizeBytes(batch);
  std::unique_lock lock(mutex_);
  WaitCounted(Doing::kWaitingOutput, changed_, lock,
              [&] { return cancel_.cancelled() || reader_left_ || HasRoom(size); });
  cancel_.Check();
  if (reader_left_) return false;
  bytes_ += size;
  batches_.push_back(std::move(batch));
  lock.unlock();  // who wakes up needs it at once
  changed_.notify_all();
  return true;
}

void Channel::Finish() {
  const std::lock_guard lock(mutex_);
  end_ = End::kFinished;
  changed_.notify_all();
}

void Channel::Fail() {
  const std::lock_guard lock(mutex_);
  end_ = End::kFailed;
  changed_.notify_all();
}

std::optional<RecordBatch> Channel::Pop() {
  std::unique_lock lock(mutex_);
  WaitCounted(Doing::kWaitingInput, changed_, lock,
              [&] { return cancel_.cancelled() || !batches_.empty() || end_ != End::kOpen; });
  cancel_.Check();
  if (end_ == End::kFailed) throw Stopped{};
  if (batches_.empty()) return std::nullopt;
  RecordBatch batch = std::move(batches_.front());
  batches_.pop_front();
  bytes_ -= SizeBytes(batch);
  GiveBack();
  lock.unlock();
  changed_.notify_all();
  return batch;
}

void Channel::Leave() {
  {
    const std::lock_guard lock(mutex_);
    if (end_ == End::kFailed || (end_ == End::kFinished && batches_.empty()))
      return;  // nothing more would come
    reader_left_ = true;
    batches_.clear();
    bytes_ = 0;
    GiveBack();
    changed_.notify_all();
  }
  if (on_leave_) on_leave_();
}

class Channel::ReaderStream final : public BatchStream {
 public:
  explicit ReaderStream(std::shared_ptr<Channel> channel) : channel_(std::move(channel)) {}
  ~ReaderStream() override { channel_->Leave(); }
  const Schema& schema() const override { return channel_->schema_; }
  std::optional<RecordBatch> Next() override { return channel_->Pop(); }

 private:
  std::shared_ptr<Channel> channel_;
};

StreamPointer Channel::Reader(std::shared_ptr<Channel> channel) {
  return std::make_unique<ReaderStream>(std::move(channel));
}

}  // namespace etl::runtime
