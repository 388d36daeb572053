// SPDX-License-Identifier: Apache-2.0
#include "runtime/sort/full_sort.h"

#include <utility>

namespace etl::runtime {

FullSort::FullSort(const Schema& schema, const Order& order, StepMemory& memory, BatchLimits limits,
                   SpillDirectory directory, std::function<void()> check_cancelled,
                   std::size_t parts, int threads)
    : key_(schema, order, 0),
      merger_(schema, key_, memory, limits, directory, std::move(check_cancelled), threads) {
  for (std::size_t i = 0; i < parts; ++i)
    parts_.push_back(std::make_unique<RunBuilder>(schema, key_, memory, limits, directory));
  runs_.resize(parts);
}

std::optional<RecordBatch> FullSort::Next() {
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    if (parts_[i]) Close(i);
    merger_.Add(std::move(runs_[i]));
  }
  parts_.clear();
  runs_.clear();
  return merger_.Next();
}

}  // namespace etl::runtime
