// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "etl/order.h"
#include "etl/record_batch_builder.h"
#include "runtime/memory_budget.h"
#include "runtime/spill_file.h"

namespace etl::runtime {

// A stream, sorted. Stable: rows with equal keys keep the order in which they came, so that the
// result depends neither on the memory nor on how the input was cut into batches.
//
// With a presorted prefix the input is ordered by the first keys already (somebody else has
// verified that): only rows with equal values there are sorted, and they leave as soon as a group
// is complete. Rows that the memory cannot hold go to a spill file as sorted runs, which are
// merged.
//
// Pulled by one thread. The StepMemory outlives it.
class SortedStream {
 public:
  // The next batch of the input; nullopt at its end. What it throws comes out of Next.
  using Input = std::function<std::optional<RecordBatch>()>;
  // Called now and then while runs are merged, when the input is not; throws to stop.
  using CheckCancelled = std::function<void()>;

  SortedStream(Input input, Schema schema, Order order, int presorted_prefix, StepMemory& memory,
               BatchLimits limits, SpillDirectory directory, CheckCancelled check_cancelled = {});
  ~SortedStream();

  // The next rows in order; nullopt at the end. Never an empty batch.
  std::optional<RecordBatch> Next();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace etl::runtime
