// SPDX-License-Identifier: Apache-2.0
#include "runtime/sort/run_builder.h"

#include <algorithm>
#include <ranges>
#include <utility>

#include "etl/batch_size.h"

namespace etl::runtime {
namespace {

constexpr std::int64_t kLargestRun = std::int64_t{8} << 20;  // about a core's share of a cache
constexpr std::int64_t kMemoryBlockBytes = 256 * 1024;
constexpr std::int64_t kManySpilled = 32;

}  // namespace

RunBuilder::RunBuilder(Schema schema, const SortKey& key, StepMemory& memory, BatchLimits limits,
                       SpillDirectory directory)
    : schema_(std::move(schema)),
      key_(key),
      memory_(memory),
      limits_(limits),
      directory_(std::move(directory)),
      run_bytes_(std::min(8 * limits.bytes, kLargestRun)),
      pending_(schema_, key, memory) {}

void RunBuilder::Add(const RecordBatch& batch) {
  if (batch.num_rows() == 0) return;
  while (!pending_.TryAdd(batch)) {
    if (SpillOne()) continue;
    if (pending_.empty()) {
      pending_.Add(batch);  // in memory anyway
      break;
    }
    FlushPending();
  }
  if (pending_.bytes() >= (SpillsAll() ? kLargestRun : run_bytes_)) FlushPending();
}

std::vector<SortedRun> RunBuilder::Finish() {
  if (!pending_.empty()) FlushPending();
  return std::move(runs_);
}

void RunBuilder::FlushPending() {
  if (std::vector<RecordBatch> batches = pending_.TakeIfInOrder(); !batches.empty()) {
    const std::int64_t granted = pending_.TakeGranted();
    if (ExtendLastRun(batches))
      runs_.back().Append(key_, std::move(batches), granted);
    else
      runs_.emplace_back(key_, std::move(batches), granted, memory_);
    return pending_.Clear();
  }
  pending_.Sort();
  // The sorted copy, for which the memory of the unsorted rows is given back.
  const std::int64_t bytes = pending_.bytes();
  if (!SpillsAll() && memory_.Try(bytes)) {
    std::vector<RecordBatch> batches;
    while (auto batch = pending_.Next({limits_.rows, std::min(limits_.bytes, kMemoryBlockBytes)}))
      batches.push_back(std::move(*batch));
    runs_.emplace_back(key_, std::move(batches), bytes, memory_);
  } else {
    ++spilled_;
    runs_.emplace_back(
        key_, [this](BatchLimits limits) { return pending_.Next(limits); }, limits_.rows, File());
  }
  pending_.Clear();
}

// Whether these rows, which are in order, all stand behind those of the last run.
bool RunBuilder::ExtendLastRun(const std::vector<RecordBatch>& batches) const {
  if (runs_.empty() || !runs_.back().in_memory()) return false;
  const RecordBatch& last = runs_.back().last();
  return key_.Compare(last, last.num_rows() - 1, batches.front(), 0) <= 0;
}

// Makes room: the last run in memory goes to the file.
bool RunBuilder::SpillOne() {
  for (SortedRun& run : std::views::reverse(runs_)) {
    if (!run.in_memory()) continue;
    run.Spill(key_, File(), limits_.rows);
    ++spilled_;
    return true;
  }
  return false;
}

bool RunBuilder::SpillsAll() const { return spilled_ >= kManySpilled; }

const std::shared_ptr<SpillFile>& RunBuilder::File() {
  if (!file_) file_ = std::make_shared<SpillFile>(directory_);
  return file_;
}

}  // namespace etl::runtime
