// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
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
  // Time in the step's own calls; negative for what of it was spent in the steps that it reads.
  void AddBusy(std::chrono::nanoseconds time) { busy_ += time.count(); }
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
  std::atomic<std::int64_t> busy_{0};  // nanoseconds
  mutable std::mutex mutex_;
  std::map<std::string, std::int64_t> metrics_;
  std::map<std::string, std::string> artifacts_;  // by media type
  StatementLog statements_;
  std::unique_ptr<RejectLog> rejects_;
};

// Counts the time from its making to its end for a step.
class BusyTime {
 public:
  enum class Of { kStep, kInput };  // an input's time is not the step's own
  explicit BusyTime(StepAccount& account, Of of = Of::kStep) : account_(account), of_(of) {}
  BusyTime(const BusyTime&) = delete;
  ~BusyTime() {
    const auto time = std::chrono::steady_clock::now() - started_;
    account_.AddBusy(of_ == Of::kStep ? time : -time);
  }

 private:
  StepAccount& account_;
  Of of_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

}  // namespace etl::runtime
