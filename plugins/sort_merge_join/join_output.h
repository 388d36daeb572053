// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "etl/gather.h"
#include "etl/record_batch_builder.h"
#include "plugins/sort_merge_join/join_layout.h"

namespace etl::join {

// A batch's number within a JoinOutput, which whoever holds the batch keeps; it goes stale by
// itself.
struct BatchSlot {
  std::uint64_t generation = 0;
  std::uint32_t number = 0;
};

// Pairs of rows on their way to becoming batches. Pairs are collected as references, then gathered
// column by column; whoever adds stops as soon as it is full.
class JoinOutput {
 public:
  JoinOutput(const JoinLayout& layout, const Schema& left, const Schema& right, BatchLimits limits);

  // The numbers by which Add knows batches. Good until Take is called.
  std::uint32_t UseLeft(const RecordBatch& batch, BatchSlot& slot) {
    return Use(left_, batch, slot);
  }
  std::uint32_t UseRight(const RecordBatch& batch, BatchSlot& slot) {
    return Use(right_, batch, slot);
  }
  // One output row; a side may be no row.
  void Add(RowRef left, RowRef right) {
    left_.rows.push_back(left);
    right_.rows.push_back(right);
  }
  bool full() const;

  // The next batch: a full one, or with `flush` whatever there is; nullopt if there is none.
  std::optional<RecordBatch> Take(bool flush);

 private:
  struct SideRows {
    Schema schema;
    std::vector<RecordBatch> batches;
    std::vector<RowRef> rows;
  };

  std::uint32_t Use(SideRows& side, const RecordBatch& batch, BatchSlot& slot);
  void Measure();
  void Gather(std::size_t count);
  void GatherEither(std::size_t column, std::size_t count);
  void Forget();
  RecordBatch Finish();

  Schema schema_;
  std::vector<OutputColumn> columns_;
  BatchLimits limits_;
  std::int64_t fixed_row_bytes_ = 0;
  SideRows left_, right_;
  std::int64_t kept_bytes_ = 0;  // of the batches that rows refer to
  std::uint64_t generation_ = 1;
  std::size_t gathered_ = 0;         // of the collected rows
  std::vector<std::int64_t> bytes_;  // of each collected row, once measured
  std::vector<RowRef> either_;       // for keys of a full join: right rows numbered behind the left
  std::vector<ColumnGatherer> gatherers_;
  std::int64_t built_rows_ = 0, built_bytes_ = 0;
};

}  // namespace etl::join
