// SPDX-License-Identifier: Apache-2.0
#include "runtime/sort/sort_key.h"

#include <algorithm>

namespace etl::runtime {

SortKey::SortKey(const Schema& schema, const Order& order, int presorted_prefix)
    : keys_(CompareKeys(schema, order)),
      comparator_(schema, schema, keys_),
      presorted_(std::min(static_cast<std::size_t>(presorted_prefix), keys_.size())) {
  for (std::size_t i = presorted_; i < keys_.size(); ++i)
    numbers_.emplace_back(keys_[i], schema[keys_[i].left].type);
}

std::uint64_t SortKey::Number(Part part, const RecordBatch& batch, std::int64_t row) const {
  std::uint64_t number = 0;
  const Column& column = batch.column(ColumnOf(part));
  VisitNumbers(part, [&](auto of) { number = of(column, row); });
  return number;
}

void SortKey::AppendFirstNumbers(const RecordBatch& batch, std::vector<std::uint64_t>& out) const {
  if (numbers_.empty())
    out.resize(out.size() + static_cast<std::size_t>(batch.num_rows()));
  else
    numbers_[0].AppendFirst(batch.column(numbers_[0].column()), out);
}

void SortKey::AppendSecondNumbers(const RecordBatch& batch, const std::vector<std::uint64_t>& first,
                                  std::vector<std::uint64_t>& out) const {
  out.resize(first.size());
  if (numbers_.empty()) return;
  const auto fill = [&](Part part) {
    if (IsEnd(part)) return;
    const Column& column = batch.column(ColumnOf(part));
    VisitNumbers(part, [&](auto of) {
      for (std::size_t row = 0; row < first.size(); ++row)
        if (Behind({}, first[row]).key == part.key)
          out[row] = of(column, static_cast<std::int64_t>(row));
    });
  };
  if (numbers_[0].has_pieces()) fill({0, 1});
  fill({1, 0});
}

}  // namespace etl::runtime
