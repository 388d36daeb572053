// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/page_queue.h"

#include <algorithm>
#include <utility>

namespace etl::rest {

PageQueue::~PageQueue() {
  Stop();
  for (std::thread& worker : workers_) worker.join();
  if (context_)
    for (const auto& [place, slot] : slots_) GiveBack(slot.reserved);
}

void PageQueue::Start(Context& context, std::int64_t series_count, MakeFetch make_fetch) {
  context_ = &context;
  make_fetch_ = std::move(make_fetch);
  series_count_ = series_count;
  AddWorkers(series_count);
}

void PageQueue::Extend(std::int64_t pages, PageJob next) {
  std::int64_t unfetched;
  {
    const std::lock_guard lock(mutex_);
    if (pages == std::exchange(known_, pages)) return;
    next_job_ = std::move(next);
    unfetched = known_ - next_page_;
  }
  may_take_.notify_all();
  AddWorkers(unfetched);
}

void PageQueue::EndSeries() {
  const std::lock_guard lock(mutex_);
  read_ = {read_.first + 1, 0};
  known_ = 1;
  next_job_ = {};
  next_page_ = next_series_ > read_.first ? 1 : 0;
  next_series_ = std::max(next_series_, read_.first + 1);
  may_take_.notify_all();
}

void PageQueue::AddWorkers(std::int64_t wanted) {
  wanted = std::min<std::int64_t>(concurrency_, wanted);
  while (static_cast<std::int64_t>(workers_.size()) < wanted)
    workers_.emplace_back([this] { Work(); });
}

bool PageQueue::ready() const {
  const std::lock_guard lock(mutex_);
  return stopped_ || slots_.contains(read_) || read_.first >= series_count_;
}

Answer PageQueue::Next() {
  std::unique_lock lock(mutex_);
  arrived_.wait(lock, [this] { return stopped_ || slots_.contains(read_); });
  if (stopped_) throw Cancelled();
  Slot slot = std::move(slots_.extract(read_).mapped());
  ++read_.second;
  --outstanding_;
  GiveBack(slot.reserved);
  may_take_.notify_one();
  if (slot.error) std::rethrow_exception(slot.error);
  return std::move(slot.answer);
}

void PageQueue::Stop() noexcept {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  arrived_.notify_all();
  may_take_.notify_all();
}

void PageQueue::Work() {
  Fetch fetch;
  std::int64_t reserved = 0;
  while (const auto job = Take(reserved)) {
    Slot slot{{}, {}, reserved};
    try {
      if (!fetch) fetch = make_fetch_();
      slot.answer = fetch(*job);
    } catch (...) {
      slot.error = std::current_exception();
    }
    Put({job->series, job->page}, std::move(slot));
  }
}

std::optional<PageJob> PageQueue::Take(std::int64_t& reserved) {
  std::unique_lock lock(mutex_);
  std::optional<Place> place;
  may_take_.wait(lock, [&] {
    place = Candidate();
    return stopped_ || (place && MayTake(*place, reserved));
  });
  if (stopped_) return std::nullopt;
  ++outstanding_;
  PageJob job = Claim(*place);
  // Each wakes the next: there may be room for more than one.
  if (outstanding_ < concurrency_ && Candidate()) may_take_.notify_one();
  return job;
}

PageJob PageQueue::Claim(const Place& place) {
  if (place.first != read_.first) {
    next_series_ = place.first + 1;
    return {place.first, 0, {}, false};
  }
  next_page_ = place.second + 1;
  PageJob job = next_job_;
  job.series = place.first;
  job.page = place.second;
  return job;
}

std::optional<PageQueue::Place> PageQueue::Candidate() const {
  if (read_.first >= series_count_) return std::nullopt;
  if (next_page_ < known_) return Place{read_.first, next_page_};
  if (next_series_ < series_count_) return Place{next_series_, 0};
  return std::nullopt;
}

bool PageQueue::MayTake(const Place& place, std::int64_t& reserved) {
  if (failed_ && place > *failed_) return false;
  // The page that the reader waits for is never held up.
  if (outstanding_ >= concurrency_ && place != read_) return false;
  return TryReserve(place, reserved);
}

bool PageQueue::TryReserve(const Place& place, std::int64_t& reserved) {
  reserved = 0;
  const std::int64_t beyond = std::max<std::int64_t>(0, reserved_ + largest_ - kPlannedMemory) -
                              std::max<std::int64_t>(0, reserved_ - kPlannedMemory);
  if (beyond > 0 && !context_->TryMemory(beyond)) return place == read_;
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

void PageQueue::Put(const Place& place, Slot slot) {
  const std::lock_guard lock(mutex_);
  largest_ = std::max(largest_, static_cast<std::int64_t>(slot.answer.body.capacity()));
  if (slot.error && (!failed_ || place < *failed_)) failed_ = place;
  slots_.emplace(place, std::move(slot));
  if (place == read_) arrived_.notify_one();
}

}  // namespace etl::rest
