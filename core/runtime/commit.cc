// SPDX-License-Identifier: Apache-2.0
#include "runtime/commit.h"

#include <ranges>
#include <utility>

#include "arrow/boundary.h"
#include "etl/context.h"

namespace etl::runtime {

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

void Commit::Prepare() {
  for (StepRun* sink : sinks_) {
    detail::TextOut token;
    std::int32_t status = ETL_INTERNAL_ERROR;
    try {
      status = arrow::CallPlugin("prepare", [&] {
        const BusyTime busy(*sink->account());
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

// To settle the only sink *is* the decision: there is no other that could disagree after a power
// cut. It publishes at once or not at all, so the record need not be on the disk first.
void Commit::Decide() { journal_.Decide(prepared_.size() > 1 || state_); }

void Commit::Publish() {
  std::optional<plan::StepFailure> first;
  for (const Prepared& prepared : prepared_) {
    try {
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

std::vector<std::string> Recover(const JournalContent& content, plugin::Registry& registry,
                                 const plan::HostEnvironment& environment,
                                 const plan::PipelinePlan* plan) {
  std::vector<std::string> done;
  std::optional<plan::StepFailure> first;  // the others are settled all the same
  for (const JournalContent::Sink& sink : std::views::reverse(content.sinks)) {
    if (sink.settled) continue;
    const plugin::Component* component = registry.Find(ETL_SINK, sink.component);
    if (!component)
      throw EnvironmentError("cannot recover the sink {}: there is no sink plugin {}", sink.step,
                             sink.component);
    const plan::OptionNode* options = nullptr;
    if (plan)
      for (const plan::StepPlan& step : plan->steps)
        if (step.name() == sink.step && step.component == component) options = step.options.get();
    plan::StepHost host(environment, sink.step, component->plugin_name, {});
    try {
      if (content.decided && sink.token) {
        Settle(*component->c, host, options, *sink.token, ETL_COMMIT);
        done.push_back(sink.step + ": published what run " + content.run_id + " had prepared");
        continue;
      }
      if (sink.token) Settle(*component->c, host, options, *sink.token, ETL_ABORT);
      for (const std::string& claim : std::views::reverse(sink.claims))
        Settle(*component->c, host, options, claim, ETL_ABORT);
      done.push_back(sink.step + ": removed what run " + content.run_id + " had left");
    } catch (const plan::StepFailure& failure) {
      if (!first) first = failure;
    }
  }
  if (first && content.decided) first->status = ETL_UNKNOWN_OUTCOME;
  if (first) throw *first;
  return done;
}

}  // namespace etl::runtime
