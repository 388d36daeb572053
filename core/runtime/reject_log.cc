// SPDX-License-Identifier: Apache-2.0
#include "runtime/reject_log.h"

#include <algorithm>
#include <utility>

#include "etl/batch_size.h"
#include "etl/record_batch_builder.h"
#include "plan/reject_policy.h"
#include "runtime/step_times.h"

namespace etl::runtime {
namespace {

// A batch of few rows takes more than its bytes, and there may be one for every split.
constexpr std::int64_t kLeastBytes = 4096;

// The batch with `before` added to each row's number.
RecordBatch Renumbered(const RecordBatch& batch, std::int64_t before) {
  ColumnBuilder rows(Int64());
  const Column& old = batch.column(0);
  for (std::int64_t i = 0; i < batch.num_rows(); ++i) {
    if (old.IsNull(i))
      rows.AppendNull();
    else
      rows.AppendInt64(old.values<std::int64_t>()[i] + before);
  }
  std::vector<Column> columns{rows.Finish()};
  for (int i = 1; i < batch.num_columns(); ++i) columns.push_back(batch.column(i));
  return {batch.schema(), std::move(columns), batch.num_rows()};
}

}  // namespace

RejectLog::RejectLog(StepMemory& memory, SpillDirectory directory, CancelToken& cancel,
                     std::optional<std::int64_t> kept)
    : memory_(memory),
      directory_(std::move(directory)),
      cancel_(cancel),
      kept_(kept),
      registration_(cancel, [this] {
        const std::lock_guard lock(mutex_);
        changed_.notify_all();
      }) {}

RejectLog::~RejectLog() {
  for (const Entry& entry : entries_) memory_.Release(entry.bytes);
}

void RejectLog::Append(std::int64_t split, RecordBatch batch) {
  if (batch.num_rows() == 0) return;
  const std::lock_guard lock(mutex_);
  if (finished_) return;
  const auto behind = std::ranges::upper_bound(entries_, split, {}, &Entry::split);
  if (kept_ && rows_ >= *kept_ && behind == entries_.end()) return;
  Entry entry{split, batch.num_rows(), 0, {}};
  const std::int64_t bytes = std::max(SizeBytes(batch), kLeastBytes);
  if (!file_ && memory_.Try(bytes)) {
    entry.bytes = bytes;
    entry.batch = std::move(batch);
  } else {
    if (!file_) file_.emplace(directory_);
    entry.batch = file_->Append(batch);
  }
  rows_ += entry.rows;
  entries_.insert(behind, std::move(entry));
  while (kept_ && rows_ - entries_.back().rows >= *kept_) DropLast();
}

void RejectLog::DropLast() {
  memory_.Release(entries_.back().bytes);
  rows_ -= entries_.back().rows;
  entries_.pop_back();
}

void RejectLog::Finish(std::vector<std::int64_t> rows_before) {
  const std::lock_guard lock(mutex_);
  if (std::exchange(finished_, true)) return;
  rows_before_ = std::move(rows_before);
  changed_.notify_all();
}

RecordBatch RejectLog::Read(const Entry& entry) const {
  const auto* block = std::get_if<SpillFile::Block>(&entry.batch);
  RecordBatch batch =
      block ? file_->Read(*block, plan::RejectSchema()) : std::get<RecordBatch>(entry.batch);
  const auto split = static_cast<std::size_t>(entry.split);
  const std::int64_t before = split < rows_before_.size() ? rows_before_[split] : 0;
  return before == 0 ? batch : Renumbered(batch, before);
}

std::optional<RecordBatch> RejectLog::Next() {
  std::unique_lock lock(mutex_);
  WaitCounted(Doing::kWaitingInput, changed_, lock,
              [&] { return cancel_.cancelled() || finished_; });
  cancel_.Check();
  if (next_ == entries_.size()) return std::nullopt;
  Entry& entry = entries_[next_++];
  RecordBatch batch = Read(entry);
  memory_.Release(std::exchange(entry.bytes, 0));
  entry.batch = SpillFile::Block{};  // it is read once
  return batch;
}

std::vector<RecordBatch> RejectLog::ReadAll() const {
  const std::lock_guard lock(mutex_);
  std::vector<RecordBatch> batches;
  for (const Entry& entry : entries_) batches.push_back(Read(entry));
  return batches;
}

std::int64_t RejectLog::spilled_bytes() const {
  const std::lock_guard lock(mutex_);
  return file_ ? file_->size() : 0;
}

}  // namespace etl::runtime
