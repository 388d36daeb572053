// SPDX-License-Identifier: Apache-2.0
#include "runtime/sort/run_merger.h"

#include <algorithm>
#include <iterator>
#include <ranges>
#include <span>
#include <utility>

namespace etl::runtime {

RunMerger::RunMerger(Schema schema, const SortKey& key, StepMemory& memory, BatchLimits limits,
                     SpillDirectory directory, std::function<void()> check_cancelled)
    : schema_(std::move(schema)),
      key_(key),
      memory_(memory),
      limits_(limits),
      directory_(std::move(directory)),
      check_cancelled_(std::move(check_cancelled)) {}

RunMerger::~RunMerger() { ReleaseFanIn(); }

void RunMerger::Add(std::vector<SortedRun> runs) {
  std::move(runs.begin(), runs.end(), std::back_inserter(runs_));
}

std::optional<RecordBatch> RunMerger::Next() {
  if (!merge_) Start();
  if (auto batch = merge_->Next(limits_)) return batch;
  merge_.reset();
  runs_.clear();
  ReleaseFanIn();
  return std::nullopt;
}

void RunMerger::Start() {
  const std::size_t count = GrantFanIn();
  if (runs_.size() > count) ReduceTo(count);
  merge_ = std::make_unique<RunMerge>(schema_, key_, runs_);
}

// How many runs can be merged at once. One on disk takes the block at hand, and one that it has
// left while rows of the same output came from it. Runs in memory make room for the others.
std::size_t RunMerger::GrantFanIn() {
  std::shared_ptr<SpillFile> file;
  for (;;) {
    std::int64_t block = 0;
    std::size_t count = 0;
    for (const SortedRun& run : runs_) block = std::max(block, 2 * run.largest_block());
    const auto on_disk = static_cast<std::size_t>(
        std::ranges::count_if(runs_, [](const SortedRun& run) { return !run.in_memory(); }));
    while (count < on_disk && memory_.Try(block)) granted_ += block, ++count;
    if (count == on_disk) return std::max<std::size_t>(runs_.size(), 2);
    const auto in_memory = std::ranges::find_if(std::views::reverse(runs_), &SortedRun::in_memory);
    if (in_memory == runs_.rend()) return std::max<std::size_t>(count, 2);
    ReleaseFanIn();
    if (!file) file = std::make_shared<SpillFile>(directory_);
    in_memory->Spill(file, limits_.rows);
  }
}

void RunMerger::ReleaseFanIn() { memory_.Release(std::exchange(granted_, 0)); }

// Neighbours are merged with neighbours, or equal rows would change places. Each pass has a file of
// its own: the space of the one before is free again when the pass is done.
void RunMerger::ReduceTo(std::size_t count) {
  while (runs_.size() > count) {
    const auto file = std::make_shared<SpillFile>(directory_);
    std::vector<SortedRun> merged;
    for (std::size_t begin = 0; begin < runs_.size(); begin += count) {
      const std::size_t size = std::min(count, runs_.size() - begin);
      RunMerge merge(schema_, key_, std::span(runs_).subspan(begin, size));
      const auto next = [&](BatchLimits limits) {
        if (check_cancelled_) check_cancelled_();
        return merge.Next(limits);
      };
      merged.emplace_back(next, limits_.rows, file);
    }
    runs_ = std::move(merged);
  }
}

}  // namespace etl::runtime
