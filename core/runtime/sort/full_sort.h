// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "runtime/sort/run_builder.h"
#include "runtime/sort/run_merger.h"

namespace etl::runtime {

// Sorts all rows of a stream, which may come in parts: each is cut into sorted runs by a thread of
// its own, then all runs are merged. Rows that are equal leave in the order of their parts, and
// within a part in that of their arrival, so that neither threads nor memory change the result.
// The memory outlives it.
class FullSort {
 public:
  FullSort(const Schema& schema, const Order& order, StepMemory& memory, BatchLimits limits,
           SpillDirectory directory, std::function<void()> check_cancelled, std::size_t parts = 1,
           int threads = 1);

  // To be filled by one thread at a time. Other parts may be filled at the same time.
  RunBuilder& part(std::size_t i) { return *parts_[i]; }

  // The part has all of its rows. By the thread that has filled it; not needed before Next.
  void Close(std::size_t i) {
    runs_[i] = parts_[i]->Finish();
    parts_[i].reset();
  }

  // After all parts have got their rows: the next in order; nullopt at the end. One thread.
  std::optional<RecordBatch> Next();

 private:
  SortKey key_;
  std::vector<std::unique_ptr<RunBuilder>> parts_;
  std::vector<std::vector<SortedRun>> runs_;  // of the parts that are closed
  RunMerger merger_;
};

}  // namespace etl::runtime
