// SPDX-License-Identifier: Apache-2.0
#include "tests/property/step_property.h"

#include <algorithm>
#include <utility>

#include "etl/compare.h"
#include "etl/gather.h"

namespace etl::property {

const Schema& StepRows() {
  static const Schema schema{{"k1", Utf8()}, {"k2", Int32()}, {"v", Int32(), false}};
  return schema;
}

RecordBatch Sorted(const RecordBatch& rows, const Order& order) {
  const RowComparator comparator(rows.schema(), order);
  std::vector<RowRef> refs;
  for (std::int64_t i = 0; i < rows.num_rows(); ++i)
    refs.push_back({0, static_cast<std::uint32_t>(i)});
  std::stable_sort(refs.begin(), refs.end(), [&](RowRef a, RowRef b) {
    return comparator.Compare(rows, a.row, rows, b.row) < 0;
  });
  return GatherRows(rows.schema(), {rows}, refs);
}

RecordBatch MakeStepRows(Random& random, std::int64_t first) {
  const std::int64_t count = random.OneIn(8) ? random.Below(2) : random.Below(60);
  const std::int64_t names =
      random.Pick(std::vector<std::int64_t>{1, 3, static_cast<std::int64_t>(TrickyNames().size())});
  RecordBatchBuilder builder(StepRows(), {1 << 20, 1 << 30});
  for (std::int64_t i = 0; i < count; ++i) {
    if (random.OneIn(6))
      builder.column(0).AppendNull();
    else
      builder.column(0).AppendText(TrickyNames()[static_cast<std::size_t>(random.Below(names))]);
    AppendRandom(random, builder.column(1));
    builder.column(2).Append(first + i);
  }
  return builder.Finish();
}

Keys MakeKeys(Random& random) {
  std::vector<std::string> columns{"k1", "k2"};
  if (random.OneIn(2)) std::swap(columns[0], columns[1]);
  if (random.OneIn(3)) columns.pop_back();
  Keys keys;
  for (const std::string& column : columns) {
    const OrderKey key{column, random.OneIn(2), random.OneIn(3)};
    keys.order.push_back(key);
    keys.option += (keys.option.empty() ? "[" : ", ") + ToString({key});
    keys.sql += (keys.sql.empty() ? "" : ", ") + column + (key.descending ? " DESC" : " ASC") +
                (key.nulls_last ? " NULLS LAST" : " NULLS FIRST");
  }
  keys.option += "]";
  return keys;
}

}  // namespace etl::property
