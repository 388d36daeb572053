// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "etl/gather.h"
#include "etl/record_batch_builder.h"
#include "plugins/shared/lookup/pending_rows.h"

namespace etl::lookup {

// Makes batches of the rows at the front whose keys are known, each with what matches it. One
// thread.
class Output {
 public:
  Output(const LookupLayout& layout, bool keeps_unmatched, BatchLimits limits)
      : layout_(layout), keeps_unmatched_(keeps_unmatched), limits_(limits) {}

  // The next batch; nullopt once the first row has a key that is wanting, or there is none.
  std::optional<RecordBatch> Next(PendingRows& pending, KeyTable& table);

  // Of the rows that are through.
  std::int64_t matched_pairs() const { return pairs_; }
  std::int64_t unmatched_rows() const { return unmatched_; }

 private:
  // A place among the pairs: a row of the front batch, and which of its matches.
  struct Place {
    std::int64_t row = 0;
    std::uint32_t match = 0;
  };
  // A row of the output; without an entry it has no match.
  struct Pair {
    Place place;
    const KeyEntry* entry;
  };

  void Collect(const PendingRows& pending, KeyTable& table);
  void NumberBlocks();
  std::size_t CountRows(const RecordBatch& rows) const;
  RecordBatch Gather(const RecordBatch& rows) const;
  void MoveTo(Place place, PendingRows& pending);

  const LookupLayout& layout_;
  const bool keeps_unmatched_;
  const BatchLimits limits_;
  Place begin_, end_;  // of what is collected
  std::vector<Pair> collected_;
  std::vector<RowRef> left_, right_;  // the same
  std::vector<RecordBatch> blocks_;   // that `right_` refers to
  std::int64_t pairs_ = 0, unmatched_ = 0;
};

}  // namespace etl::lookup
