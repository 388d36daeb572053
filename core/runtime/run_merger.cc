// SPDX-License-Identifier: Apache-2.0
#include "runtime/run_merger.h"

#include <algorithm>
#include <span>
#include <utility>

#include "etl/batch_size.h"
#include "etl/gather.h"

namespace etl::runtime {
namespace {

// Small enough that a hundred runs are merged within a few MiB, large enough for a disk.
constexpr std::int64_t kBlockBytes = 64 * 1024;

}  // namespace

// One merge of some runs: a heap of cursors, the next row on top.
class RunMerger::Merge {
 public:
  Merge(const Schema& schema, const SortKey& key, const SpillFile& file, std::span<const Run> runs)
      : schema_(schema), key_(key), file_(file) {
    for (const Run& run : runs) cursors_.push_back({&run, cursors_.size()});
    for (Cursor& cursor : cursors_)
      if (Load(cursor)) heap_.push_back(&cursor);
    for (std::size_t i = heap_.size(); i-- > 0;) SiftDown(i);
  }

  std::optional<RecordBatch> Next(BatchLimits limits) {
    StartBatch();
    std::vector<RowRef> rows;
    double bytes = 0;
    while (!heap_.empty() && static_cast<std::int64_t>(rows.size()) < limits.rows &&
           bytes < static_cast<double>(limits.bytes)) {
      Cursor& top = *heap_[0];
      rows.push_back({top.slot, top.row});
      bytes += top.row_bytes;
      if (++top.row == top.batch.num_rows() && !Load(top)) {
        heap_[0] = heap_.back();
        heap_.pop_back();
      }
      SiftDown(0);
    }
    if (rows.empty()) return std::nullopt;
    return GatherRows(schema_, used_, rows);
  }

 private:
  struct Cursor {
    const Run* run;
    std::size_t number;  // of the run: what decides between equal rows
    std::size_t next_block = 0;
    RecordBatch batch = {};
    std::vector<std::uint64_t> prefixes = {};
    std::uint32_t row = 0, slot = 0;  // slot: the batch's place in used_
    double row_bytes = 0;             // on average
  };

  // The next block of the run; false at its end.
  bool Load(Cursor& cursor) {
    if (cursor.next_block == cursor.run->size()) return false;
    cursor.batch = file_.Read((*cursor.run)[cursor.next_block++], schema_);
    cursor.prefixes.clear();
    key_.AppendPrefixes(cursor.batch, cursor.prefixes);
    cursor.row = 0;
    cursor.row_bytes =
        static_cast<double>(SizeBytes(cursor.batch)) / static_cast<double>(cursor.batch.num_rows());
    Use(cursor);
    return true;
  }
  void Use(Cursor& cursor) {
    cursor.slot = static_cast<std::uint32_t>(used_.size());
    used_.push_back(cursor.batch);
  }
  // Forgets the blocks that have been used up.
  void StartBatch() {
    used_.clear();
    for (Cursor* cursor : heap_) Use(*cursor);
  }
  bool Before(const Cursor& a, const Cursor& b) const {
    if (a.prefixes[a.row] != b.prefixes[b.row]) return a.prefixes[a.row] < b.prefixes[b.row];
    if (const int order = key_.Compare(a.batch, a.row, b.batch, b.row)) return order < 0;
    return a.number < b.number;
  }
  void SiftDown(std::size_t i) {
    for (;;) {
      std::size_t least = i;
      for (std::size_t child = 2 * i + 1; child <= 2 * i + 2 && child < heap_.size(); ++child)
        if (Before(*heap_[child], *heap_[least])) least = child;
      if (least == i) return;
      std::swap(heap_[i], heap_[least]);
      i = least;
    }
  }

  const Schema& schema_;
  const SortKey& key_;
  const SpillFile& file_;
  std::vector<Cursor> cursors_;
  std::vector<Cursor*> heap_;
  std::vector<RecordBatch> used_;  // what the rows of the batch at hand refer to
};

RunMerger::RunMerger(Schema schema, const SortKey& key, StepMemory& memory, BatchLimits limits,
                     SpillDirectory directory, std::function<void()> check_cancelled)
    : schema_(std::move(schema)),
      key_(key),
      memory_(memory),
      limits_(limits),
      directory_(std::move(directory)),
      check_cancelled_(std::move(check_cancelled)) {}

RunMerger::~RunMerger() { ReleaseFanIn(); }

void RunMerger::AddRun(SortBuffer& buffer) {
  if (!file_) file_ = std::make_unique<SpillFile>(directory_);
  buffer.Sort();
  Run run;
  while (auto batch = buffer.Next({limits_.rows, kBlockBytes})) {
    run.push_back(file_->Append(*batch));
    largest_block_ = std::max(largest_block_, run.back().bytes);
  }
  runs_.push_back(std::move(run));
  buffer.Clear();
}

std::optional<RecordBatch> RunMerger::Next() {
  if (!merge_) Start();
  if (auto batch = merge_->Next(limits_)) return batch;
  merge_.reset();
  runs_.clear();
  file_.reset();
  largest_block_ = 0;
  ReleaseFanIn();
  return std::nullopt;
}

void RunMerger::Start() {
  ReduceTo(GrantFanIn());
  merge_ = std::make_unique<Merge>(schema_, key_, *file_, runs_);
}

// A run takes the block at hand, and one that it has left while rows of the same output came from
// it.
std::size_t RunMerger::GrantFanIn() {
  std::size_t count = 0;
  while (count < runs_.size() && memory_.Try(2 * largest_block_)) {
    granted_ += 2 * largest_block_;
    ++count;
  }
  return std::max<std::size_t>(count, 2);
}

void RunMerger::ReleaseFanIn() { memory_.Release(std::exchange(granted_, 0)); }

// Neighbours are merged with neighbours, or equal rows would change places. Each pass has a file of
// its own: the space of the one before is free again when the pass is done.
void RunMerger::ReduceTo(std::size_t count) {
  while (runs_.size() > count) {
    auto file = std::make_unique<SpillFile>(directory_);
    std::vector<Run> merged;
    for (std::size_t begin = 0; begin < runs_.size(); begin += count) {
      const std::size_t size = std::min(count, runs_.size() - begin);
      Merge merge(schema_, key_, *file_, std::span(runs_).subspan(begin, size));
      merged.push_back(WriteRun(merge, *file));
    }
    runs_ = std::move(merged);
    file_ = std::move(file);
  }
}

RunMerger::Run RunMerger::WriteRun(Merge& merge, SpillFile& file) const {
  Run run;
  while (auto batch = merge.Next({limits_.rows, kBlockBytes})) {
    if (check_cancelled_) check_cancelled_();
    run.push_back(file.Append(*batch));
  }
  return run;
}

}  // namespace etl::runtime
