// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "etl/discovery.h"
#include "etl/options.h"

ETL_SDK_BEGIN

// Where a transform puts its batches.
class BatchQueue {
 public:
  void Push(RecordBatch batch) {
    if (batch.num_rows() > 0) batches_.push_back(std::move(batch));
  }
  std::optional<RecordBatch> Pop() {
    if (batches_.empty()) return std::nullopt;
    RecordBatch batch = std::move(batches_.front());
    batches_.pop_front();
    return batch;
  }

 private:
  std::deque<RecordBatch> batches_;
};

// A transform of one input. Optional static member, called at plan time, no I/O:
//   static void Describe(const Options&, Context&, const std::vector<PlanInput>&, Plan&);
// Without it the schema is what Open returns and the step counts as rowwise.
class Transform {
 public:
  virtual ~Transform() = default;

  // Called once, before the first batch; the result is the schema of the output.
  virtual Schema Open(Context& context, const Schema& input) = 0;

  // Called for each batch, in order. A throw ends the run.
  virtual void Process(const RecordBatch& input, BatchQueue& output) = 0;

  // Called once, after the last batch.
  virtual void Finish(BatchQueue&) {}
};

// A transform of several inputs. Describe is required: it says what order each input must have.
class MultiTransform {
 public:
  virtual ~MultiTransform() = default;

  // Called once. The inputs are in the order of the pipeline's `from`, and ordered as Describe
  // required.
  virtual Schema Open(Context& context, std::vector<BatchReader> inputs) = 0;

  // The next batch of the output; nullopt at the end.
  virtual std::optional<RecordBatch> Next() = 0;
};

ETL_SDK_END
