// SPDX-License-Identifier: Apache-2.0
#include "plugins/top/top.h"

#include <algorithm>
#include <span>

#include "etl/plugin.h"
#include "plugins/shared/order_list/order_list.h"
#include "plugins/top/columns.h"
#include "plugins/top/uniqueness.h"

namespace etl::top {

Schema Top::Open(Context& context, const Schema& input) {
  context_ = &context;
  schema_ = input;
  if (IsSorted(options_)) return schema_;
  const std::string_view step = context.input_name(0);
  const Order order = order_list::ReadKeys(options_.order, input, step);
  const std::vector<int> unique = ColumnsOf(options_.unique, input, step);
  // Rows that are level with each other have the same values in the keys.
  std::vector<int> keys;
  for (const int column : unique)
    if (std::any_of(order.begin(), order.end(),
                    [&](const OrderKey& key) { return key.column == input[column].name; }))
      keys.push_back(column);
  best_ = std::make_unique<BestRows>(context, input, order, options_.n.value, !unique.empty(),
                                     std::move(keys));
  return schema_;
}

void Top::Process(const RecordBatch& input, BatchQueue& output) {
  if (best_) return best_->Add(input);
  const std::int64_t count = std::min(left_, input.num_rows());
  left_ -= count;
  // All rows are read all the same, so that whatever checks them has seen them.
  if (count > 0) output.Push(count == input.num_rows() ? input : input.Slice(0, count));
}

void Top::Finish(BatchQueue& output) {
  if (!best_) return;
  std::vector<BestRows::Entry> rows = best_->TakeSorted();
  const std::size_t best = rows.size();
  const RowStore& store = best_->store();
  if (!options_.unique.value.empty()) {
    const std::vector<BestRows::Entry> ties = best_->TakeTies();
    rows.insert(rows.end(), ties.begin(), ties.end());
    const std::string_view step = context_->input_name(0);
    const UniqueReport report{step, ColumnsOf(options_.locate, schema_, step)};
    for (const int column : ColumnsOf(options_.unique, schema_, step))
      RequireUnique(store.batches(), rows, best, column, report);
    rows.resize(best);
  }
  std::vector<RowRef> refs;
  for (const BestRows::Entry& row : rows) refs.push_back(row.row);
  const BatchLimits limits = context_->batch_limits();
  for (std::span<const RowRef> rest = refs; !rest.empty();) {
    std::size_t count = std::min(rest.size(), static_cast<std::size_t>(limits.rows));
    count = CountFitting(schema_, store.batches(), rest.first(count), limits.bytes);
    output.Push(GatherRows(schema_, store.batches(), rest.first(count)));
    rest = rest.subspan(count);
  }
}

}  // namespace etl::top

ETL_PLUGIN(top, "0.1.0") {
  plugin.Add<etl::top::Top>("top", "Keeps the first rows of an order, out of rows in any order.");
}
