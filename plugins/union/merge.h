// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "etl/compare.h"
#include "etl/gather.h"
#include "etl/record_batch_builder.h"
#include "plugins/union/input_stream.h"

namespace etl::union_all {

// Merges ordered inputs into one ordered stream. Of rows that are level, those of the first input
// come first. Holds a batch of each input.
class Merge {
 public:
  Merge(const Schema& schema, const Order& order, BatchLimits limits,
        std::vector<InputStream> inputs);

  // The next batch; nullopt at the end.
  std::optional<RecordBatch> Next();

 private:
  void Load(std::size_t input);
  bool Before(std::size_t a, std::size_t b) const;
  std::int64_t CountUpTo(std::size_t input, std::size_t bound) const;
  std::optional<RecordBatch> TakeRun();
  RecordBatch Flush();

  Schema schema_;
  RowComparator comparator_;
  BatchLimits limits_;
  std::vector<InputStream> inputs_;
  std::vector<RecordBatch> batches_;  // the one at hand of each input
  std::vector<std::int64_t> rows_;    // the next row in each of them
  std::vector<std::size_t> heap_;     // inputs that have rows; the one that is next at the top
  std::vector<std::size_t> used_up_;  // inputs of which a batch has to be read
  std::vector<RowRef> pending_;       // rows of the batches at hand, in order
};

}  // namespace etl::union_all
