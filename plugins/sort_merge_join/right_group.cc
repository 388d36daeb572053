// SPDX-License-Identifier: Apache-2.0
#include "plugins/sort_merge_join/right_group.h"

#include <utility>

#include "etl/batch_size.h"

namespace etl::join {

void RightGroup::Add(const RecordBatch& rows) {
  const std::int64_t bytes = SizeBytes(rows);
  if (!is_buffered_ && context_->TryMemory(bytes)) {
    granted_ += bytes;
    held_.push_back({rows});
    return;
  }
  if (!buffer_) buffer_ = context_->NewBuffer(schema_);
  buffer_->Append(rows);
  is_buffered_ = true;
}

void RightGroup::Rewind() {
  next_ = 0;
  reader_.reset();
}

RightGroup::Piece* RightGroup::Next() {
  if (next_ < held_.size()) return &held_[next_++];
  if (!is_buffered_) return nullptr;
  if (!reader_) reader_ = buffer_->Read();
  auto rows = reader_->Next();
  if (!rows) return nullptr;
  read_ = {std::move(*rows)};
  return &read_;
}

void RightGroup::Clear() {
  Rewind();
  held_.clear();
  read_ = {};
  context_->TryMemory(-std::exchange(granted_, 0));
  if (is_buffered_) buffer_->Clear();
  is_buffered_ = false;
}

}  // namespace etl::join
