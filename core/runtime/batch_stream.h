// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "etl/record_batch.h"

namespace etl::runtime {

// Batches of one schema, pulled by one thread. Destroying it says that no more will be read.
class BatchStream {
 public:
  virtual ~BatchStream() = default;
  virtual const Schema& schema() const = 0;
  // The next batch, which has rows; nullopt at the end. Throws StepFailure, or Stopped.
  virtual std::optional<RecordBatch> Next() = 0;
};

using StreamPointer = std::unique_ptr<BatchStream>;

}  // namespace etl::runtime
