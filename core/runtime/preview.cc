// SPDX-License-Identifier: Apache-2.0
#include "runtime/preview.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>
#include <utility>

#include "plan/planner.h"
#include "runtime/collector.h"
#include "runtime/executor.h"
#include "runtime/run_id.h"
#include "runtime/signals.h"

namespace etl::runtime {

namespace {

// Small, so that the first rows are there soon; large enough for a filter that finds few.
BatchLimits LimitsForPreview(const PreviewRequest& request) {
  BatchLimits limits = plan::LimitsFor(request.memory);
  limits.rows =
      std::clamp<std::int64_t>(request.limit, 64, std::max<std::int64_t>(limits.rows, 64));
  return limits;
}

// Everything of one preview. On the heap, because one with a thread that will not stop can never
// be destroyed.
class Preview {
 public:
  explicit Preview(const PreviewRequest& request)
      : request_(request), budget_(request.memory), collector_(request.limit) {
    context_.host = {request.secrets, request.config, request.log, NewRunId(),
                     LimitsForPreview(request)};
    context_.budget = &budget_;
    context_.threads = request.threads > 0
                           ? request.threads
                           : static_cast<int>(std::max(std::thread::hardware_concurrency(), 1U));
    context_.spill = request.spill;
    context_.rows_per_sink = request.limit;
    sink_.name = "preview";
    sink_.section = "sinks";
    sink_.inputs.push_back({request.step, sink_.mark});
  }

  PreviewResult Execute();

 private:
  void ReadRows();
  void Fail(std::int32_t status, const std::string& message, const std::string& hint = "");
  void CheckReports();

  PreviewRequest request_;
  MemoryBudget budget_;
  RunContext context_;
  Collector collector_;
  config::Step sink_;
  PreviewResult result_;
  std::optional<plan::PipelinePlan> plan_;
  std::unique_ptr<Executor> executor_;
  std::atomic<bool> executing_{false};
};

void Preview::Fail(std::int32_t status, const std::string& message, const std::string& hint) {
  result_.failure.emplace();
  result_.failure->status = status;
  result_.failure->message = request_.secrets->Mask(message);
  result_.failure->hint = request_.secrets->Mask(hint);
}

PreviewResult Preview::Execute() {
  ::signal(SIGPIPE, SIG_IGN);
  auto watch = std::make_unique<SignalWatch>(
      [this](int signal) {
        if (!executing_) _exit(128 + signal);
        context_.state.cancel().Cancel();
      },
      [] {});
  try {
    ReadRows();
  } catch (const plan::StepFailure& failure) {
    result_.failure = failure;
  } catch (const Error& error) {
    Fail(error.status(), error.what(), error.hint());
  } catch (const std::bad_alloc&) {
    Fail(ETL_ENVIRONMENT_ERROR, "out of memory");
  } catch (const std::exception& error) {
    Fail(ETL_INTERNAL_ERROR, error.what());
  }
  result_.signal = result_.failure ? 0 : watch->signal();
  if (result_.hung) {
    (void)watch.release();  // its thread may be the one that hangs, in a plugin's cancel
    return std::move(result_);
  }
  if (executor_) executor_->DestroyInstances();
  return std::move(result_);
}

void Preview::ReadRows() {
  plan::PlanRequest request;
  request.config = request_.config;
  request.memory = request_.memory;
  request.host.sinks = {{&sink_, &collector_.component()}};
  plan_ = plan::BuildPlan(request, *request_.registry, *request_.secrets, context_.host,
                          result_.findings);
  if (result_.findings.has_errors()) return;
  executing_ = true;
  executor_ = std::make_unique<Executor>(*plan_, context_);
  executor_->Open();
  result_.hung = !executor_->Run([] {});
  result_.failure = context_.state.failure();
  if (result_.hung || result_.failure || context_.state.cancel().cancelled()) return;
  if (collector_.rows() < request_.limit) CheckReports();
  result_.schema = collector_.schema();
  result_.batches = collector_.TakeBatches();
  result_.rows = collector_.rows();
}

// Reported, and yet the call said that all was well: rows may be missing.
void Preview::CheckReports() {
  for (const auto& run : executor_->runs())
    if (run && run->has_failure() && !run->left())
      throw run->TakeFailure(ETL_INTERNAL_ERROR, "run");
}

}  // namespace

PreviewResult RunPreview(const PreviewRequest& request) {
  auto preview = std::make_unique<Preview>(request);
  PreviewResult result = preview->Execute();
  if (result.hung) (void)preview.release();
  return result;
}

}  // namespace etl::runtime
