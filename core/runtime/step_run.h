// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "plan/pipeline_plan.h"
#include "plan/step_host.h"
#include "runtime/cancel.h"
#include "runtime/cursor_tracker.h"
#include "runtime/memory_budget.h"
#include "runtime/reject_writer.h"
#include "runtime/run_state.h"
#include "runtime/spill_file.h"
#include "runtime/step_account.h"

namespace etl::runtime {

class Recorder;

// What the steps of one run share. Outlives them.
struct RunContext {
  plan::HostEnvironment host;
  RunState state;
  MemoryBudget* budget = nullptr;
  std::chrono::milliseconds tick{100};  // how often the run is looked at
  int threads = 1;                      // that may share the work of one source
  bool profile = false;
  std::map<std::string, CursorTracker> cursors;  // of incremental sources, by step
  SpillDirectory spill;
  Recorder* recorder = nullptr;  // of a run that is recorded
  // Of a preview: its sink takes so many rows and then stops reading. -1: all.
  std::int64_t rows_per_sink = -1;
  // Writes a sink's claim to the journal.
  std::function<void(const std::string& step, const std::string& component, std::string_view token)>
      claim;
};

// An instance of a step: its host, the component's instance, and the account of the step, which
// several instances may share. Used by the threads that the executor gives it.
class StepRun final : public plan::StepHost {
 public:
  // Creates the instance. Throws StepFailure.
  StepRun(const plan::StepPlan& plan, RunContext& context, std::vector<std::string> input_names,
          std::shared_ptr<StepAccount> account);
  ~StepRun() override;

  const plan::StepPlan& plan() const { return plan_; }
  const etl_component& table() const { return *plan_.component->c; }
  void* instance() const { return instance_; }
  RunContext& context() { return context_; }
  const std::shared_ptr<StepAccount>& account() const { return account_; }
  StepMemory& memory() { return account_->memory(); }
  bool left() const { return left_; }  // nobody reads this step any more

  // Destroys the instance; its streams must be gone. Called again, does nothing.
  void Destroy();
  // Makes blocked calls of the instance return soon. Any thread.
  void CancelInstance() noexcept;

  // Where the failure of an input goes that this step reads on its own: to the run, unless
  // somebody else wants to judge it.
  void set_on_failure(std::function<void(plan::StepFailure)> on_failure) {
    on_failure_ = std::move(on_failure);
  }
  void FailRun(plan::StepFailure failure);

  // The instance works on this split from now on. A run without splits never says so.
  void BeginSplit(std::int64_t split);
  // How many rows it has rejected of it.
  std::int64_t rejected() const { return rejects_ ? rejects_->count() : 0; }
  // The stream of this instance is gone: so are, without splits, all rejects of the step. What goes
  // wrong fails the run.
  void EndRejects() noexcept;

  StepCounters Counters() const { return account_->Counters(); }

 private:
  bool Cancelled() override { return context_.state.cancel().cancelled() || left_; }
  void Metric(std::string_view name, std::int64_t delta) override { account_->Metric(name, delta); }
  bool TryMemory(std::int64_t bytes) override;
  std::int32_t NewBuffer(const ArrowSchema* schema, etl_buffer** out) override;
  std::int32_t Claim(std::string_view token) override;
  void Artifact(std::string_view media_type, std::string_view content) override {
    account_->Artifact(media_type, content);
  }
  std::int32_t Reject(const etl_error& error) override;
  void Statement(std::string_view text, std::int64_t microseconds) override;

  const plan::StepPlan& plan_;
  RunContext& context_;
  std::vector<std::string> input_names_;
  std::vector<etl_str> input_strs_;
  std::shared_ptr<StepAccount> account_;
  std::function<void(plan::StepFailure)> on_failure_;
  std::optional<RejectWriter> rejects_;  // on_error: reject
  bool has_splits_ = false;
  std::mutex instance_mutex_;  // cancel against destroy
  void* instance_ = nullptr;
  std::atomic<bool> left_{false};
  CancelToken::Registration registration_;
};

}  // namespace etl::runtime
