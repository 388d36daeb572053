// SPDX-License-Identifier: Apache-2.0
#include "runtime/sort/section_merge.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "etl/batch_size.h"

namespace etl::runtime {

SectionMerge::SectionMerge(const Schema& schema, const SortKey& key, std::span<SortedRun> runs,
                           std::vector<Section> sections, std::int64_t large_bytes,
                           BatchLimits limits, std::function<void()> check_cancelled, int threads,
                           std::size_t window)
    : schema_(schema),
      key_(key),
      runs_(runs),
      sections_(std::move(sections)),
      large_bytes_(large_bytes),
      limits_(limits),
      check_cancelled_(std::move(check_cancelled)),
      window_(window) {
  for (SortedRun& run : runs) cursors_.push_back({&run});
  const int others = std::min<int>(threads, static_cast<int>(sections_.size())) - 1;
  try {
    for (int i = 0; i < others; ++i)
      threads_.emplace_back([this, times = StepTimes::Current()] { WorkAhead(times); });
  } catch (const std::system_error&) {  // with fewer it takes longer, and gives the same
  }
}

SectionMerge::~SectionMerge() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  threads_.clear();  // waits for them
}

void SectionMerge::WorkAhead(StepTimes* times) {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return stopping_ || claimed_ == sections_.size() || MayClaim(); });
    if (stopping_ || claimed_ == sections_.size()) return;
    const WorkingFor work(times);  // in between it is idle
    ClaimAndMerge(lock);
  }
}

// Takes the next section: its rows are collected under the lock, as the runs are read one section
// after the other, and merged without it.
void SectionMerge::ClaimAndMerge(std::unique_lock<std::mutex>& lock) {
  const std::size_t section = claimed_++;
  if (IsLarge(section)) {
    works_.push_back(nullptr);
    changed_.notify_all();
    return;
  }
  const auto work = std::make_shared<Work>();
  works_.push_back(work);
  try {
    Collect(sections_[section].range, *work);
    lock.unlock();
    Merge(*work);
    lock.lock();
  } catch (...) {
    if (!lock.owns_lock()) lock.lock();
    work->error = std::current_exception();
  }
  work->done = true;
  changed_.notify_all();
}

void SectionMerge::Collect(const KeyRange& range, Work& work) {
  if (check_cancelled_) check_cancelled_();
  for (Cursor& cursor : cursors_) CollectFrom(cursor, range, work);
}

void SectionMerge::CollectFrom(Cursor& cursor, const KeyRange& range, Work& work) {
  while (Load(cursor, range)) {
    const auto from = cursor.numbers.begin() + static_cast<std::ptrdiff_t>(cursor.row);
    const auto first = std::lower_bound(from, cursor.numbers.end(), range.begin);
    const auto last = range.end ? std::lower_bound(first, cursor.numbers.end(), *range.end)
                                : cursor.numbers.end();
    if (first != last) {
      const auto batch = static_cast<std::uint32_t>(work.batches.size());
      work.batches.push_back(cursor.batch);
      auto row = static_cast<std::uint32_t>(first - cursor.numbers.begin());
      for (auto number = first; number != last; ++number)
        work.entries.push_back({*number, {batch, row++}});
    }
    cursor.row = static_cast<std::size_t>(last - cursor.numbers.begin());
    if (last != cursor.numbers.end()) return;
    cursor.batch = RecordBatch();
    cursor.numbers.clear();
  }
}

// Whether the cursor is at a batch that may have rows of the range.
bool SectionMerge::Load(Cursor& cursor, const KeyRange& range) {
  if (cursor.row < cursor.numbers.size()) return true;
  const auto& firsts = cursor.run->first_numbers();
  if (cursor.next_batch == firsts.size()) return false;
  // Behind a large section, which was read by somebody else: the last batch that begins before the
  // range.
  const auto at = std::lower_bound(firsts.begin() + static_cast<std::ptrdiff_t>(cursor.next_batch),
                                   firsts.end(), range.begin);
  const auto before =
      static_cast<std::size_t>(std::max<std::ptrdiff_t>(at - firsts.begin() - 1, 0));
  cursor.next_batch = std::max(cursor.next_batch, before);
  if (range.end && firsts[cursor.next_batch] >= *range.end) return false;
  cursor.batch = cursor.run->Read(cursor.next_batch++, schema_);
  cursor.numbers.clear();
  key_.AppendFirstNumbers(cursor.batch, cursor.numbers);
  cursor.row = 0;
  return true;
}

void SectionMerge::Merge(Work& work) const {
  if (work.entries.empty()) return;
  RowSorter(key_, work.batches).SortNumbered(work.entries);
  Gather(work);
  work.batches.clear();
  work.entries = {};
}

void SectionMerge::Gather(Work& work) const {
  std::int64_t bytes = 0, rows = 0;
  for (const RecordBatch& batch : work.batches) bytes += SizeBytes(batch), rows += batch.num_rows();
  const std::int64_t fitting = limits_.bytes / (bytes / rows + 1);
  const auto most = static_cast<std::size_t>(std::clamp<std::int64_t>(fitting, 1, limits_.rows));
  std::vector<RowRef> refs(work.entries.size());
  std::ranges::transform(work.entries, refs.begin(), &SortEntry::row);
  // Rows are of one size, as a rule: where they are not, batches are cut again.
  for (std::size_t begin = 0, count = most; begin < refs.size();) {
    count = std::min(count, refs.size() - begin);
    RecordBatch batch = GatherRows(schema_, work.batches, std::span(refs).subspan(begin, count));
    if (count > 1 && SizeBytes(batch) > 2 * limits_.bytes) {
      count = (count + 1) / 2;
      continue;
    }
    work.merged.push_back(std::move(batch));
    begin += count;
    count = most;
  }
}

std::optional<RecordBatch> SectionMerge::Next() {
  std::unique_lock lock(mutex_);
  while (current_ < sections_.size()) {
    if (works_.empty()) {
      ClaimAndMerge(lock);
      continue;
    }
    const std::shared_ptr<Work> work = works_.front();
    if (!work) {
      lock.unlock();
      if (auto batch = NextOfLarge()) return batch;
      lock.lock();
      Forget();
      continue;
    }
    if (!work->done) {
      if (MayClaim())
        ClaimAndMerge(lock);
      else
        changed_.wait(lock, [&] { return work->done; });
      continue;
    }
    if (work->error) std::rethrow_exception(work->error);
    if (!work->merged.empty()) {
      RecordBatch batch = std::move(work->merged.front());
      work->merged.pop_front();
      return batch;
    }
    Forget();
  }
  return std::nullopt;
}

std::optional<RecordBatch> SectionMerge::NextOfLarge() {
  if (check_cancelled_) check_cancelled_();
  if (!large_) large_ = std::make_unique<RunMerge>(schema_, key_, runs_, sections_[current_].range);
  auto batch = large_->Next(limits_);
  if (!batch) large_.reset();
  return batch;
}

// The current section has been handed out.
void SectionMerge::Forget() {
  works_.pop_front();
  ++current_;
  changed_.notify_all();
}

}  // namespace etl::runtime
