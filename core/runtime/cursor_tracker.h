// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "etl/compare.h"
#include "plan/pipeline_plan.h"

namespace etl::runtime {

// Lets through the rows of an incremental source that are news, and remembers the greatest value of
// its cursor. Used by the source's thread; the result is read when that has ended.
class CursorTracker {
 public:
  // The plan outlives it; its source is incremental and its schema is known.
  explicit CursorTracker(const plan::StepPlan& plan);

  // The rows beyond the last value; all, nulls included, where there is none yet.
  RecordBatch Filter(RecordBatch batch);

  // What to keep for the next run; nullopt if there was no news.
  std::optional<plan::CursorState> News() const;

 private:
  bool IsNews(const RecordBatch& batch, std::int64_t row) const;
  void Remember(const RecordBatch& batch);

  const plan::StepPlan& plan_;
  const int column_;
  const RowComparator within_, to_value_;  // rows with each other, and with a value of one column
  std::optional<RecordBatch> greatest_;    // one row of the cursor alone
};

}  // namespace etl::runtime
