// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/page_queue.h"

#include <algorithm>

namespace etl::rest {

PageQueue::~PageQueue() {
  Stop();
  for (std::thread& worker : workers_) worker.join();
  if (context_)
    for (const auto& [page, slot] : slots_) GiveBack(slot.reserved);
}

void PageQueue::Start(Context& context, MakeFetch make_fetch) {
  context_ = &context;
  make_fetch_ = std::move(make_fetch);
  AddWorkers(1);
}

void PageQueue::SetTotal(std::int64_t total) {
  {
    const std::lock_guard lock(mutex_);
    total_ = std::max<std::int64_t>(total, 1);  // page 0 has been there in any case
    total_known_ = true;
  }
  changed_.notify_all();
  AddWorkers(std::min<std::int64_t>(concurrency_, total - 1) - 1);
}

void PageQueue::AddWorkers(std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) workers_.emplace_back([this] { Work(); });
}

bool PageQueue::ready() const {
  const std::lock_guard lock(mutex_);
  return stopped_ || slots_.contains(next_read_) || (total_known_ && next_read_ >= total_);
}

std::optional<std::string> PageQueue::Next() {
  std::unique_lock lock(mutex_);
  if (total_known_ && next_read_ >= total_) return std::nullopt;
  changed_.wait(lock, [this] { return stopped_ || slots_.contains(next_read_); });
  if (stopped_) throw Cancelled();
  Slot slot = std::move(slots_.extract(next_read_).mapped());
  ++next_read_;
  GiveBack(slot.reserved);
  changed_.notify_all();
  if (slot.error) std::rethrow_exception(slot.error);
  return std::move(slot.body);
}

void PageQueue::Stop() noexcept {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  changed_.notify_all();
}

void PageQueue::Work() {
  Fetch fetch;
  std::int64_t reserved = 0;
  while (const auto page = Take(reserved)) {
    Slot slot{{}, {}, reserved};
    try {
      if (!fetch) fetch = make_fetch_();
      slot.body = fetch(*page);
    } catch (...) {
      slot.error = std::current_exception();
    }
    Put(*page, std::move(slot));
  }
}

std::optional<std::int64_t> PageQueue::Take(std::int64_t& reserved) {
  std::unique_lock lock(mutex_);
  const auto over = [this] {
    return stopped_ || failed_ || (total_known_ && next_fetched_ >= total_);
  };
  changed_.wait(lock, [&] {
    return over() || (next_fetched_ < total_ && next_fetched_ < next_read_ + concurrency_ &&
                      TryReserve(next_fetched_, reserved));
  });
  if (over()) return std::nullopt;
  return next_fetched_++;
}

bool PageQueue::TryReserve(std::int64_t page, std::int64_t& reserved) {
  reserved = 0;
  const std::int64_t beyond = std::max<std::int64_t>(0, reserved_ + largest_ - kPlannedMemory) -
                              std::max<std::int64_t>(0, reserved_ - kPlannedMemory);
  // The page that the reader waits for is never held up.
  if (beyond > 0 && !context_->TryMemory(beyond)) return page == next_read_;
  reserved = largest_;
  reserved_ += reserved;
  return true;
}

void PageQueue::GiveBack(std::int64_t reserved) {
  const std::int64_t before = std::max<std::int64_t>(0, reserved_ - kPlannedMemory);
  reserved_ -= reserved;
  const std::int64_t after = std::max<std::int64_t>(0, reserved_ - kPlannedMemory);
  if (before > after) context_->TryMemory(after - before);
}

void PageQueue::Put(std::int64_t page, Slot slot) {
  const std::lock_guard lock(mutex_);
  largest_ = std::max(largest_, static_cast<std::int64_t>(slot.body.capacity()));
  if (slot.error) failed_ = true;
  slots_.emplace(page, std::move(slot));
  changed_.notify_all();
}

}  // namespace etl::rest
