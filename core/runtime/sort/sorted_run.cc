// SPDX-License-Identifier: Apache-2.0
#include "runtime/sort/sorted_run.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "etl/batch_size.h"

namespace etl::runtime {

namespace {

std::uint64_t FirstNumber(const SortKey& key, const RecordBatch& batch) {
  return key.IsEnd({}) ? 0 : key.Number({}, batch, 0);
}

}  // namespace

SortedRun::SortedRun(const SortKey& key, std::vector<RecordBatch> batches, std::int64_t granted,
                     StepMemory& memory)
    : memory_(&memory) {
  Append(key, std::move(batches), granted);
}

SortedRun::SortedRun(const SortKey& key, const Source& rows, std::int64_t max_rows,
                     std::shared_ptr<SpillFile> file)
    : file_(std::move(file)) {
  while (const auto batch = rows({max_rows, kSpillBlockBytes})) {
    blocks_.push_back(file_->Append(*batch));
    first_numbers_.push_back(FirstNumber(key, *batch));
    rows_ += batch->num_rows();
    largest_block_ = std::max(largest_block_, blocks_.back().encoded_bytes);
  }
}

SortedRun::SortedRun(SortedRun&& other) noexcept { *this = std::move(other); }

SortedRun& SortedRun::operator=(SortedRun&& other) noexcept {
  std::swap(batches_, other.batches_);
  std::swap(file_, other.file_);
  std::swap(blocks_, other.blocks_);
  std::swap(first_numbers_, other.first_numbers_);
  std::swap(memory_, other.memory_);
  std::swap(granted_, other.granted_);
  std::swap(largest_block_, other.largest_block_);
  std::swap(rows_, other.rows_);
  return *this;
}

SortedRun::~SortedRun() {
  batches_.clear();
  if (memory_) memory_->Release(granted_);
}

std::int64_t SortedRun::block_bytes(std::size_t i) const {
  return file_ ? blocks_[i].encoded_bytes : SizeBytes(batches_[i]);
}

RecordBatch SortedRun::Read(std::size_t i, const Schema& schema) const {
  return file_ ? file_->Read(blocks_[i], schema) : batches_[i];
}

RecordBatch SortedRun::Take(std::size_t i, const Schema& schema) {
  if (file_) return file_->Read(blocks_[i], schema);
  return std::exchange(batches_[i], RecordBatch());
}

void SortedRun::Append(const SortKey& key, std::vector<RecordBatch> batches, std::int64_t granted) {
  for (const RecordBatch& batch : batches) {
    first_numbers_.push_back(FirstNumber(key, batch));
    rows_ += batch.num_rows();
  }
  std::move(batches.begin(), batches.end(), std::back_inserter(batches_));
  granted_ += granted;
}

void SortedRun::Spill(const SortKey& key, std::shared_ptr<SpillFile> file, std::int64_t max_rows) {
  std::size_t next = 0;
  std::int64_t begin = 0;
  const auto rows = [&](BatchLimits limits) -> std::optional<RecordBatch> {
    if (next == batches_.size()) return std::nullopt;
    RecordBatch& batch = batches_[next];
    const std::int64_t per_row = SizeBytes(batch) / batch.num_rows() + 1;
    const std::int64_t count = std::min(
        {batch.num_rows() - begin, limits.rows, std::max<std::int64_t>(limits.bytes / per_row, 1)});
    RecordBatch slice = batch.Slice(begin, count);
    begin += count;
    if (begin == batch.num_rows()) batches_[next++] = RecordBatch(), begin = 0;
    return slice;
  };
  SortedRun spilled(key, rows, max_rows, std::move(file));
  *this = std::move(spilled);  // what is left of this one goes with `spilled`
}

}  // namespace etl::runtime
