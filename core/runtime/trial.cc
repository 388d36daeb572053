// SPDX-License-Identifier: Apache-2.0
#include "runtime/trial.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>
#include <utility>

#include "plan/planner.h"
#include "runtime/collector.h"
#include "runtime/end_check.h"
#include "runtime/executor.h"
#include "runtime/reject_report.h"
#include "runtime/run_id.h"
#include "runtime/signals.h"

namespace etl::runtime {

namespace {

// Everything of one trial. On the heap, because one with a thread that will not stop can never be
// destroyed.
class Trial {
 public:
  explicit Trial(TrialRequest request) : request_(std::move(request)), budget_(request_.memory) {
    context_.host = {request_.secrets, request_.config, request_.log, NewRunId(),
                     plan::LimitsFor(request_.memory)};
    context_.budget = &budget_;
    context_.threads = request_.threads > 0
                           ? request_.threads
                           : static_cast<int>(std::max(std::thread::hardware_concurrency(), 1U));
  }

  TrialResult Execute();

 private:
  // The sink of a watched step that is none itself.
  struct Watched {
    config::Step step;
    std::unique_ptr<Collector> collector;
  };

  void WatchStep(const std::string& step);
  void MoveRows();
  void Keep();
  void Fail(std::int32_t status, const std::string& message, const std::string& hint = "");

  TrialRequest request_;
  MemoryBudget budget_;
  RunContext context_;
  std::map<std::string, std::unique_ptr<Collector>> sinks_;  // of the pipeline
  std::map<std::string, Watched> watches_;                   // by watched step
  TrialResult result_;
  std::optional<plan::PipelinePlan> plan_;
  std::unique_ptr<Executor> executor_;
  std::atomic<bool> executing_{false};
};

void Trial::Fail(std::int32_t status, const std::string& message, const std::string& hint) {
  result_.failure.emplace();
  result_.failure->status = status;
  result_.failure->message = request_.secrets->Mask(message);
  result_.failure->hint = request_.secrets->Mask(hint);
}

void Trial::WatchStep(const std::string& step) {
  if (sinks_.contains(step)) return;
  Watched& watch = watches_[step];
  watch.step.name = "rows of " + step;  // no step of a file can be called so
  watch.step.section = "sinks";
  watch.step.inputs.push_back({step, watch.step.mark});
  watch.collector = std::make_unique<Collector>(request_.kept_rows);
}

TrialResult Trial::Execute() {
  ::signal(SIGPIPE, SIG_IGN);
  auto watch = std::make_unique<SignalWatch>(
      [this](int signal) {
        if (!executing_) _exit(128 + signal);
        context_.state.cancel().Cancel();
      },
      [] {});
  try {
    MoveRows();
  } catch (const plan::StepFailure& failure) {
    result_.failure = failure;
  } catch (const Error& error) {
    Fail(error.status(), error.what(), error.hint());
  } catch (const std::bad_alloc&) {
    Fail(ETL_ENVIRONMENT_ERROR, "out of memory");
  } catch (const std::exception& error) {
    Fail(ETL_INTERNAL_ERROR, error.what());
  }
  result_.signal = watch->signal();
  if (result_.hung) {
    (void)watch.release();  // its thread may be the one that hangs, in a plugin's cancel
    return std::move(result_);
  }
  if (executor_) executor_->DestroyInstances();
  Keep();
  return std::move(result_);
}

void Trial::MoveRows() {
  for (const config::Step& sink : request_.config->sinks)
    sinks_[sink.name] = std::make_unique<Collector>(request_.kept_rows);
  for (const std::string& step : request_.watched) WatchStep(step);
  plan::PlanRequest request;
  request.config = request_.config;
  request.memory = request_.memory;
  for (const auto& [name, collector] : sinks_) request_.stand_ins[name] = &collector->component();
  request.host.stand_ins = &request_.stand_ins;
  for (const auto& [name, watch] : watches_)
    request.host.sinks.push_back({&watch.step, &watch.collector->component()});
  plan_ = plan::BuildPlan(request, *request_.registry, *request_.secrets, context_.host,
                          result_.findings);
  if (result_.findings.has_errors()) return;
  executing_ = true;
  executor_ = std::make_unique<Executor>(*plan_, context_);
  executor_->Open();
  result_.hung = !executor_->Run([] {});
  result_.failure = context_.state.failure();
  if (result_.hung || result_.failure || context_.state.cancel().cancelled()) return;
  CheckEnd(executor_->runs());
  result_.excess = ExcessRejects(executor_->runs());
}

void Trial::Keep() {
  const auto keep = [&](const std::string& step, Collector& collector) {
    result_.steps[step] = {collector.schema(), collector.TakeBatches(), collector.rows_seen()};
  };
  if (!plan_ || result_.findings.has_errors()) return;
  for (const auto& [step, watch] : watches_) keep(step, *watch.collector);
  for (const auto& [step, collector] : sinks_)
    if (std::ranges::find(request_.watched, step) != request_.watched.end()) keep(step, *collector);
}

}  // namespace

TrialResult RunTrial(TrialRequest request) {
  auto trial = std::make_unique<Trial>(std::move(request));
  TrialResult result = trial->Execute();
  if (result.hung) (void)trial.release();
  return result;
}

}  // namespace etl::runtime
