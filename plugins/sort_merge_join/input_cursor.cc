// SPDX-License-Identifier: Apache-2.0
#include "plugins/sort_merge_join/input_cursor.h"

namespace etl::join {
namespace {

std::vector<CompareKey> KeysWithin(const std::vector<int>& columns) {
  std::vector<CompareKey> keys;
  for (const int column : columns) keys.push_back({column, column, false, false});
  return keys;
}

}  // namespace

InputCursor::InputCursor(BatchReader reader, std::string name, std::vector<int> columns,
                         bool unique, bool numbered, bool numbered_second)
    : reader_(std::move(reader)),
      name_(std::move(name)),
      columns_(std::move(columns)),
      comparator_(reader_.schema(), reader_.schema(), KeysWithin(columns_)),
      unique_(unique),
      numbered_(numbered),
      first_key_({columns_[0], columns_[0], false, false}, reader_.schema()[columns_[0]].type) {
  if (columns_.size() > 1 && numbered_second)
    second_key_.emplace(CompareKey{columns_[1], columns_[1], false, false},
                        reader_.schema()[columns_[1]].type);
}

bool InputCursor::LoadBatch() {
  if (ended_) return false;
  auto next = reader_.Next();
  rows_before_ += batch_.num_rows();
  row_ = 0;
  slot_ = {};
  ended_ = !next;
  if (unique_ && next) CheckUnique(*next);
  batch_ = next ? std::move(*next) : RecordBatch();
  NumberRows();
  return !ended_;
}

// The second number is that of a further piece of the first key where it goes on, else of the next
// key.
void InputCursor::NumberRows() {
  numbers_.assign(static_cast<std::size_t>(batch_.num_rows()), {});
  if (!numbered_ || numbers_.empty()) return;
  scratch_.clear();
  first_key_.AppendFirst(batch_.column(columns_[0]), scratch_);
  for (std::size_t row = 0; row < numbers_.size(); ++row) numbers_[row].first = scratch_[row];
  const auto fill = [&](const KeyNumbers& key, int piece) {
    const Column& column = batch_.column(key.column());
    key.Visit(piece, [&](auto of) {
      for (std::size_t row = 0; row < numbers_.size(); ++row)
        if (first_key_.GoesOn(0, numbers_[row].first) == (piece > 0))
          numbers_[row].second = of(column, static_cast<std::int64_t>(row));
    });
  };
  if (first_key_.has_pieces()) fill(first_key_, 1);
  if (second_key_) fill(*second_key_, 0);
}

// Every row is looked at, those without a partner too.
void InputCursor::CheckUnique(const RecordBatch& next) const {
  if (batch_.num_rows() > 0) CheckDistinct(batch_, batch_.num_rows() - 1, next, 0);
  for (std::int64_t row = 1; row < next.num_rows(); ++row) CheckDistinct(next, row - 1, next, row);
}

void InputCursor::CheckDistinct(const RecordBatch& a, std::int64_t i, const RecordBatch& b,
                                std::int64_t j) const {
  if (comparator_.Compare(a, i, b, j) != 0 || comparator_.HasNullLeft(b, j)) return;
  throw DataError("`{}` has the key {} more than once, but `match` is unique", name_,
                  KeyText(b, j, columns_))
      .Hint("remove the duplicate, or choose `match: all`, `zip` or `first`")
      .Row(rows_before_ + j);
}

}  // namespace etl::join
