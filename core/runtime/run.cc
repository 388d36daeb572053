// SPDX-License-Identifier: Apache-2.0
#include "runtime/run.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "plan/planner.h"
#include "runtime/assertion_check.h"
#include "runtime/commit.h"
#include "runtime/end_check.h"
#include "runtime/executor.h"
#include "runtime/pipeline_recovery.h"
#include "runtime/recording/recorder.h"
#include "runtime/recovery.h"
#include "runtime/reject_report.h"
#include "runtime/run_id.h"
#include "runtime/run_observer.h"
#include "runtime/signals.h"
#include "runtime/state_directory.h"

namespace etl::runtime {

namespace {

// Everything of one run. On the heap, because a run with a thread that will not stop can never be
// destroyed.
class Run {
 public:
  explicit Run(const RunRequest& request) : request_(request), budget_(request.memory) {
    result_.report.pipeline = request.config->name;
    result_.report.run_id = request.run_id.empty() ? NewRunId() : request.run_id;
    context_.host = {request.secrets, request.config, request.log, result_.report.run_id,
                     plan::LimitsFor(request.memory)};
    context_.budget = &budget_;
    context_.threads = request.threads > 0
                           ? request.threads
                           : static_cast<int>(std::max(std::thread::hardware_concurrency(), 1U));
    context_.spill = request.spill;
    context_.recorder = request.recorder;
    result_.report.replayed_from = request.replayed_from;
    context_.profile = result_.report.profile = request.profile;
    context_.claim = [this](const std::string& step, const std::string& component,
                            std::string_view token) {
      const std::lock_guard lock(journal_mutex_);
      journal_->Claim(step, component, token);
    };
  }

  RunResult Execute();

 private:
  void RunGuarded(SignalWatch& watch);
  void RecoverLast();
  void PrepareState();
  void MoveRows();
  void KeepRecording();
  void CommitAll(SignalWatch& watch);
  void Decide();
  void Undo();
  void UndoHung();
  void Fail(plan::StepFailure failure);
  double Elapsed() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
  }
  void FillReport();

  RunRequest request_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  MemoryBudget budget_;
  RunContext context_;
  RunResult result_;
  std::optional<StateDirectory> state_;
  plan::CursorStates cursors_;  // of the last run
  std::optional<plan::PipelinePlan> plan_;
  std::mutex journal_mutex_;
  std::optional<Journal> journal_;
  std::unique_ptr<Executor> executor_;
  std::optional<RunObserver> observer_;
  std::optional<Commit> commit_;
  std::atomic<bool> executing_{false};
};

plan::StepFailure FromError(const Error& error, const config::Secrets& secrets) {
  plan::StepFailure failure;
  failure.status = error.status();
  failure.message = secrets.Mask(error.what());
  failure.hint = secrets.Mask(error.hint());
  return failure;
}

void Run::Fail(plan::StepFailure failure) {
  if (!result_.report.failure) result_.report.failure = std::move(failure);
}

RunResult Run::Execute() {
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGXFSZ, SIG_IGN);  // a file-size limit is an error of write(2)
  auto watch = std::make_unique<SignalWatch>(
      [this](int signal) {
        if (!executing_) _exit(128 + signal);  // nothing has been made yet
        context_.state.cancel().Cancel();
      },
      [this] { UndoHung(); });
  try {
    RunGuarded(*watch);
  } catch (const plan::StepFailure& failure) {
    Fail(failure);
  } catch (const Error& error) {
    Fail(FromError(error, *request_.secrets));
  } catch (const std::bad_alloc&) {
    Fail(FromError(EnvironmentError("out of memory"), *request_.secrets));
  } catch (const std::exception& error) {
    Fail(FromError(Error(ETL_INTERNAL_ERROR, error.what()), *request_.secrets));
  }
  if (result_.hung)
    UndoHung();
  else
    Undo();
  result_.report.signal = result_.report.outcome == Outcome::kDone ? 0 : watch->signal();
  FillReport();
  if (result_.hung)
    (void)watch.release();  // its thread may be the one that hangs, in a plugin's cancel
  return std::move(result_);
}

void Run::RunGuarded(SignalWatch& watch) {
  state_.emplace(request_.state, request_.config->name);
  RecoverLast();
  cursors_ = StateFile(state_->path()).Read();
  const plan::CursorStates* known = request_.full_refresh ? nullptr : &cursors_;
  plan::PlanRequest request{request_.config, request_.memory, true, known};
  request.whole_sources = request_.recorder != nullptr;
  request.host.stand_ins = request_.stand_ins;
  plan_ = plan::BuildPlan(request, *request_.registry, *request_.secrets, context_.host,
                          result_.findings);
  if (result_.findings.has_errors()) return;
  if (request_.planned) request_.planned(*plan_);
  executing_ = true;
  journal_.emplace(state_->journal(), result_.report.run_id);
  MoveRows();
  if (result_.hung || context_.state.cancel().cancelled()) return;
  CheckEnd(executor_->runs());
  CommitAll(watch);
}

void Run::RecoverLast() {
  for (const std::string& line :
       RecoverPipeline(*state_, *request_.registry, *request_.secrets, context_.host))
    if (request_.log) request_.log(ETL_LOG_WARNING, "", "recovered " + line);
}

