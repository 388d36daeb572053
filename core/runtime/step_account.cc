// SPDX-License-Identifier: Apache-2.0
#include "runtime/step_account.h"

#include <algorithm>

#include "etl/batch_size.h"

namespace etl::runtime {
namespace {

// Larger texts stay where they are, in the sink's own file.
constexpr std::size_t kArtifactLimit = 256 << 10;

}  // namespace

void StepAccount::CountOut(const RecordBatch& batch) {
  rows_out_ += batch.num_rows();
  ++batches_out_;
  bytes_out_ += SizeBytes(batch);
}

void StepAccount::Metric(std::string_view name, std::int64_t delta) {
  const std::lock_guard lock(mutex_);
  metrics_[std::string(name)] += delta;
}

void StepAccount::Artifact(std::string_view media_type, std::string_view content) {
  const std::lock_guard lock(mutex_);
  artifacts_[std::string(media_type)] = content.substr(0, kArtifactLimit);
}

void StepAccount::Statement(std::string_view masked, std::int64_t microseconds) {
  const std::lock_guard lock(mutex_);
  statements_.Add(masked, microseconds);
}

StepCounters StepAccount::Counters() const {
  StepCounters counters;
  counters.rows_in = rows_in_;
  counters.rows_out = rows_out_;
  counters.batches_out = batches_out_;
  counters.bytes_out = bytes_out_;
  counters.rejected = rejected_;
  counters.peak_memory = memory_.peak();
  counters.parts = parts_;
  counters.parts_done = parts_done_;
  counters.times = times_.Now();
  const std::lock_guard lock(mutex_);
  counters.statements = statements_;
  counters.metrics = metrics_;
  counters.artifacts = artifacts_;
  return counters;
}

}  // namespace etl::runtime
