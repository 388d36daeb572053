// SPDX-License-Identifier: Apache-2.0
#include "runtime/executor.h"

#include <pthread.h>

#include <algorithm>
#include <ranges>
#include <system_error>
#include <utility>

#include "arrow/boundary.h"
#include "etl/arrow_bridge.h"
#include "plan/planner.h"
#include "runtime/streams.h"

namespace etl::runtime {

namespace {

// How long cancelled steps may take to stop before the process ends without them.
constexpr auto kGrace = std::chrono::milliseconds(1500);
constexpr auto kTick = std::chrono::milliseconds(100);

// Which steps lead to a sink: the others are not run.
std::vector<bool> NeededSteps(const plan::PipelinePlan& plan) {
  std::vector<bool> needed(plan.steps.size());
  for (std::size_t i = plan.steps.size(); i-- > 0;) {
    if (plan.steps[i].role() == ETL_SINK) needed[i] = true;
    if (!needed[i]) continue;
    for (const plan::InputPlan& input : plan.steps[i].inputs) needed[input.step] = true;
  }
  return needed;
}

// The planner has seen to it that the minima fit.
void Reserve(MemoryBudget& budget, std::int64_t bytes) {
  if (!budget.Try(bytes))
    throw EnvironmentError("the planned memory is not there: {} bytes", bytes);
}

}  // namespace

Executor::Executor(const plan::PipelinePlan& plan, RunContext& context)
    : plan_(plan),
      context_(context),
      needed_(NeededSteps(plan)),
      outputs_(plan.steps.size()),
      slots_(plan.steps.size()) {
  std::vector<std::size_t> taken(plan.steps.size());
  for (std::size_t i = 0; i < plan.steps.size(); ++i)
    for (const plan::InputPlan& input : plan.steps[i].inputs)
      slots_[i].push_back(needed_[i] ? taken[input.step]++ : 0);
}

Executor::~Executor() {
  context_.state.cancel().Cancel();
  for (std::thread& thread : threads_)
    if (thread.joinable()) thread.join();
  outputs_.clear();
  DestroyInstances();
}

bool Executor::IsPumped(std::size_t step) const {
  const plan::StepPlan& plan = plan_.steps[step];
  if (plan.role() == ETL_SINK) return false;
  const auto consumers =
      std::ranges::count_if(plan.consumers, [&](std::size_t i) { return needed_[i]; });
  return plan.role() == ETL_SOURCE || consumers != 1;
}

void Executor::MakeOutput(std::size_t step) {
  const plan::StepPlan& plan = plan_.steps[step];
  Output& output = outputs_[step];
  const auto consumers = static_cast<std::size_t>(
      std::ranges::count_if(plan.consumers, [&](std::size_t i) { return needed_[i]; }));
  const std::int64_t bytes = plan::ChannelBytes(plan_.limits);
  auto leave = [run = runs_[step].get()] { run->CancelInstance(); };
  if (consumers == 1) {
    Reserve(*context_.budget, bytes);
    output.memory = std::make_shared<StepMemory>(*context_.budget, bytes);
    output.channel = std::make_shared<Channel>(*plan.schema, bytes, context_.state.cancel(), leave);
    output.readers.push_back(Channel::Reader(output.channel));
    return;
  }
  const std::int64_t reserve = bytes * static_cast<std::int64_t>(consumers);
  Reserve(*context_.budget, reserve);
  output.memory = std::make_shared<StepMemory>(*context_.budget, reserve);
  output.tee = std::make_shared<Tee>(*plan.schema, consumers, bytes, output.memory, context_.spill,
                                     context_.state.cancel(), leave);
  for (std::size_t i = 0; i < consumers; ++i) output.readers.push_back(Tee::Reader(output.tee, i));
}

void Executor::Open() {
  runs_.resize(plan_.steps.size());
  for (std::size_t i = 0; i < plan_.steps.size(); ++i) {
    if (!needed_[i]) continue;
    const plan::StepPlan& step = plan_.steps[i];
    std::vector<std::string> inputs;
    for (const plan::InputPlan& input : step.inputs)
      inputs.push_back(plan_.steps[input.step].name());
    Reserve(*context_.budget, step.description.minimum_memory);
    // Now, for all: later a step that runs already could have taken what is planned for this one.
    for (const plan::InputPlan& input : step.inputs)
      if (input.sort) Reserve(*context_.budget, input.sort->minimum_memory);
    runs_[i] = std::make_unique<StepRun>(step, context_, std::move(inputs));
    if (IsPumped(i)) MakeOutput(i);
  }
  for (std::size_t i = 0; i < plan_.steps.size(); ++i) {
    if (context_.state.cancel().cancelled()) return;
    StepRun* run = runs_[i].get();
    if (!run || plan_.steps[i].role() != ETL_SINK) continue;
    ArrowSchema schema;
    ExportSchema(*plan_.steps[i].schema, &schema);
    std::int32_t status = ETL_INTERNAL_ERROR;
    try {
      status = arrow::CallPlugin("open_sink",
                                 [&] { return run->table().open_sink(run->instance(), &schema); });
    } catch (const Error& error) {
      run->Report(run->MakeFailure(error.status(), error.what()));
    }
    schema.release(&schema);
    run->Check(status, "open");
  }
}

StreamPointer Executor::OpenInput(std::size_t step, std::size_t input) {
  const plan::InputPlan& plan = plan_.steps[step].inputs[input];
  StreamPointer stream = IsPumped(plan.step)
                             ? std::move(outputs_[plan.step].readers[slots_[step][input]])
                             : OpenStep(plan.step);
  if (plan.sort) return std::make_unique<SortStream>(*runs_[step], input, std::move(stream));
  // A source's order is verified where it is read. That a transform keeps one is its own word: what
  // relies on it looks.
  const auto& required = plan_.steps[step].description.required;
  const auto order = required.find(input);
  if (order == required.end() || plan_.steps[plan.step].role() == ETL_SOURCE) return stream;
  return std::make_unique<VerifiedStream>(*runs_[plan.step], order->second, std::move(stream));
}

StreamPointer Executor::OpenStep(std::size_t step) {
  if (plan_.steps[step].role() == ETL_SOURCE) return std::make_unique<SourceStream>(*runs_[step]);
  std::vector<StreamPointer> inputs;
  for (std::size_t i = 0; i < plan_.steps[step].inputs.size(); ++i)
    inputs.push_back(OpenInput(step, i));
  return std::make_unique<TransformStream>(*runs_[step], std::move(inputs));
}

void Executor::Pump(std::size_t step) {
  Output& output = outputs_[step];
  try {
    StreamPointer stream = OpenStep(step);
    bool wanted = true;
    while (wanted) {
      std::optional<RecordBatch> batch = stream->Next();
      if (!batch) break;
      wanted = output.Push(std::move(*batch));
    }
    stream.reset();  // the source lets go of its server before the end is told
    output.Finish();
  } catch (const Stopped&) {
    output.Fail();
  } catch (const plan::StepFailure& failure) {
    // A source that was told that nobody reads it any more may well say that it was cut off. The
    // failure is known before the consumer is told, or the consumer's end could pass for the end of
    // a run that went well.
    if (!runs_[step]->left()) context_.state.Fail(failure);
    output.Fail();
  }
}

void Executor::WriteSink(std::size_t step) {
  StepRun& run = *runs_[step];
  try {
    StreamPointer stream = OpenInput(step, 0);
    AssertionCheck assertions(run.plan().assertions, *run.plan().schema, run.plan().order,
                              run.memory());
    while (std::optional<RecordBatch> batch = stream->Next()) {
      run.CountIn(*batch);
      assertions.Check(*batch);
      ArrowArray array;
      ExportBatch(*batch, &array);
      batch.reset();
      const std::int32_t status =
          arrow::CallPlugin("write", [&] { return run.table().write(run.instance(), &array); });
      if (array.release) array.release(&array);
      if (status == ETL_CANCELLED && !run.has_failure()) throw Stopped{};
      run.Check(status, "write");
    }
  } catch (const Stopped&) {
    // Whoever stopped the stream has said why. If nobody has, rows are missing: that must never
    // pass for success.
    if (!context_.state.cancel().cancelled())
      context_.state.Fail(
          run.MakeFailure(ETL_INTERNAL_ERROR, "its input ended early and nobody said why"));
  } catch (const plan::StepFailure& failure) {
    context_.state.Fail(failure);
  } catch (const Error& error) {
    plan::StepFailure failure = run.MakeFailure(error.status(), error.what(), error.hint());
    failure.row = error.row();
    failure.column = error.column();
    context_.state.Fail(std::move(failure));
  }
}

template <typename Body>
void Executor::StartThread(Body body) {
  {
    const std::lock_guard lock(mutex_);
    ++running_;
  }
  try {
    threads_.emplace_back([this, body] {
      try {
        body();
      } catch (const std::exception& error) {
        plan::StepFailure failure;
        const auto* known = dynamic_cast<const Error*>(&error);
        failure.status = known ? known->status() : ETL_INTERNAL_ERROR;
        failure.message = error.what();
        context_.state.Fail(std::move(failure));
      }
      const std::lock_guard lock(mutex_);
      --running_;
      changed_.notify_all();
    });
  } catch (const std::system_error& error) {
    const std::lock_guard lock(mutex_);
    --running_;
    plan::StepFailure failure;
    failure.status = ETL_ENVIRONMENT_ERROR;
    failure.message = Format("cannot start a thread: {}", std::string(error.what()));
    context_.state.Fail(std::move(failure));
  }
}

bool Executor::Run(const std::function<void()>& tick) {
  if (context_.state.cancel().cancelled()) return true;
  for (std::size_t i = 0; i < plan_.steps.size(); ++i) {
    if (!needed_[i]) continue;
    if (plan_.steps[i].role() == ETL_SINK)
      StartThread([this, i] { WriteSink(i); });
    else if (IsPumped(i))
      StartThread([this, i] { Pump(i); });
  }
  std::unique_lock lock(mutex_);
  std::optional<std::chrono::steady_clock::time_point> cancelled_at;
  while (running_ > 0) {
    changed_.wait_for(lock, kTick, [&] { return running_ == 0; });
    if (!cancelled_at && context_.state.cancel().cancelled())
      cancelled_at = std::chrono::steady_clock::now();
    if (running_ > 0 && cancelled_at && std::chrono::steady_clock::now() - *cancelled_at > kGrace)
      return false;
    lock.unlock();
    tick();
    lock.lock();
  }
  lock.unlock();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  outputs_.clear();
  return true;
}

std::vector<StepRun*> Executor::sinks() const {
  std::vector<StepRun*> sinks;
  for (const auto& run : runs_)
    if (run && run->plan().role() == ETL_SINK) sinks.push_back(run.get());
  return sinks;
}

void Executor::DestroyInstances() {
  // The last first: a folder that two sinks share is removed by the one that made it.
  for (const auto& run : std::views::reverse(runs_))
    if (run) run->Destroy();
}

}  // namespace etl::runtime
