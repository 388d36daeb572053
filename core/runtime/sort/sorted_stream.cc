// SPDX-License-Identifier: Apache-2.0
#include "runtime/sort/sorted_stream.h"

#include <utility>

namespace etl::runtime {

SortedStream::SortedStream(Input input, const Schema& schema, const Order& order,
                           int presorted_prefix, StepMemory& memory, BatchLimits limits,
                           const SpillDirectory& directory, CheckCancelled check_cancelled,
                           int threads) {
  if (presorted_prefix > 0) {
    incremental_ =
        std::make_unique<IncrementalSort>(std::move(input), schema, order, presorted_prefix, memory,
                                          limits, directory, std::move(check_cancelled));
  } else {
    input_ = std::move(input);
    full_ = std::make_unique<FullSort>(schema, order, memory, limits, directory,
                                       std::move(check_cancelled), 1, threads);
  }
}

std::optional<RecordBatch> SortedStream::Next() {
  if (incremental_) return incremental_->Next();
  if (input_) {
    while (const auto batch = input_()) full_->part(0).Add(*batch);
    input_ = nullptr;
  }
  return full_->Next();
}

}  // namespace etl::runtime
