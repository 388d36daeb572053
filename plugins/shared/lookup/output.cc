// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/lookup/output.h"

#include <algorithm>
#include <utility>

namespace etl::lookup {

// Up to the first row whose key is wanting, or a batch full.
void Output::Collect(const PendingRows& pending, KeyTable& table) {
  const PendingRows::Batch& front = pending.front();
  const auto limit = static_cast<std::size_t>(limits_.rows);
  collected_.clear();
  for (end_ = begin_; end_.row < front.rows.num_rows(); end_ = {end_.row + 1, 0}) {
    const KeyEntry* entry = front.entries[static_cast<std::size_t>(end_.row)];
    if (entry && !entry->block) return;
    if (!entry || entry->matches() == 0) {
      if (collected_.size() == limit) return;
      if (keeps_unmatched_) collected_.push_back({end_, nullptr});
      continue;
    }
    table.Touch(*entry->block);
    for (; end_.match < entry->matches(); ++end_.match) {
      if (collected_.size() == limit) return;
      collected_.push_back({end_, entry});
    }
  }
}

void Output::NumberBlocks() {
  left_.clear(), right_.clear(), blocks_.clear();
  for (const Pair& pair : collected_)
    if (pair.entry) pair.entry->block->number = RowRef::kNone;
  for (const Pair& pair : collected_) {
    left_.push_back({0, static_cast<std::uint32_t>(pair.place.row)});
    RowRef& right = right_.emplace_back();
    if (!pair.entry) continue;
    Block& block = *pair.entry->block;
    if (block.number == RowRef::kNone) {
      block.number = static_cast<std::uint32_t>(blocks_.size());
      blocks_.push_back(block.rows);
    }
    right = {block.number, pair.entry->begin + pair.place.match};
  }
}

// How many of the pairs a batch may hold.
std::size_t Output::CountRows(const RecordBatch& rows) const {
  std::vector<std::int64_t> bytes(collected_.size());
  const std::vector<RecordBatch> input{rows};
  for (int i = 0; i < rows.num_columns(); ++i)
    AddRowBytes(rows.column(i).type(), ColumnsOf(input, i), left_, bytes);
  for (const int i : layout_.table_columns)
    AddRowBytes(layout_.table[i].type, ColumnsOf(blocks_, i), right_, bytes);
  return CountFitting(bytes, limits_.bytes);
}

RecordBatch Output::Gather(const RecordBatch& rows) const {
  std::vector<Column> columns;
  const std::vector<RecordBatch> input{rows};
  const auto add = [&](DataType type, const ColumnSet& from, const std::vector<RowRef>& refs) {
    ColumnGatherer gatherer(type);
    gatherer.Append(from, refs);
    columns.push_back(gatherer.Finish());
  };
  for (int i = 0; i < rows.num_columns(); ++i)
    add(rows.column(i).type(), ColumnsOf(input, i), left_);
  for (const int i : layout_.table_columns)
    add(layout_.table[i].type, ColumnsOf(blocks_, i), right_);
  return RecordBatch(layout_.schema, std::move(columns), static_cast<std::int64_t>(left_.size()));
}

// The rows before `place` are through.
void Output::MoveTo(Place place, PendingRows& pending) {
  for (std::int64_t row = begin_.row; row < place.row; ++row) {
    const KeyEntry* entry = pending.front().entries[static_cast<std::size_t>(row)];
    const std::uint32_t matches = entry ? entry->matches() : 0;
    pairs_ += matches;
    unmatched_ += matches == 0 ? 1 : 0;
  }
  begin_ = pending.Advance(place.row) ? Place{} : place;
}

std::optional<RecordBatch> Output::Next(PendingRows& pending, KeyTable& table) {
  while (!pending.empty()) {
    Collect(pending, table);
    if (collected_.empty()) {
      const bool moved = end_.row > begin_.row;
      MoveTo(end_, pending);
      if (!moved) return std::nullopt;
      continue;
    }
    NumberBlocks();
    const std::size_t count = CountRows(pending.front().rows);
    const Place next = count < collected_.size() ? collected_[count].place : end_;
    left_.resize(count), right_.resize(count);
    RecordBatch batch = Gather(pending.front().rows);
    MoveTo(next, pending);
    return batch;
  }
  return std::nullopt;
}

}  // namespace etl::lookup
