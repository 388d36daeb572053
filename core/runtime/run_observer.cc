// SPDX-License-Identifier: Apache-2.0
#include "runtime/run_observer.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "runtime/assertion_verdict.h"

namespace etl::runtime {
namespace {

constexpr std::chrono::milliseconds kTick{100}, kCloseLook{20};
constexpr double kProgressEvery = 0.095;  // seconds

}  // namespace

RunObserver::RunObserver(const plan::PipelinePlan& plan, const plan::CursorStates& last_cursors,
                         RunContext& context, const Executor& executor, RunReport& report,
                         std::chrono::steady_clock::time_point started, Progress progress)
    : plan_(plan),
      last_cursors_(last_cursors),
      context_(context),
      executor_(executor),
      report_(report),
      started_(started),
      progress_(std::move(progress)) {}

void RunObserver::Start(bool history) {
  if (!history) return;
  report_.history = std::make_shared<RunHistory>();
  report_.history->budget_bytes = context_.budget->total();
  report_.history->rows_began = Elapsed();
  for (const auto& run : executor_.runs())
    if (run && !run->plan().rejects_of) report_.history->lanes.push_back({run->step()});
  for (const auto& [at, clock] : executor_.sort_clocks())
    report_.history->lanes.push_back(
        {InputOf(at.first, at.second) + " sorted for " + plan_.steps[at.first].name(), true});
  context_.tick = kCloseLook;
  Remember();
}

void RunObserver::Tick() {
  if (report_.history && report_.history->IsDue(Elapsed())) Remember();
  if (!progress_ || Elapsed() - shown_ < kProgressEvery) return;
  shown_ = Elapsed();
  FillSteps();
  progress_(report_);
}

void RunObserver::End(bool moved) {
  moved_ = moved;
  if (!report_.history) return;
  Remember();
  report_.history->rows_ended = Elapsed();
}

void RunObserver::Finish() {
  FillSteps();
  if (report_.history) Remember();
}

void RunObserver::FillSteps() {
  report_.steps.clear();
  for (std::size_t i = 0; i < executor_.runs().size(); ++i) {
    const auto& run = executor_.runs()[i];
    if (!run || run->plan().rejects_of) continue;
    std::vector<std::string> inputs;
    for (const auto& input : run->plan().config->inputs) inputs.push_back(input.name);
    report_.steps.push_back({run->step(), run->plan().config->section, run->plan().component->name,
                             std::move(inputs), run->Counters(), run->plan().rejects.keep,
                             MoveOf(run->plan())});
    StepReport& step = report_.steps.back();
    step.sorts = SortsOf(i);
    step.assertions = JudgeAssertions(run->plan(), step.counters, moved_,
                                      report_.failure ? &*report_.failure : nullptr);
  }
}

// How far everybody is.
void RunObserver::Remember() {
  RunHistory::Moment moment{Elapsed(), context_.budget->used(), ResidentMemory(), {}};
  for (const auto& run : executor_.runs()) {
    if (!run || run->plan().rejects_of) continue;
    const bool sink = run->plan().role() == ETL_SINK;
    moment.lanes.push_back({run->account()->rows(sink), run->account()->times()->Now()});
  }
  for (const auto& [at, clock] : executor_.sort_clocks())
    moment.lanes.push_back({0, clock.times.Now()});
  RunHistory& history = *report_.history;
  history.Add(std::move(moment));
  const std::chrono::milliseconds every(static_cast<int>(history.every * 1e3));
  context_.tick = std::clamp(every, kCloseLook, kTick);
}

const std::string& RunObserver::InputOf(std::size_t step, std::size_t input) const {
  return plan_.steps[plan_.steps[step].inputs[input].step].name();
}

std::vector<SortReport> RunObserver::SortsOf(std::size_t step) const {
  std::vector<SortReport> sorts;
  for (const auto& [at, clock] : executor_.sort_clocks())
    if (at.first == step)
      sorts.push_back({InputOf(step, at.second), clock.times.Now(), clock.peak_memory});
  return sorts;
}

std::optional<CursorMove> RunObserver::MoveOf(const plan::StepPlan& step) const {
  if (!step.incremental) return std::nullopt;
  CursorMove move{step.incremental->cursor, {}, {}};
  if (const auto last = last_cursors_.find(step.name()); last != last_cursors_.end())
    move.from = last->second.value;
  if (report_.outcome != Outcome::kDone) return move;
  if (const auto news = context_.cursors.at(step.name()).News()) move.to = news->value;
  return move;
}

}  // namespace etl::runtime
