// SPDX-License-Identifier: Apache-2.0
#include "plugins/sort_merge_join/sort_merge_join.h"

#include <algorithm>
#include <string>
#include <utility>

#include "etl/gather.h"

namespace etl::join {
namespace {

std::uint32_t Row(std::int64_t row) { return static_cast<std::uint32_t>(row); }

}  // namespace

Schema SortMergeJoin::Open(Context& context, std::vector<BatchReader> inputs) {
  context_ = &context;
  const Side left{std::string(context.input_name(0)), inputs.at(0).schema()};
  const Side right{std::string(context.input_name(1)), inputs.at(1).schema()};
  const JoinLayout layout = MakeLayout(options_, left, right);
  std::vector<int> left_keys, right_keys;
  for (const CompareKey& key : layout.keys) {
    left_keys.push_back(key.left);
    right_keys.push_back(key.right);
  }
  const bool unique = match_ == Match::kUnique;
  comparator_.emplace(left.schema, right.schema, layout.keys);
  const auto same_type = [&](std::size_t key) {
    return key < left_keys.size() &&
           left.schema[left_keys[key]].type == right.schema[right_keys[key]].type;
  };
  const bool numbered = same_type(0), second = same_type(1);
  left_.emplace(std::move(inputs[0]), left.name, left_keys, unique, numbered, second);
  right_.emplace(std::move(inputs[1]), right.name, right_keys, unique, numbered, second);
  output_.emplace(layout, left.schema, right.schema, context.batch_limits());
  group_.emplace(context, right.schema);
  return layout.schema;
}

std::optional<RecordBatch> SortMergeJoin::Next() {
  for (;;) {
    const bool ended = state_ == State::kEnd;
    if (ended || output_->full()) {
      if (auto batch = output_->Take(ended)) {
        ReportCounts();
        return batch;
      }
      if (ended) {
        ReportCounts();
        return std::nullopt;
      }
    }
    context_->CheckCancelled();
    Step();
  }
}

void SortMergeJoin::Step() {
  switch (state_) {
    case State::kSeek:
      return Seek();
    case State::kHold:
      return Hold();
    case State::kCross:
      return Cross();
    case State::kZip:
      return Zip();
    case State::kFirst:
      return First();
    case State::kFilter:
      return Filter();
    case State::kSkipRight:
      return SkipRight();
    case State::kLeftRest:
      return LeftRest();
    case State::kRightRest:
      return RightRest();
    case State::kEnd:
      return;
  }
}

void SortMergeJoin::Seek() {
  while (!output_->full()) {
    const bool has_left = left_->Load(), has_right = right_->Load();
    if (!has_left && !has_right) {
      state_ = State::kEnd;
      return;
    }
    if (!has_right) {
      LeftAlone(left_->batch().num_rows() - left_->row());
    } else if (!has_left) {
      RightAlone(right_->batch().num_rows() - right_->row());
    } else if (left_->number() < right_->number()) {
      LeftAlone(left_->CountBelow(right_->number()));
    } else if (left_->number() > right_->number()) {
      RightAlone(right_->CountBelow(left_->number()));
    } else if (const int order = CompareLevel()) {
      SeekPast(order);
    } else if (comparator_->HasNullLeft(left_->batch(), left_->row())) {
      // Level, but never equal. The right rows follow when the left ones have passed.
      LeftAlone(left_->CountEqual());
    } else {
      StartGroup();
      if (state_ != State::kSeek) return;
    }
  }
}

// Compares two rows whose numbers are equal.
int SortMergeJoin::CompareLevel() const {
  if (left_->IsExact(left_->number())) return 0;
  return comparator_->Compare(left_->batch(), left_->row(), right_->batch(), right_->row());
}

// The side that is behind, up to where the other one stands.
void SortMergeJoin::SeekPast(int order) {
  if (order < 0)
    LeftAlone(left_->CountWhile([this](std::int64_t row) {
      return comparator_->Compare(left_->batch(), row, right_->batch(), right_->row()) < 0;
    }));
  else
    RightAlone(right_->CountWhile([this](std::int64_t row) {
      return comparator_->Compare(left_->batch(), left_->row(), right_->batch(), row) > 0;
    }));
}

// A group whose end is in sight on both sides, and which is small, is done at once; another one
// takes a copy of its key, because batches will come and go.
void SortMergeJoin::StartGroup() {
  const std::int64_t left_rows = left_->CountEqual(), right_rows = right_->CountEqual();
  const bool in_sight = left_->row() + left_rows < left_->batch().num_rows() &&
                        right_->row() + right_rows < right_->batch().num_rows();
  if (in_sight && left_rows * right_rows <= context_->batch_limits().rows)
    return JoinInPlace(left_rows, right_rows);
  const RowRef row{0, Row(left_->row())};
  key_ = GatherRows(left_->batch().schema(), {left_->batch()}, {&row, 1});
  group_begin_ = right_->stream_row();
  if (IsFilter(type_)) {
    state_ = State::kFilter;
  } else if (match_ == Match::kAll) {
    state_ = State::kHold;
  } else if (match_ == Match::kFirst) {
    first_ = {right_->batch().Slice(right_->row(), 1)};
    right_->Advance(1);
    state_ = State::kFirst;
  } else {
    state_ = State::kZip;
  }
}

void SortMergeJoin::JoinInPlace(std::int64_t left_rows, std::int64_t right_rows) {
  counts_.largest_group = std::max(counts_.largest_group, right_rows);
  if (IsFilter(type_)) {
    counts_.pairs += left_rows;
    if (type_ == JoinType::kSemi) EmitLeft(left_rows);
    left_->Advance(left_rows);
    right_->Advance(right_rows);
    return;
  }
  const std::int64_t left_row = left_->row(), right_row = right_->row();
  std::int64_t left_used = left_rows, right_used = right_rows;
  if (match_ == Match::kAll) {
    const auto left = output_->UseLeft(left_->batch(), left_->slot());
    const auto right = output_->UseRight(right_->batch(), right_->slot());
    for (std::int64_t i = 0; i < left_rows; ++i)
      for (std::int64_t j = 0; j < right_rows; ++j)
        output_->Add({left, Row(left_row + i)}, {right, Row(right_row + j)});
    counts_.pairs += left_rows * right_rows;
  } else if (match_ == Match::kFirst) {
    for (std::int64_t i = 0; i < left_rows; ++i) AddPairs(left_row + i, right_row, 1);
    right_used = 1;
  } else {
    left_used = right_used = std::min(left_rows, right_rows);
    AddPairs(left_row, right_row, left_used);
  }
  // What is left over stands alone: it is behind all that the other side has left.
  left_->Advance(left_used);
  right_->Advance(right_used);
}

// Neighbours on the left with neighbours on the right.
void SortMergeJoin::AddPairs(std::int64_t left_row, std::int64_t right_row, std::int64_t count) {
  const auto left = output_->UseLeft(left_->batch(), left_->slot());
  const auto right = output_->UseRight(right_->batch(), right_->slot());
  for (std::int64_t i = 0; i < count; ++i)
    output_->Add({left, Row(left_row + i)}, {right, Row(right_row + i)});
  counts_.pairs += count;
}

void SortMergeJoin::EmitLeft(std::int64_t count) {
  const auto left = output_->UseLeft(left_->batch(), left_->slot());
  for (std::int64_t i = 0; i < count; ++i) output_->Add({left, Row(left_->row() + i)}, {});
}

void SortMergeJoin::LeftAlone(std::int64_t count) {
  counts_.unmatched_left += count;
  if (KeepsLeft(type_)) EmitLeft(count);
  left_->Advance(count);
}

void SortMergeJoin::RightAlone(std::int64_t count) {
  counts_.unmatched_right += count;
  if (KeepsRight(type_)) {
    const auto right = output_->UseRight(right_->batch(), right_->slot());
    for (std::int64_t i = 0; i < count; ++i) output_->Add({}, {right, Row(right_->row() + i)});
  }
  right_->Advance(count);
}

// Metrics add up in the host: what is new since the last time.
void SortMergeJoin::ReportCounts() {
  const auto report = [this](std::string_view name, std::int64_t Counts::*count) {
    const std::int64_t more = counts_.*count - reported_.*count;
    if (more != 0) context_->Metric(name, more);
  };
  report("pairs", &Counts::pairs);
  report("unmatched_left", &Counts::unmatched_left);
  report("unmatched_right", &Counts::unmatched_right);
  report("largest_group", &Counts::largest_group);
  reported_ = counts_;
}

}  // namespace etl::join
