// SPDX-License-Identifier: Apache-2.0
#include "runtime/sort_key.h"

#include <algorithm>
#include <limits>

#include "runtime/sort_number.h"

namespace etl::runtime {

SortKey::SortKey(const Schema& schema, const Order& order, int presorted_prefix)
    : keys_(CompareKeys(schema, order)),
      comparator_(schema, schema, keys_),
      presorted_(std::min(static_cast<std::size_t>(presorted_prefix), keys_.size())) {}

void SortKey::AppendPrefixes(const RecordBatch& batch, std::vector<std::uint64_t>& out) const {
  constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
  if (presorted_ == keys_.size()) {
    out.resize(out.size() + static_cast<std::size_t>(batch.num_rows()));
    return;
  }
  const CompareKey& key = keys_[presorted_];
  const Column& column = batch.column(key.left);
  const std::uint64_t null = key.nulls_last ? kMax : 0, flip = key.descending ? kMax : 0;
  const auto append = [&](auto of) {
    for (std::int64_t row = 0; row < batch.num_rows(); ++row)
      out.push_back(column.IsNull(row) ? null : of(column, row) ^ flip);
  };
  if (IsVariable(column.type()))
    append([](const Column& c, std::int64_t row) { return NumberOfText(c.TextAt(row), 0); });
  else if (column.type().id == TypeId::kDecimal128)
    append([](const Column& c, std::int64_t row) { return NumberOfDecimal(c.DecimalAt(row), 0); });
  else
    VisitNumbers(column.type(), append);
}

}  // namespace etl::runtime
