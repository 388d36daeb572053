// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/group_starts/group_starts.h"

#include <cmath>
#include <string_view>

#include "etl/gather.h"

namespace etl::group_starts {
namespace {

// Sets fresh[i] where row i differs from row i - 1. `same` is asked about values alone.
template <typename Same>
void MarkWhereDifferent(const Column& column, std::vector<std::uint8_t>& fresh, Same same) {
  const auto rows = static_cast<std::int64_t>(fresh.size());
  if (!column.may_have_nulls()) {
    for (std::int64_t i = 1; i < rows; ++i)
      fresh[static_cast<std::size_t>(i)] |= static_cast<std::uint8_t>(!same(i - 1, i));
    return;
  }
  for (std::int64_t i = 1; i < rows; ++i) {
    const bool before = column.IsNull(i - 1), now = column.IsNull(i);
    const bool equal = before || now ? before && now : same(i - 1, i);
    fresh[static_cast<std::size_t>(i)] |= static_cast<std::uint8_t>(!equal);
  }
}

template <typename T>
void MarkFixed(const Column& column, std::vector<std::uint8_t>& fresh) {
  const T* values = column.values<T>();
  MarkWhereDifferent(column, fresh,
                     [values](std::int64_t a, std::int64_t b) { return values[a] == values[b]; });
}

}  // namespace

GroupStarts::GroupStarts(const Schema& schema, const Order& keys)
    : comparator_(schema, keys), columns_(CompareKeys(schema, keys)) {}

const std::vector<std::uint32_t>& GroupStarts::Find(const RecordBatch& batch) {
  const std::int64_t rows = batch.num_rows();
  starts_.clear();
  if (rows == 0) return starts_;
  fresh_.assign(static_cast<std::size_t>(rows), 0);
  fresh_[0] = last_.num_rows() == 0 || comparator_.Compare(last_, 0, batch, 0) != 0;
  for (const CompareKey& key : columns_) Mark(batch.column(key.left));
  for (std::int64_t i = 0; i < rows; ++i)
    if (fresh_[static_cast<std::size_t>(i)]) starts_.push_back(static_cast<std::uint32_t>(i));
  Keep(batch, rows - 1);
  return starts_;
}

// Equal as the canonical order has it: -0 and 0, any NaN and any other.
void GroupStarts::Mark(const Column& column) {
  switch (column.type().id) {
    case TypeId::kNull:
      return;
    case TypeId::kBool:
      return MarkWhereDifferent(column, fresh_, [&](std::int64_t a, std::int64_t b) {
        return column.BoolAt(a) == column.BoolAt(b);
      });
    case TypeId::kFloat64:
      return MarkWhereDifferent(column, fresh_, [&](std::int64_t a, std::int64_t b) {
        return CompareFloat64(column.Float64At(a), column.Float64At(b)) == 0;
      });
    case TypeId::kDecimal128:
      return MarkWhereDifferent(column, fresh_, [&](std::int64_t a, std::int64_t b) {
        return column.DecimalAt(a) == column.DecimalAt(b);
      });
    case TypeId::kUtf8:
    case TypeId::kBinary:
      return MarkWhereDifferent(column, fresh_, [&](std::int64_t a, std::int64_t b) {
        return column.TextAt(a) == column.TextAt(b);
      });
    default:
      return FixedWidth(column.type()) == 4 ? MarkFixed<std::int32_t>(column, fresh_)
                                            : MarkFixed<std::int64_t>(column, fresh_);
  }
}

// A copy of the row alone, so that its batch can go.
void GroupStarts::Keep(const RecordBatch& batch, std::int64_t row) {
  const RowRef at{0, static_cast<std::uint32_t>(row)};
  last_ = GatherRows(batch.schema(), {batch}, {&at, 1});
}

}  // namespace etl::group_starts
