// SPDX-License-Identifier: Apache-2.0
// The states of a group that reaches beyond the batches at hand, or is too large to do at once.
#include <algorithm>

#include "plugins/sort_merge_join/sort_merge_join.h"

namespace etl::join {

namespace {

std::uint32_t Row(std::int64_t row) { return static_cast<std::uint32_t>(row); }

}  // namespace

void SortMergeJoin::Hold() {
  while (const std::int64_t count = RightInGroup()) {
    group_->Add(right_->batch().Slice(right_->row(), count));
    right_->Advance(count);
    context_->CheckCancelled();
  }
  piece_ = nullptr;
  state_ = State::kCross;
}

void SortMergeJoin::Cross() {
  while (!output_->full()) {
    if (!piece_) {
      piece_ = group_->Next();
      piece_row_ = 0;
    }
    if (!piece_) {
      left_->Advance(1);
      if (LeftInGroup() == 0) return EndGroup();
      group_->Rewind();
      continue;
    }
    const std::int64_t count =
        std::min(piece_->rows.num_rows() - piece_row_, context_->batch_limits().rows);
    const RowRef left{output_->UseLeft(left_->batch(), left_->slot()), Row(left_->row())};
    const auto right = output_->UseRight(piece_->rows, piece_->slot);
    for (std::int64_t i = 0; i < count; ++i) output_->Add(left, {right, Row(piece_row_ + i)});
    counts_.pairs += count;
    piece_row_ += count;
    if (piece_row_ == piece_->rows.num_rows()) piece_ = nullptr;
  }
}

void SortMergeJoin::Zip() {
  while (!output_->full()) {
    const std::int64_t count = std::min(LeftInGroup(), RightInGroup());
    if (count == 0) {
      state_ = State::kLeftRest;
      return;
    }
    AddPairs(left_->row(), right_->row(), count);
    left_->Advance(count);
    right_->Advance(count);
  }
}

void SortMergeJoin::First() {
  while (!output_->full()) {
    const std::int64_t count = LeftInGroup();
    if (count == 0) {
      state_ = State::kRightRest;
      return;
    }
    const auto left = output_->UseLeft(left_->batch(), left_->slot());
    const RowRef right{output_->UseRight(first_.rows, first_.slot), 0};
    for (std::int64_t i = 0; i < count; ++i) output_->Add({left, Row(left_->row() + i)}, right);
    counts_.pairs += count;
    left_->Advance(count);
  }
}

void SortMergeJoin::Filter() {
  while (!output_->full()) {
    const std::int64_t count = LeftInGroup();
    if (count == 0) {
      state_ = State::kSkipRight;
      return;
    }
    counts_.pairs += count;
    if (type_ == JoinType::kSemi) EmitLeft(count);
    left_->Advance(count);
  }
}

void SortMergeJoin::SkipRight() {
  const std::int64_t count = RightInGroup();
  if (count == 0) return EndGroup();
  right_->Advance(count);
}

void SortMergeJoin::LeftRest() {
  const std::int64_t count = LeftInGroup();
  if (count == 0)
    state_ = State::kRightRest;
  else
    LeftAlone(count);
}

void SortMergeJoin::RightRest() {
  const std::int64_t count = RightInGroup();
  if (count == 0) return EndGroup();
  RightAlone(count);
}

void SortMergeJoin::EndGroup() {
  counts_.largest_group = std::max(counts_.largest_group, right_->stream_row() - group_begin_);
  group_->Clear();
  first_ = {};
  key_ = {};
  state_ = State::kSeek;
}

std::int64_t SortMergeJoin::LeftInGroup() {
  if (!left_->Load() || left_->Compare(key_, 0, left_->batch(), left_->row()) != 0) return 0;
  return left_->CountEqual();
}

std::int64_t SortMergeJoin::RightInGroup() {
  if (!right_->Load() || comparator_->Compare(key_, 0, right_->batch(), right_->row()) != 0)
    return 0;
  return right_->CountEqual();
}

}  // namespace etl::join
