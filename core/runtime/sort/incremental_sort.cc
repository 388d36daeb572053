// SPDX-License-Identifier: Apache-2.0
#include "runtime/sort/incremental_sort.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "runtime/sort/run_merger.h"
#include "runtime/sort/sort_buffer.h"
#include "runtime/sort/sort_key.h"

namespace etl::runtime {

// Rows pass through two buffers: `open_` holds the group that the input is in the midst of,
// `complete_` the groups before it. The memory refused, complete groups leave first; an open group
// that is alone becomes a run on disk.
class IncrementalSort::Impl {
 public:
  Impl(Input input, Schema schema, Order order, int presorted_prefix, StepMemory& memory,
       BatchLimits limits, const SpillDirectory& directory, CheckCancelled check_cancelled)
      : input_(std::move(input)),
        key_(schema, order, presorted_prefix),
        limits_(limits),
        directory_(directory),
        open_(schema, key_, memory),
        complete_(schema, key_, memory),
        runs_(schema, key_, memory, limits, directory, std::move(check_cancelled)) {}

  std::optional<RecordBatch> Next() {
    for (;;) {
      if (state_ == State::kEmitComplete) {
        if (auto batch = complete_.Next(limits_)) return batch;
        complete_.Clear();
        state_ = group_closed_ ? State::kEmitRuns : State::kCollect;
      }
      if (state_ == State::kEmitRuns) {
        if (auto batch = runs_.Next()) return batch;
        file_.reset();
        group_closed_ = false;
        state_ = State::kCollect;
      }
      if (ended_) return std::nullopt;
      while (state_ == State::kCollect && !ended_) Collect();
    }
  }

 private:
  enum class State { kCollect, kEmitComplete, kEmitRuns };

  void Collect() {
    std::optional<RecordBatch> batch = std::exchange(rest_, std::nullopt);
    if (!batch) batch = input_();
    if (!batch) {
      ended_ = true;
      CloseGroup();
      Emit();
    } else if (batch->num_rows() > 0) {
      Take(*batch);
    }
  }

  void Emit() {
    complete_.Sort();
    state_ = State::kEmitComplete;
  }

  // What cannot be taken now becomes the rest, to be taken once complete groups have left.
  void Take(const RecordBatch& batch) {
    const std::int64_t head = open_.empty() ? 0 : CountHead(batch);
    if (head > 0 && !Extend(batch.Slice(0, head))) return Postpone(batch);
    if (head == batch.num_rows()) return;
    CloseGroup();
    const RecordBatch behind = batch.Slice(head, batch.num_rows() - head);
    if (group_closed_) return Postpone(behind);
    const std::int64_t tail = FindLastGroup(behind);
    if (tail > 0 && !AddTo(complete_, behind.Slice(0, tail))) return Postpone(behind);
    const RecordBatch last = behind.Slice(tail, behind.num_rows() - tail);
    if (!AddTo(open_, last)) return Postpone(last);
    if (complete_.num_rows() >= limits_.rows || complete_.bytes() >= limits_.bytes) Emit();
  }
  void Postpone(const RecordBatch& rest) {
    rest_ = rest;
    Emit();
  }

  // More rows of the open group; false: complete groups have to leave first.
  bool Extend(const RecordBatch& rows) {
    if (open_.TryAdd(rows)) return true;
    if (!complete_.empty()) return false;
    AddRun();
    open_.Add(rows);
    return true;
  }
  bool AddTo(SortBuffer& buffer, const RecordBatch& rows) {
    if (buffer.TryAdd(rows)) return true;
    if (!complete_.empty()) return false;
    buffer.Add(rows);
    return true;
  }
  // What there is of the open group goes to disk.
  void AddRun() {
    if (!file_) file_ = std::make_shared<SpillFile>(directory_);
    open_.Sort();
    std::vector<SortedRun> run;
    run.emplace_back(
        key_, [this](BatchLimits limits) { return open_.Next(limits); }, limits_.rows, file_);
    runs_.Add(std::move(run));
    open_.Clear();
  }
  void CloseGroup() {
    if (runs_.empty()) return complete_.TakeAll(open_);
    AddRun();
    group_closed_ = true;
  }

  // Rows at the beginning that belong to the open group.
  std::int64_t CountHead(const RecordBatch& batch) const {
    const RecordBatch& last = open_.last();
    std::int64_t row = 0;
    while (row < batch.num_rows() && key_.SameGroup(last, last.num_rows() - 1, batch, row)) ++row;
    return row;
  }
  // Where the last group of the batch begins.
  std::int64_t FindLastGroup(const RecordBatch& batch) const {
    std::int64_t row = batch.num_rows() - 1;
    while (row > 0 && key_.SameGroup(batch, row - 1, batch, row)) --row;
    return row;
  }

  Input input_;
  SortKey key_;
  BatchLimits limits_;
  SpillDirectory directory_;
  std::shared_ptr<SpillFile> file_;  // of the runs of the open group
  SortBuffer open_, complete_;
  RunMerger runs_;             // of the open group
  bool group_closed_ = false;  // the group in runs_ has all of its rows
  std::optional<RecordBatch> rest_;
  State state_ = State::kCollect;
  bool ended_ = false;
};

IncrementalSort::IncrementalSort(Input input, const Schema& schema, const Order& order,
                                 int presorted_prefix, StepMemory& memory, BatchLimits limits,
                                 const SpillDirectory& directory, CheckCancelled check_cancelled)
    : impl_(std::make_unique<Impl>(std::move(input), schema, order, presorted_prefix, memory,
                                   limits, directory, std::move(check_cancelled))) {}

IncrementalSort::~IncrementalSort() = default;

std::optional<RecordBatch> IncrementalSort::Next() { return impl_->Next(); }

}  // namespace etl::runtime
