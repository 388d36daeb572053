// SPDX-License-Identifier: Apache-2.0
#include "runtime/sort/sort_buffer.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "etl/batch_size.h"

namespace etl::runtime {
namespace {

// A million batches of one row would cost more than their rows.
constexpr std::int64_t kSmallBatch = 256, kMergedBatch = 4096;

RecordBatch Concatenate(const Schema& schema, const std::vector<RecordBatch>& batches) {
  std::vector<RowRef> rows;
  for (std::uint32_t i = 0; i < batches.size(); ++i)
    for (std::uint32_t row = 0; row < batches[i].num_rows(); ++row) rows.push_back({i, row});
  return GatherRows(schema, batches, rows);
}

}  // namespace

SortBuffer::SortBuffer(Schema schema, const SortKey& key, StepMemory& memory)
    : schema_(std::move(schema)), key_(key), memory_(memory) {}

std::int64_t SortBuffer::Cost(const RecordBatch& batch) {
  return SizeBytes(batch) + batch.num_rows() * static_cast<std::int64_t>(2 * sizeof(SortEntry));
}

bool SortBuffer::TryAdd(const RecordBatch& batch) {
  const std::int64_t cost = Cost(batch);
  if (!memory_.Try(cost)) return false;
  granted_ += cost;
  Keep(batch);
  return true;
}

void SortBuffer::Add(const RecordBatch& batch) {
  if (!TryAdd(batch)) Keep(batch);
}

void SortBuffer::Keep(const RecordBatch& batch) {
  rows_ += batch.num_rows();
  bytes_ += SizeBytes(batch);
  if (batch.num_rows() >= kSmallBatch) {
    MergePending();
    batches_.push_back(batch);
    return;
  }
  pending_.push_back(batch);
  pending_rows_ += batch.num_rows();
  if (pending_rows_ >= kMergedBatch) MergePending();
}

void SortBuffer::MergePending() {
  if (pending_.empty()) return;
  batches_.push_back(pending_.size() == 1 ? pending_[0] : Concatenate(schema_, pending_));
  pending_.clear();
  pending_rows_ = 0;
}

void SortBuffer::TakeAll(SortBuffer& other) {
  MergePending();
  std::move(other.batches_.begin(), other.batches_.end(), std::back_inserter(batches_));
  pending_ = std::move(other.pending_);
  pending_rows_ = other.pending_rows_;
  rows_ += other.rows_;
  bytes_ += other.bytes_;
  granted_ += std::exchange(other.granted_, 0);
  other.Clear();
}

void SortBuffer::MakeEntries() {
  entries_.reserve(static_cast<std::size_t>(rows_));
  for (std::uint32_t i = 0; i < batches_.size(); ++i)
    for (std::uint32_t row = 0; row < batches_[i].num_rows(); ++row)
      entries_.push_back({0, {i, row}});
}

bool SortBuffer::SameGroup(const SortEntry& a, const SortEntry& b) const {
  return key_.SameGroup(batches_[a.row.batch], a.row.row, batches_[b.row.batch], b.row.row);
}

bool SortBuffer::IsInOrder() const {
  const RecordBatch* before = nullptr;
  std::vector<std::uint64_t> numbers;
  for (const RecordBatch& batch : batches_) {
    if (before && key_.Compare(*before, before->num_rows() - 1, batch, 0) > 0) return false;
    before = &batch;
    numbers.clear();
    key_.AppendFirstNumbers(batch, numbers);
    for (std::size_t row = 1; row < numbers.size(); ++row) {
      if (numbers[row - 1] < numbers[row]) continue;
      if (numbers[row - 1] > numbers[row]) return false;
      const auto at = static_cast<std::int64_t>(row);
      if (key_.Compare(batch, at - 1, batch, at) > 0) return false;
    }
  }
  return true;
}

std::vector<RecordBatch> SortBuffer::TakeIfInOrder() {
  MergePending();
  if (!IsInOrder()) return {};
  return std::exchange(batches_, {});
}

void SortBuffer::Sort() {
  MergePending();
  MakeEntries();
  RowSorter sorter(key_, batches_);
  if (key_.is_one_group()) return sorter.Sort(entries_);
  std::size_t begin = 0;
  for (std::size_t i = 1; i <= entries_.size(); ++i) {
    if (i < entries_.size() && SameGroup(entries_[i - 1], entries_[i])) continue;
    sorter.Sort(std::span(entries_).subspan(begin, i - begin));
    begin = i;
  }
}

std::optional<RecordBatch> SortBuffer::Next(BatchLimits limits) {
  if (next_ == entries_.size()) return std::nullopt;
  const std::int64_t fitting = limits.bytes / std::max<std::int64_t>(bytes_ / rows_, 1);
  const std::size_t count =
      std::min(entries_.size() - next_,
               static_cast<std::size_t>(std::max<std::int64_t>(std::min(limits.rows, fitting), 1)));
  std::vector<RowRef> rows;
  for (std::size_t i = 0; i < count; ++i) rows.push_back(entries_[next_ + i].row);
  RecordBatch batch = GatherRows(schema_, batches_, rows);
  // Rows are of one size, as a rule. Only where they are not it is worth it to measure each.
  if (count > 1 && SizeBytes(batch) > limits.bytes + limits.bytes / 2) {
    rows.resize(CountFitting(schema_, batches_, rows, limits.bytes));
    batch = GatherRows(schema_, batches_, rows);
  }
  next_ += rows.size();
  return batch;
}

void SortBuffer::Clear() {
  batches_.clear(), pending_.clear(), entries_.clear();
  entries_.shrink_to_fit();
  pending_rows_ = rows_ = bytes_ = 0;
  next_ = 0;
  memory_.Release(std::exchange(granted_, 0));
}

}  // namespace etl::runtime
