// SPDX-License-Identifier: Apache-2.0
#include "runtime/commit.h"

#include <algorithm>
#include <chrono>
#include <ranges>
#include <thread>
#include <utility>

#include "arrow/boundary.h"
#include "etl/context.h"

namespace etl::runtime {

namespace {

constexpr auto kAskFor = std::chrono::seconds(4);
constexpr auto kAskEvery = std::chrono::milliseconds(200);

}  // namespace

void Settle(const etl_component& component, plan::StepHost& host, const plan::OptionNode* options,
            const std::string& token, etl_decision decision) {
  try {
    const std::int32_t status = arrow::CallPlugin("settle", [&] {
      return component.settle(&component, host.get(), options, {token.data(), token.size()},
                              decision);
    });
    host.Check(status, decision == ETL_COMMIT ? "publish" : "clean up");
  } catch (const Error& error) {
    throw host.MakeFailure(error.status(), error.what(), error.hint());
  }
}

bool AskCommitted(const etl_component& component, plan::StepHost& host,
                  const plan::OptionNode* options, const std::string& token) {
  const auto deadline = std::chrono::steady_clock::now() + kAskFor;
  while (true) {
    std::int32_t committed = 0;
    std::int32_t status = ETL_INTERNAL_ERROR;
    try {
      status = arrow::CallPlugin("committed", [&] {
        return component.committed(&component, host.get(), options, {token.data(), token.size()},
                                   &committed);
      });
    } catch (const Error& error) {
      throw host.MakeFailure(error.status(), error.what(), error.hint());
    }
    if (status == ETL_OK) return committed != 0;
    plan::StepFailure failure = host.TakeFailure(status, "say whether it has committed");
    if (std::chrono::steady_clock::now() > deadline) throw failure;
    std::this_thread::sleep_for(kAskEvery);
  }
}

Commit::Commit(std::vector<StepRun*> sinks, Journal& journal)
    : sinks_(std::move(sinks)), journal_(journal) {
  const auto found =
      std::ranges::find_if(sinks_, [](const StepRun* sink) { return sink->plan().is_volatile; });
  if (found == sinks_.end()) return;
  volatile_ = *found;
  sinks_.erase(found);
  sinks_.push_back(volatile_);
}

void Commit::Prepare() {
  for (StepRun* sink : sinks_) {
    detail::TextOut token;
    std::int32_t status = ETL_INTERNAL_ERROR;
    try {
      status = arrow::CallPlugin("prepare", [&] {
        const WorkingFor work(sink->account()->times());
        return sink->table().prepare(sink->instance(), token.get());
      });
    } catch (const Error& error) {
      sink->Report(sink->MakeFailure(error.status(), error.what()));
    }
    sink->Check(status, "prepare");
    prepared_.push_back({sink, token.take()});
    journal_.Prepared(sink->step(), sink->plan().component->name, prepared_.back().token);
  }
}

void Commit::PrepareState(StateFile file, const plan::CursorStates& cursors, std::string run_id) {
  journal_.State();
  state_.emplace(State{std::move(file), std::move(run_id)});
  state_->file.Prepare(cursors, state_->run_id);
}

void RecoverState(const StateFile& file, const JournalContent& content) {
  if (!content.state) return;
  if (content.decided)
    file.Commit(content.run_id);
  else
    file.Abort(content.run_id);
}

bool Commit::Abort() {
  bool clean = true;
  if (state_) state_->file.Abort(state_->run_id);
  // The last first: a folder that two sinks share is removed by the one that made it, once it is
  // empty.
  for (const Prepared& prepared : std::views::reverse(prepared_)) {
    try {
      Settle(prepared.sink->table(), *prepared.sink, prepared.sink->plan().options.get(),
             prepared.token, ETL_ABORT);
    } catch (const plan::StepFailure& failure) {
      clean = false;  // the failure that led here is the one to report
      if (const auto& log = prepared.sink->environment().log)
        log(ETL_LOG_WARNING, failure.step, failure.message);
    }
  }
  return clean;
}

void Commit::Decide() {
  // To settle the only sink *is* the decision: there is no other that could disagree after a power
  // cut. It publishes at once or not at all, so the record need not be on the disk first.
  if (!volatile_) return journal_.Decide(prepared_.size() > 1 || state_);
  journal_.DecideBy(volatile_->step());
  CommitVolatile();
  try {
    journal_.Decide(false);  // so that nobody needs to ask
  } catch (const Error&) {
  }
}

void Commit::CommitVolatile() {
  std::int32_t status = ETL_INTERNAL_ERROR;
  try {
    status = arrow::CallPlugin("commit",
                               [&] { return volatile_->table().commit(volatile_->instance()); });
  } catch (const Error& error) {
    volatile_->Report(volatile_->MakeFailure(ETL_UNKNOWN_OUTCOME, error.what()));
    status = ETL_UNKNOWN_OUTCOME;
  }
  if (status == ETL_OK) return;
  plan::StepFailure failure = volatile_->TakeFailure(status, "commit");
  failure.status = status;
  if (status != ETL_UNKNOWN_OUTCOME) throw failure;
  try {
    if (AskCommitted(volatile_->table(), *volatile_, volatile_->plan().options.get(),
                     prepared_.back().token))
      return;
  } catch (const plan::StepFailure& unknown) {
    failure.message += "; and it cannot be asked: " + unknown.message;
    failure.hint =
        "whether it was committed is not known; once the server answers, run again, or run "
        "`etl recover` with this pipeline, which finds out and finishes or undoes the rest";
    throw failure;
  }
  failure.status = ETL_ENVIRONMENT_ERROR;
  failure.message += "; nothing was committed";
  failure.hint = "run again";
  throw failure;
}

void Commit::Publish() {
  std::optional<plan::StepFailure> first;
  for (const Prepared& prepared : prepared_) {
    try {
      if (prepared.sink != volatile_)
        Settle(prepared.sink->table(), *prepared.sink, prepared.sink->plan().options.get(),
               prepared.token, ETL_COMMIT);
    } catch (const plan::StepFailure& failure) {
      if (!first) first = failure;  // the others are published all the same
      continue;
    }
    try {
      journal_.Settled(prepared.sink->step());
    } catch (const Error&) {  // to settle it once more is harmless
    }
  }
  // The last: as long as it is not there, the journal is, and the next run begins with it.
  if (!first && state_) state_->file.Commit(state_->run_id);
  if (!first) return;
  first->status = ETL_UNKNOWN_OUTCOME;
  first->hint =
      "the run is decided but not all of it is published: run `etl recover`, or run it again";
  throw *first;
}

}  // namespace etl::runtime
