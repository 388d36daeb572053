// SPDX-License-Identifier: Apache-2.0
#include "plugins/distinct/distinct.h"

#include "etl/gather.h"
#include "etl/plugin.h"
#include "plugins/distinct/keys.h"

namespace etl::distinct {

Schema Distinct::Open(Context& context, const Schema& input) {
  groups_.emplace(input, KeysOf(options_, input, context.input_name(0)));
  schema_ = OutputOf(options_, input);
  return schema_;
}

void Distinct::Process(const RecordBatch& input, BatchQueue& output) {
  if (options_.count.empty())
    PassFirsts(input, output);
  else
    PassCounted(input, output);
}

// Where the firsts are neighbours, as in a stream with few duplicates, nothing is copied.
void Distinct::PassFirsts(const RecordBatch& input, BatchQueue& output) {
  const std::vector<std::uint32_t>& starts = groups_->Find(input);
  if (starts.empty()) return;
  if (starts.back() - starts.front() + 1 == starts.size())
    return output.Push(input.Slice(starts.front(), static_cast<std::int64_t>(starts.size())));
  std::vector<RowRef> rows;
  rows.reserve(starts.size());
  for (const std::uint32_t row : starts) rows.push_back({0, row});
  output.Push(GatherRows(schema_, {input}, rows));
}

// A group is complete when the next one begins: the open one, and all but the last of the batch.
void Distinct::PassCounted(const RecordBatch& input, BatchQueue& output) {
  const std::vector<std::uint32_t>& starts = groups_->Find(input);
  if (starts.empty()) {
    open_rows_ += input.num_rows();
    return;
  }
  std::vector<RowRef> rows;
  std::vector<std::int64_t> counts;
  if (open_.num_rows() > 0) {
    rows.push_back({1, 0});
    counts.push_back(open_rows_ + starts[0]);
  }
  for (std::size_t i = 0; i + 1 < starts.size(); ++i) {
    rows.push_back({0, starts[i]});
    counts.push_back(starts[i + 1] - starts[i]);
  }
  if (!rows.empty()) {
    const RecordBatch& open = open_.num_rows() > 0 ? open_ : input;
    output.Push(Counted(GatherRows(input.schema(), {input, open}, rows), counts));
  }
  const RowRef last{0, starts.back()};
  open_ = GatherRows(input.schema(), {input}, {&last, 1});
  open_rows_ = input.num_rows() - starts.back();
}

void Distinct::Finish(BatchQueue& output) {
  if (open_.num_rows() > 0) output.Push(Counted(open_, {open_rows_}));
}

RecordBatch Distinct::Counted(const RecordBatch& rows,
                              const std::vector<std::int64_t>& counts) const {
  std::vector<Column> columns;
  for (int i = 0; i < rows.num_columns(); ++i) columns.push_back(rows.column(i));
  ColumnBuilder builder(Int64());
  for (const std::int64_t count : counts) builder.AppendInt64(count);
  columns.push_back(builder.Finish());
  return RecordBatch(schema_, std::move(columns), rows.num_rows());
}

}  // namespace etl::distinct

ETL_PLUGIN(distinct, "0.1.0") {
  plugin.Add<etl::distinct::Distinct>("distinct", "Keeps the first row of each key.");
}
