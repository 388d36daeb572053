// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>

#include "etl/record_batch_builder.h"
#include "plan/failure.h"
#include "runtime/reject_log.h"

namespace etl::runtime {

// Collects the rows that one instance of a step rejects, and hands them to the log of the step by
// the batch. Thread-safe; the log outlives it.
class RejectWriter {
 public:
  RejectWriter(RejectLog& log, BatchLimits limits) : log_(log), limits_(limits) {}

  // `failure` says why and where, `data` is the row as it was read: of that, what is no UTF-8 is
  // replaced, and so much as kMaxData bytes is kept. Throws EnvironmentError.
  void Add(const plan::StepFailure& failure, std::string_view data);
  // What is added now is of this split.
  void BeginSplit(std::int64_t split);
  // Hands over what is there.
  void Flush();
  // How many were added since the split, or the writer, began.
  std::int64_t count() const;

  static constexpr std::size_t kMaxData = 64 << 10;

 private:
  void FlushLocked();

  RejectLog& log_;
  const BatchLimits limits_;
  mutable std::mutex mutex_;
  std::int64_t split_ = 0, count_ = 0;
  std::optional<RecordBatchBuilder> rows_;  // made for the first: most runs have none
};

}  // namespace etl::runtime
