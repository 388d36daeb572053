// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "etl/record_batch_builder.h"
#include "plugins/aggregate/calls.h"

namespace etl::aggregate {

// Thrown where a result does not fit its type; whoever knows the group names it.
struct Overflow {
  DataType type;
};

// Computes one column of the output. For each batch BeginBatch, then Add and EndGroup in the order
// of the rows, then EndBatch. One thread.
class Accumulator {
 public:
  virtual ~Accumulator() = default;

  // `fresh`: rows whose value of the distinct column is not that of the row before, in order. The
  // batch stays until EndBatch.
  virtual void BeginBatch(const RecordBatch& batch, const std::vector<std::uint32_t>& fresh) = 0;
  // Rows `begin` to `end` - 1 belong to the open group. May throw Overflow.
  virtual void Add(std::int64_t begin, std::int64_t end) = 0;
  // The result of the open group, which may have no rows, is due; another one opens. May throw
  // Overflow.
  virtual void EndGroup() = 0;
  virtual void EndBatch() {}
  // The results since the last Take. Not within a batch.
  virtual Column Take() = 0;
};
using AccumulatorPointer = std::unique_ptr<Accumulator>;

AccumulatorPointer MakeCount(const AggregateCall& call);
AccumulatorPointer MakeSum(const AggregateCall& call, DataType input);
AccumulatorPointer MakeAvg(const AggregateCall& call, DataType input);
// A value of one of the group's rows: min, max, first, last.
AccumulatorPointer MakePick(Function function, int column, DataType type);

}  // namespace etl::aggregate
