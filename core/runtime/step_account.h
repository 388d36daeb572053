// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "etl/record_batch.h"
#include "runtime/memory_budget.h"
#include "runtime/reject_log.h"
#include "runtime/report.h"
#include "runtime/step_times.h"

namespace etl::runtime {

// The memory and the counters of a step, which all of its instances share. Thread-safe. The budget
// outlives it.
class StepAccount {
 public:
  // `reserved` bytes have been taken from the budget, and belong to this object now.
  StepAccount(MemoryBudget& budget, std::int64_t reserved) : memory_(budget, reserved) {}

  StepMemory& memory() { return memory_; }

  void CountIn(std::int64_t rows) { rows_in_ += rows; }
  void CountRejected() { ++rejected_; }
  void CountOut(const RecordBatch& batch);
  void Metric(std::string_view name, std::int64_t delta);
  // A text for the report; the last of a media type counts.
  void Artifact(std::string_view media_type, std::string_view content);
  void Statement(std::string_view masked, std::int64_t microseconds);
  std::int64_t rows(bool in) const { return in ? rows_in_ : rows_out_; }
  // The source is read in so many equal parts, and another one of them has been.
  void SetParts(std::int64_t parts) { parts_ = parts; }
  void CountPart() { ++parts_done_; }
  StepTimes* times() { return &times_; }
  StepCounters Counters() const;

  // Where the rows that the step rejects go; null: it rejects none, and nobody reads them.
  RejectLog* rejects() const { return rejects_.get(); }
  void MakeRejects(const SpillDirectory& directory, CancelToken& cancel,
                   std::optional<std::int64_t> kept) {
    rejects_ = std::make_unique<RejectLog>(memory_, directory, cancel, kept);
  }

 private:
  StepMemory memory_;
  std::atomic<std::int64_t> rows_in_{0}, rows_out_{0}, batches_out_{0}, bytes_out_{0}, rejected_{0};
  std::atomic<std::int64_t> parts_{0}, parts_done_{0};
  StepTimes times_;
  mutable std::mutex mutex_;
  std::map<std::string, std::int64_t> metrics_;
  std::map<std::string, std::string> artifacts_;  // by media type
  StatementLog statements_;
  std::unique_ptr<RejectLog> rejects_;
};

}  // namespace etl::runtime
