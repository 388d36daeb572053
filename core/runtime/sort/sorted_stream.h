// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "runtime/sort/full_sort.h"
#include "runtime/sort/incremental_sort.h"

namespace etl::runtime {

// A stream, sorted: inside the groups of its presorted prefix if there is one, else as a whole.
// Stable, so that the result depends neither on the memory nor on how the input was cut into
// batches. Pulled by one thread; `threads` may merge. The memory outlives it.
class SortedStream {
 public:
  using Input = IncrementalSort::Input;
  using CheckCancelled = IncrementalSort::CheckCancelled;

  SortedStream(Input input, const Schema& schema, const Order& order, int presorted_prefix,
               StepMemory& memory, BatchLimits limits, const SpillDirectory& directory,
               CheckCancelled check_cancelled = {}, int threads = 1);

  // The next rows in order; nullopt at the end. Never an empty batch.
  std::optional<RecordBatch> Next();

 private:
  Input input_;  // of a full sort that has not begun
  std::unique_ptr<FullSort> full_;
  std::unique_ptr<IncrementalSort> incremental_;
};

}  // namespace etl::runtime
