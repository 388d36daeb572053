// SPDX-License-Identifier: Apache-2.0
#include "runtime/sort/run_merger.h"

#include <algorithm>
#include <iterator>
#include <ranges>
#include <span>
#include <utility>

namespace etl::runtime {
namespace {

// Sections are about as large as a core's share of the cache.
constexpr std::int64_t kLargestSection = std::int64_t{2} << 20, kSmallestSection = 16 << 10;
constexpr std::int64_t kMuchTooLarge = 4;
// Of the whole memory what one sort's sections may take.
constexpr std::int64_t kShare = 8;

}  // namespace

RunMerger::RunMerger(Schema schema, const SortKey& key, StepMemory& memory, BatchLimits limits,
                     SpillDirectory directory, std::function<void()> check_cancelled, int threads)
    : schema_(std::move(schema)),
      key_(key),
      memory_(memory),
      limits_(limits),
      directory_(std::move(directory)),
      check_cancelled_(std::move(check_cancelled)),
      threads_(threads) {}

RunMerger::~RunMerger() {
  sections_.reset();  // waits for its threads
  ReleaseFanIn();
}

void RunMerger::Add(std::vector<SortedRun> runs) {
  std::move(runs.begin(), runs.end(), std::back_inserter(runs_));
}

std::optional<RecordBatch> RunMerger::Next() {
  if (!merge_ && !sections_) Start();
  if (auto batch = sections_ ? sections_->Next() : merge_->Next(limits_)) return batch;
  merge_.reset();
  sections_.reset();
  runs_.clear();
  file_.reset();
  ReleaseFanIn();
  return std::nullopt;
}

void RunMerger::Start() {
  ReduceToFanIn();
  if (runs_.size() > 1 && StartSections()) return;
  ReduceToFanIn();  // more of them may be on disk now
  merge_ = std::make_unique<RunMerge>(schema_, key_, runs_);
}

void RunMerger::ReduceToFanIn() {
  ReleaseFanIn();
  const std::size_t count = GrantFanIn();
  if (runs_.size() > count) ReduceTo(count);
}

// False: the rows are few, or there is no memory for sections.
bool RunMerger::StartSections() {
  std::int64_t bytes = 0, rows = 0;
  for (const SortedRun& run : runs_) {
    rows += run.num_rows();
    for (std::size_t i = 0; i < run.size(); ++i) bytes += run.block_bytes(i);
  }
  const auto window = static_cast<std::int64_t>(threads_) + 1;
  std::int64_t target = std::min(2 * limits_.bytes, kLargestSection);
  // What is collected, what it becomes, and two entries for each row meanwhile.
  const auto cost = [&] {
    return window * (2 * target + target * rows / (bytes + 1) *
                                      static_cast<std::int64_t>(2 * sizeof(SortEntry)));
  };
  while (target > kSmallestSection && cost() > memory_.budget().total() / kShare) target /= 2;
  if (bytes < 2 * target || !GrantSections(cost())) return false;
  sections_ = std::make_unique<SectionMerge>(schema_, key_, runs_, CutSections(runs_, target),
                                             kMuchTooLarge * target, limits_, check_cancelled_,
                                             threads_, static_cast<std::size_t>(window));
  return true;
}

// Beside what is granted for the fan-in, which grows with each run that has to make room.
bool RunMerger::GrantSections(std::int64_t bytes) {
  while (!memory_.Try(bytes)) {
    if (!SpillOne()) return false;
    const std::size_t runs = runs_.size();
    ReleaseFanIn();
    if (GrantFanIn() < runs) return false;
  }
  granted_ += bytes;
  return true;
}

// How many runs can be merged at once. One on disk takes the block at hand, and one that it has
// left while rows of the same output came from it. Runs in memory make room for the others.
std::size_t RunMerger::GrantFanIn() {
  for (;;) {
    std::int64_t block = 0;
    std::size_t count = 0;
    for (const SortedRun& run : runs_) block = std::max(block, 2 * run.largest_block());
    const auto on_disk = static_cast<std::size_t>(
        std::ranges::count_if(runs_, [](const SortedRun& run) { return !run.in_memory(); }));
    while (count < on_disk && memory_.Try(block)) granted_ += block, ++count;
    if (count == on_disk) return std::max<std::size_t>(runs_.size(), 2);
    if (std::ranges::none_of(runs_, &SortedRun::in_memory)) return std::max<std::size_t>(count, 2);
    ReleaseFanIn();
    SpillOne();
  }
}

// The last run in memory goes to a file; false: there is none.
bool RunMerger::SpillOne() {
  const auto in_memory = std::ranges::find_if(std::views::reverse(runs_), &SortedRun::in_memory);
  if (in_memory == runs_.rend()) return false;
  if (!file_) file_ = std::make_shared<SpillFile>(directory_);
  in_memory->Spill(key_, file_, limits_.rows);
  return true;
}

void RunMerger::ReleaseFanIn() { memory_.Release(std::exchange(granted_, 0)); }

// Neighbours are merged with neighbours, or equal rows would change places, and no more of them
// than it takes. Each pass has a file of its own: the space of the one before is free again when
// all of its runs have been merged.
void RunMerger::ReduceTo(std::size_t count) {
  while (runs_.size() > count) {
    const auto file = std::make_shared<SpillFile>(directory_);
    std::vector<SortedRun> merged;
    for (std::size_t begin = 0; begin < runs_.size();) {
      const std::size_t left = runs_.size() - begin, more = merged.size() + left - count;
      if (merged.size() + left <= count) {
        merged.push_back(std::move(runs_[begin++]));
        continue;
      }
      const std::size_t size = std::min({count, left, more + 1});
      RunMerge merge(schema_, key_, std::span(runs_).subspan(begin, size));
      const auto next = [&](BatchLimits limits) {
        if (check_cancelled_) check_cancelled_();
        return merge.Next(limits);
      };
      merged.emplace_back(key_, next, limits_.rows, file);
      begin += size;
    }
    runs_ = std::move(merged);
  }
}

}  // namespace etl::runtime
