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

// Sorts a stream that is ordered by the first keys already (somebody else has verified that): only
// rows with equal values there are sorted, and they leave as soon as a group is complete. Stable. A
// group that the memory cannot hold goes to a spill file as sorted runs, which are merged. Pulled
// by one thread. The memory outlives it.
class IncrementalSort {
 public:
  // The next batch of the input; nullopt at its end. What it throws comes out of Next.
  using Input = std::function<std::optional<RecordBatch>()>;
  // Called now and then while runs are merged, when the input is not; throws to stop.
  using CheckCancelled = std::function<void()>;

  IncrementalSort(Input input, const Schema& schema, const Order& order, int presorted_prefix,
                  StepMemory& memory, BatchLimits limits, const SpillDirectory& directory,
                  CheckCancelled check_cancelled = {});
  ~IncrementalSort();

  // The next rows in order; nullopt at the end. Never an empty batch.
  std::optional<RecordBatch> Next();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace etl::runtime
