// SPDX-License-Identifier: Apache-2.0
#include "runtime/cursor_tracker.h"

#include <utility>
#include <vector>

#include "etl/gather.h"
#include "etl/value_text.h"

namespace etl::runtime {

namespace {

int CursorColumn(const plan::StepPlan& plan) {
  return plan.schema->Find(plan.incremental->cursor).value();
}

}  // namespace

CursorTracker::CursorTracker(const plan::StepPlan& plan)
    : plan_(plan),
      column_(CursorColumn(plan)),
      within_(*plan.schema, *plan.schema, {{column_, column_}}),
      to_value_(*plan.schema, Schema({(*plan.schema)[column_]}), {{column_, 0}}) {}

bool CursorTracker::IsNews(const RecordBatch& batch, std::int64_t row) const {
  if (batch.column(column_).IsNull(row)) return false;
  const int order = to_value_.Compare(batch, row, plan_.bound->value, 0);
  return plan_.bound->inclusive ? order >= 0 : order > 0;
}

RecordBatch CursorTracker::Filter(RecordBatch batch) {
  if (plan_.bound) {
    std::vector<RowRef> news;
    for (std::int64_t row = 0; row < batch.num_rows(); ++row)
      if (IsNews(batch, row)) news.push_back({0, static_cast<std::uint32_t>(row)});
    if (static_cast<std::int64_t>(news.size()) < batch.num_rows())
      batch = GatherRows(batch.schema(), {batch}, news);
  }
  Remember(batch);
  return batch;
}

void CursorTracker::Remember(const RecordBatch& batch) {
  const Column& column = batch.column(column_);
  std::optional<std::int64_t> greatest;
  for (std::int64_t row = 0; row < batch.num_rows(); ++row)
    if (!column.IsNull(row) && (!greatest || within_.Compare(batch, row, batch, *greatest) > 0))
      greatest = row;
  if (!greatest || (greatest_ && to_value_.Compare(batch, *greatest, *greatest_, 0) <= 0)) return;
  // A copy: one row must not hold all of its batch.
  const RecordBatch cursor(Schema({batch.schema()[column_]}), {column}, batch.num_rows());
  const std::vector<RowRef> row{{0, static_cast<std::uint32_t>(*greatest)}};
  greatest_ = GatherRows(cursor.schema(), {cursor}, row);
}

std::optional<plan::CursorState> CursorTracker::News() const {
  if (!greatest_) return std::nullopt;
  const RowComparator values(greatest_->schema(), greatest_->schema(), {{0, 0}});
  if (plan_.bound && values.Compare(*greatest_, 0, plan_.bound->last, 0) <= 0) return std::nullopt;
  const Field& field = (*plan_.schema)[column_];
  return plan::CursorState{field.name, plan::CursorTypeName(field.type),
                           FormatValue(greatest_->column(0), 0), {}};
}

}  // namespace etl::runtime
