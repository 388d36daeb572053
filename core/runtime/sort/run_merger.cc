// SPDX-License-Identifier: Apache-2.0
#include "runtime/sort/run_merger.h"

#include <algorithm>
#include <exception>
#include <iterator>
#include <ranges>
#include <span>
#include <thread>
#include <utility>

namespace etl::runtime {
namespace {

// From so many blocks on several threads are worth it: a MiB or so.
constexpr std::size_t kManyBlocks = 16;

}  // namespace

struct RunMerger::Ahead {
  std::optional<SortedRun> run = {};
  std::exception_ptr error = {};
  std::jthread thread = {};
};

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
  stopping_ = true;
  ahead_.clear();  // waits for the threads
  ReleaseFanIn();
}

void RunMerger::Add(std::vector<SortedRun> runs) {
  std::move(runs.begin(), runs.end(), std::back_inserter(runs_));
}

std::optional<RecordBatch> RunMerger::Next() {
  if (!merge_) Start();
  for (;;) {
    if (auto batch = merge_->Next(limits_)) return batch;
    merge_.reset();
    merged_.clear();
    if (ahead_.empty()) break;
    const std::unique_ptr<Ahead> next = std::move(ahead_.front());
    ahead_.pop_front();
    next->thread.join();
    if (next->error) std::rethrow_exception(next->error);
    merged_.push_back(std::move(*next->run));
    merge_ = std::make_unique<RunMerge>(schema_, key_, merged_);
  }
  runs_.clear();
  ReleaseFanIn();
  return std::nullopt;
}

void RunMerger::Start() {
  const std::size_t count = GrantFanIn();
  if (runs_.size() > count) ReduceTo(count);
  KeyRange first;
  std::vector<std::uint64_t> splitters = Splitters();
  // Each further range needs as much memory as the first.
  const std::int64_t fan_in = granted_;
  while (!splitters.empty() && !memory_.Try(fan_in * std::ssize(splitters))) splitters.pop_back();
  granted_ += fan_in * std::ssize(splitters);
  for (std::size_t i = 0; i < splitters.size(); ++i)
    StartAhead(
        {splitters[i], i + 1 < splitters.size() ? std::optional(splitters[i + 1]) : std::nullopt});
  if (!splitters.empty()) first.end = splitters[0];
  merge_ = std::make_unique<RunMerge>(schema_, key_, runs_, first);
}

// Where the ranges of the other threads begin: a sample of the keys, cut evenly. None if there is
// little to do.
std::vector<std::uint64_t> RunMerger::Splitters() const {
  std::vector<std::uint64_t> sample, splitters;
  for (const SortedRun& run : runs_)
    sample.insert(sample.end(), run.first_numbers().begin(), run.first_numbers().end());
  if (threads_ < 2 || runs_.size() < 2 || sample.size() < kManyBlocks) return {};
  std::ranges::sort(sample);
  for (int i = 1; i < threads_; ++i) {
    const std::uint64_t number =
        sample[sample.size() * static_cast<std::size_t>(i) / static_cast<std::size_t>(threads_)];
    if (number > sample.front() && (splitters.empty() || number > splitters.back()))
      splitters.push_back(number);
  }
  return splitters;
}

void RunMerger::StartAhead(KeyRange range) {
  auto ahead = std::make_unique<Ahead>();
  ahead->thread = std::jthread([this, range, to = ahead.get()] {
    try {
      to->run.emplace(MergeRange(range));
    } catch (...) {
      to->error = std::current_exception();
    }
  });
  ahead_.push_back(std::move(ahead));
}

SortedRun RunMerger::MergeRange(KeyRange range) {
  RunMerge merge(schema_, key_, runs_, range);
  const auto next = [&](BatchLimits limits) {
    if (stopping_) return std::optional<RecordBatch>();
    if (check_cancelled_) check_cancelled_();
    return merge.Next(limits);
  };
  return SortedRun(key_, next, limits_.rows, std::make_shared<SpillFile>(directory_));
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
    in_memory->Spill(key_, file, limits_.rows);
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
      merged.emplace_back(key_, next, limits_.rows, file);
    }
    runs_ = std::move(merged);
  }
}

}  // namespace etl::runtime
