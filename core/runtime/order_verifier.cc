// SPDX-License-Identifier: Apache-2.0
#include "runtime/order_verifier.h"

#include <algorithm>
#include <utility>

#include "etl/gather.h"

namespace etl::runtime {
namespace {

// Calls `full(row)` for each row (from 1 on) that `strict(row)` does not find strictly behind the
// one before it, until it says that the order is broken. Returns that row, or -1.
template <typename Strict, typename Full>
std::int64_t Scan(std::int64_t rows, Strict strict, Full full) {
  for (std::int64_t row = 1; row < rows; ++row)
    if (!strict(row) && full(row)) return row;
  return -1;
}

template <typename T, typename Full>
std::int64_t ScanValues(const Column& column, bool descending, Full full) {
  const T* v = column.values<T>();
  if (descending)
    return Scan(
        column.length(), [v](std::int64_t row) { return v[row] < v[row - 1]; }, full);
  return Scan(
      column.length(), [v](std::int64_t row) { return v[row - 1] < v[row]; }, full);
}

// Most rows are told apart by the first key alone, in a loop over one type; whatever it leaves open
// (equal, null, NaN) `full` decides.
template <typename Full>
std::int64_t ScanByFirstKey(const Column& column, bool descending, Full full) {
  const auto never = [](std::int64_t) { return false; };
  if (column.may_have_nulls()) return Scan(column.length(), never, full);
  switch (column.type().id) {
    case TypeId::kInt32:
    case TypeId::kDate32:
      return ScanValues<std::int32_t>(column, descending, full);
    case TypeId::kInt64:
    case TypeId::kTimestamp:
    case TypeId::kTimestampUtc:
    case TypeId::kDuration:
      return ScanValues<std::int64_t>(column, descending, full);
    case TypeId::kUInt64:
      return ScanValues<std::uint64_t>(column, descending, full);
    case TypeId::kFloat64:
      return ScanValues<double>(column, descending, full);
    default:
      return Scan(column.length(), never, full);
  }
}

}  // namespace

OrderVerifier::OrderVerifier(Schema schema, Order order)
    : comparator_(schema, order), keys_(CompareKeys(schema, order)) {
  for (const CompareKey& key : keys_) columns_.push_back(key.left);
}

std::optional<Inversion> OrderVerifier::Check(const RecordBatch& batch) {
  if (keys_.empty() || batch.num_rows() == 0) return std::nullopt;
  if (last_ && comparator_.Compare(*last_, 0, batch, 0) > 0) return Describe(*last_, 0, batch, 0);
  if (const std::int64_t row = FindInversion(batch); row >= 0)
    return Describe(batch, row - 1, batch, row);
  rows_ += batch.num_rows();
  // A copy of the row: a slice would keep the whole batch.
  const RowRef last{0, static_cast<std::uint32_t>(batch.num_rows() - 1)};
  last_ = GatherRows(batch.schema(), {batch}, {&last, 1});
  return std::nullopt;
}

std::int64_t OrderVerifier::FindInversion(const RecordBatch& batch) const {
  const auto inverted = [&](std::int64_t row) {
    return comparator_.Compare(batch, row - 1, batch, row) > 0;
  };
  return ScanByFirstKey(batch.column(keys_[0].left), keys_[0].descending, inverted);
}

Inversion OrderVerifier::Describe(const RecordBatch& previous, std::int64_t previous_row,
                                  const RecordBatch& current, std::int64_t current_row) const {
  return {rows_ + current_row, KeyText(previous, previous_row, columns_),
          KeyText(current, current_row, columns_)};
}

}  // namespace etl::runtime
