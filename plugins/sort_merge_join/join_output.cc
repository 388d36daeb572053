// SPDX-License-Identifier: Apache-2.0
#include "plugins/sort_merge_join/join_output.h"

#include <algorithm>
#include <span>
#include <utility>

#include "etl/batch_size.h"

namespace etl::join {
namespace {

// Sparse matches would keep a batch alive for each row; beyond so many, rows are gathered.
constexpr std::size_t kFewBatches = 4, kManyBatches = 256;

Column Widen(const Column& column) {
  ColumnBuilder builder(Int64());
  for (std::int64_t row = 0; row < column.length(); ++row)
    column.IsNull(row) ? builder.AppendNull() : builder.AppendInt64(column.Int32At(row));
  return builder.Finish();
}

}  // namespace

JoinOutput::JoinOutput(const JoinLayout& layout, const Schema& left, const Schema& right,
                       BatchLimits limits)
    : schema_(layout.schema), columns_(layout.columns), limits_(limits) {
  left_.schema = left;
  right_.schema = right;
  for (const Field& field : schema_) {
    gatherers_.emplace_back(field.type);
    fixed_row_bytes_ += IsVariable(field.type) ? 4 : std::max(FixedWidth(field.type), 1);
  }
}

std::uint32_t JoinOutput::Use(SideRows& side, const RecordBatch& batch, BatchSlot& slot) {
  if (slot.generation != generation_) {
    slot = {generation_, static_cast<std::uint32_t>(side.batches.size())};
    side.batches.push_back(batch);
    kept_bytes_ += SizeBytes(batch);
  }
  return slot.number;
}

bool JoinOutput::full() const {
  const std::size_t batches = left_.batches.size() + right_.batches.size();
  return gathered_ > 0 || static_cast<std::int64_t>(left_.rows.size()) >= limits_.rows ||
         batches > kManyBatches || (batches > kFewBatches && kept_bytes_ > 2 * limits_.bytes);
}

std::optional<RecordBatch> JoinOutput::Take(bool flush) {
  if (gathered_ == 0) Measure();
  while (gathered_ < left_.rows.size()) {
    std::size_t count = 0;
    while (gathered_ + count < left_.rows.size() && built_rows_ < limits_.rows &&
           (built_rows_ == 0 || built_bytes_ + bytes_[gathered_ + count] <= limits_.bytes)) {
      built_bytes_ += bytes_[gathered_ + count++];
      ++built_rows_;
    }
    Gather(count);
    if (gathered_ < left_.rows.size()) return Finish();
  }
  Forget();
  if (built_rows_ == 0 || (!flush && built_rows_ < limits_.rows)) return std::nullopt;
  return Finish();
}

// What each row will take, text included, so that a few long texts do not make a batch of
// gigabytes.
void JoinOutput::Measure() {
  bytes_.assign(left_.rows.size(), fixed_row_bytes_);
  for (const OutputColumn& from : columns_) {
    for (const auto& [column, side] : {std::pair{from.left, &left_}, {from.right, &right_}}) {
      if (column < 0 || !IsVariable(side->schema[column].type)) continue;
      const ColumnSet texts = ColumnsOf(side->batches, column);
      for (std::size_t i = 0; i < bytes_.size(); ++i) {
        const RowRef row = side->rows[i];
        if (row.is_none() || texts[row.batch]->IsNull(row.row)) continue;
        bytes_[i] += static_cast<std::int64_t>(texts[row.batch]->TextAt(row.row).size());
      }
    }
  }
}

void JoinOutput::Gather(std::size_t count) {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const OutputColumn& from = columns_[i];
    if (from.left >= 0 && from.right >= 0) {
      GatherEither(i, count);
      continue;
    }
    const SideRows& side = from.left >= 0 ? left_ : right_;
    const int column = from.left >= 0 ? from.left : from.right;
    gatherers_[i].Append(ColumnsOf(side.batches, column),
                         std::span(side.rows).subspan(gathered_, count));
  }
  gathered_ += count;
}

// The left value, or where there is no left row the right one.
void JoinOutput::GatherEither(std::size_t i, std::size_t count) {
  std::vector<Column> columns;
  const auto add = [&](const SideRows& side, int column) {
    for (const RecordBatch& batch : side.batches) {
      const Column& from = batch.column(column);
      const bool widen = from.type().id == TypeId::kInt32 &&
                         schema_[static_cast<int>(i)].type.id == TypeId::kInt64;
      columns.push_back(widen ? Widen(from) : from);
    }
  };
  add(left_, columns_[i].left);
  add(right_, columns_[i].right);
  either_.clear();
  for (std::size_t row = gathered_; row < gathered_ + count; ++row) {
    RowRef either = left_.rows[row];
    if (either.is_none()) {
      either = right_.rows[row];
      either.batch += static_cast<std::uint32_t>(left_.batches.size());
    }
    either_.push_back(either);
  }
  ColumnSet set;
  for (const Column& column : columns) set.push_back(&column);
  gatherers_[i].Append(set, either_);
}

void JoinOutput::Forget() {
  for (SideRows* side : {&left_, &right_}) side->batches.clear(), side->rows.clear();
  kept_bytes_ = 0;
  gathered_ = 0;
  ++generation_;
}

RecordBatch JoinOutput::Finish() {
  std::vector<Column> columns;
  for (ColumnGatherer& gatherer : gatherers_) columns.push_back(gatherer.Finish());
  built_bytes_ = 0;
  return RecordBatch(schema_, std::move(columns), std::exchange(built_rows_, 0));
}

}  // namespace etl::join
