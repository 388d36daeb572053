// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "plan/pipeline_plan.h"
#include "plan/step_host.h"
#include "runtime/cancel.h"
#include "runtime/memory_budget.h"
#include "runtime/report.h"
#include "runtime/run_state.h"
#include "runtime/spill_file.h"

namespace etl::runtime {

// What the steps of one run share. Outlives them.
struct RunContext {
  plan::HostEnvironment host;
  RunState state;
  MemoryBudget* budget = nullptr;
  SpillDirectory spill;
  // Writes a sink's claim to the journal.
  std::function<void(const std::string& step, const std::string& component, std::string_view token)>
      claim;
};

// One step of a run: its host, its instance, its memory and its counters. The instance is used by
// the threads that the executor gives it; counters may be read by any.
class StepRun final : public plan::StepHost {
 public:
  // Creates the instance. The plan's minimum memory has been taken from the budget. Throws
  // StepFailure.
  StepRun(const plan::StepPlan& plan, RunContext& context, std::vector<std::string> input_names);
  ~StepRun() override;

  const plan::StepPlan& plan() const { return plan_; }
  const etl_component& table() const { return *plan_.component->c; }
  void* instance() const { return instance_; }
  RunContext& context() { return context_; }
  StepMemory& memory() { return memory_; }
  bool left() const { return left_; }  // nobody reads this step any more

  // Destroys the instance; its streams must be gone. Called again, does nothing.
  void Destroy();
  // Makes blocked calls of the instance return soon. Any thread.
  void CancelInstance() noexcept;

  void CountIn(const RecordBatch& batch);
  void CountOut(const RecordBatch& batch);
  StepCounters Counters() const;

 private:
  bool Cancelled() override { return context_.state.cancel().cancelled() || left_; }
  void Metric(std::string_view name, std::int64_t delta) override;
  bool TryMemory(std::int64_t bytes) override;
  std::int32_t NewBuffer(const ArrowSchema* schema, etl_buffer** out) override;
  std::int32_t Claim(std::string_view token) override;
  void Artifact(std::string_view media_type, std::string_view content) override;

  const plan::StepPlan& plan_;
  RunContext& context_;
  std::vector<std::string> input_names_;
  std::vector<etl_str> input_strs_;
  StepMemory memory_;
  std::mutex instance_mutex_;  // cancel against destroy
  void* instance_ = nullptr;
  std::atomic<bool> left_{false};
  std::atomic<std::int64_t> rows_in_{0}, rows_out_{0}, batches_out_{0}, bytes_out_{0};
  mutable std::mutex metrics_mutex_;
  std::map<std::string, std::int64_t> metrics_;
  std::map<std::string, std::string> artifacts_;  // by media type
  CancelToken::Registration registration_;
};

}  // namespace etl::runtime