void Run::MoveRows() {
  for (const plan::StepPlan& step : plan_->steps)
    if (step.incremental) context_.cursors.emplace(step.name(), CursorTracker(step));
  executor_ = std::make_unique<Executor>(*plan_, context_);
  observer_.emplace(*plan_, cursors_, context_, *executor_, result_.report, started_,
                    request_.progress);
  executor_->Open();
  observer_->Start(request_.history);
  const bool ended = executor_->Run([this] { observer_->Tick(); });
  if (auto failure = context_.state.failure()) Fail(*failure);
  observer_->End(ended && !result_.report.failure && !context_.state.cancel().cancelled());
  if (!ended) {
    result_.hung = true;
    if (request_.log) request_.log(ETL_LOG_WARNING, "", "a step did not stop when it was told to");
    return;
  }
  KeepRecording();
  TellRejects(executor_->runs(), request_.log);
}

// Whatever becomes of the run: one that fails is the one that somebody wants to do again.
void Run::KeepRecording() {
  Recorder* recorder = request_.recorder;
  if (!recorder) return;
  if (const auto unfinished = recorder->Unfinished(); !unfinished.empty()) {
    if (request_.log)
      request_.log(ETL_LOG_WARNING, "",
                   "nothing was recorded: " + unfinished.front() + " was not read to its end");
    return;
  }
  recorder->Publish(executor_->runs(), *request_.config, *request_.secrets);
  result_.report.recorded = recorder->folder().string();
}

// What is news for the next run. Nothing is written where nothing was.
void Run::PrepareState() {
  plan::CursorStates cursors = cursors_;
  for (const auto& [step, tracker] : context_.cursors)
    if (const auto news = tracker.News()) {
      cursors[step] = *news;
      cursors[step].dataset = request_.config->dataset;
    }
  if (cursors == cursors_) return;
  commit_->PrepareState(StateFile(state_->path()), cursors, result_.report.run_id);
}

void Run::CommitAll(SignalWatch& watch) {
  commit_.emplace(executor_->sinks(), *journal_);
  commit_->Prepare();
  executor_->DestroyInstances(commit_->volatile_sink());
  if (context_.state.failure()) throw *context_.state.failure();
  PrepareState();
  if (!watch.Hold()) return;
  if (request_.dry_run) {
    result_.report.outcome = Outcome::kDryRun;
    return;
  }
  Decide();
  executor_->DestroyInstances();
  // From here on nothing is undone: what fails is finished later.
  auto publishing = std::exchange(commit_, std::nullopt);
  result_.report.outcome = Outcome::kDone;
  try {
    publishing->Publish();
  } catch (...) {
    result_.report.outcome = Outcome::kFailed;
    journal_.reset();  // the file stays
    throw;
  }
  journal_->Remove();
  journal_.reset();
}

void Run::Decide() {
  const auto unknown = [this] {  // undoes nothing, and the journal's file stays
    commit_.reset();
    journal_.reset();
  };
  try {
    commit_->Decide();
  } catch (const plan::StepFailure& failure) {
    if (failure.status == ETL_UNKNOWN_OUTCOME) unknown();
    throw;
  } catch (const Error& error) {
    if (error.status() == ETL_UNKNOWN_OUTCOME) unknown();
    throw;
  }
}

void Run::Undo() {
  if (executor_) executor_->DestroyInstances();
  const bool clean = !commit_ || commit_->Abort();
  if (!journal_ || !clean) return;
  try {
    // What was claimed and is still there, whatever its sink believes.
    auto content = Journal::Read(state_->journal());
    if (content && !content->decided) {
      content->decided_by.clear();  // it did not commit, or nothing would be undone
      RecoverState(StateFile(state_->path()), *content);
      Recover(*content, *request_.registry, context_.host, &*plan_);
    }
    if (!content || !content->decided) journal_->Remove();
  } catch (const std::exception&) {  // the next run tries again
  }
}

// Removes what the sinks claimed without touching their instances, which a thread may be in.
void Run::UndoHung() {
  const std::lock_guard lock(journal_mutex_);
  if (!journal_) return;
  try {
    auto content = Journal::Read(state_->journal());
    if (!content || content->decided || !content->decided_by.empty()) return;
    // Without options: what a server holds is left to the next run, as there is no time to ask one.
    RecoverState(StateFile(state_->path()), *content);
    Recover(*content, *request_.registry, context_.host, nullptr);
    journal_->Remove();
  } catch (const std::exception&) {  // the next run does it
  }
}

void Run::FillReport() {
  RunReport& report = result_.report;
  if (observer_) observer_->Finish();
  report.elapsed_seconds = Elapsed();
  report.peak_rss_bytes = PeakRss();
  const bool published = report.outcome == Outcome::kDone || report.outcome == Outcome::kDryRun;
  if (report.failure) {
    report.outcome = Outcome::kFailed;
    report.exit_code = plan::ExitCodeOf(report.failure->status);
    report.signal = 0;
  } else if (result_.findings.has_errors()) {
    report.exit_code = 2;
  } else if (report.signal && !published) {
    report.outcome = Outcome::kInterrupted;
    report.exit_code = 128 + report.signal;
  } else {
    if (published) report.excess = ExcessRejects(executor_->runs());
    report.exit_code = !published ? 1 : report.excess.empty() ? 0 : 4;
  }
}

}  // namespace

RunResult RunPipeline(const RunRequest& request) {
  auto run = std::make_unique<Run>(request);
  RunResult result = run->Execute();
  if (result.hung) (void)run.release();
  return result;
}

}  // namespace etl::runtime
