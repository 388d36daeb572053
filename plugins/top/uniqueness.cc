// SPDX-License-Identifier: Apache-2.0
#include "plugins/top/uniqueness.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace etl::top {
namespace {

using Entry = BestRows::Entry;

std::string PlaceOf(const std::vector<RecordBatch>& batches, const Entry& row,
                    const UniqueReport& report) {
  if (report.locate.empty()) return Format("row {}", row.position + 1);
  return KeyText(batches[row.row.batch], row.row.row, report.locate);
}

}  // namespace

void RequireUnique(const std::vector<RecordBatch>& batches, const std::vector<Entry>& rows,
                   std::size_t best, int column, const UniqueReport& report) {
  if (rows.empty()) return;
  const Schema& schema = batches.front().schema();
  const RowComparator comparator(schema, {{schema[column].name}});
  const auto compare = [&](std::size_t a, std::size_t b) {
    return comparator.Compare(batches[rows[a].row.batch], rows[a].row.row,
                              batches[rows[b].row.batch], rows[b].row.row);
  };
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return compare(a, b) < 0; });
  // Of several, the one that is found first by who reads the result.
  std::size_t first = 0, second = std::numeric_limits<std::size_t>::max();
  for (std::size_t i = 1; i < order.size(); ++i) {
    const Entry& row = rows[order[i]];
    if (order[i] < second && !batches[row.row.batch].column(column).IsNull(row.row.row) &&
        compare(order[i - 1], order[i]) == 0)
      first = order[i - 1], second = order[i];
  }
  if (second == std::numeric_limits<std::size_t>::max()) return;
  const Entry &a = rows[first], &b = rows[second];
  const bool in_order = a.position < b.position;
  throw DataError("{} stands twice among the {} first rows{}: {} and {} of `{}`",
                  KeyText(batches[b.row.batch], b.row.row, {column}), best,
                  second < best ? "" : " and those level with the last",
                  PlaceOf(batches, in_order ? a : b, report),
                  PlaceOf(batches, in_order ? b : a, report), report.input)
      .Column(schema[column].name)
      .Hint("correct one of the two; or delete the column from `unique` if it may stand twice");
}

}  // namespace etl::top
