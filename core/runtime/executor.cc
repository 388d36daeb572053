// SPDX-License-Identifier: Apache-2.0
#include "runtime/executor.h"

#include <algorithm>
#include <ranges>
#include <utility>

#include "arrow/boundary.h"
#include "etl/arrow_bridge.h"
#include "plan/planner.h"
#include "runtime/column_stream.h"
#include "runtime/recording/recorder.h"
#include "runtime/streams.h"

namespace etl::runtime {

namespace {

// Of the whole memory what one channel may take while it is to spare.
constexpr std::int64_t kReadAheadShare = 8;

// Which steps lead to a sink: the others are not run.
std::vector<bool> NeededSteps(const plan::PipelinePlan& plan) {
  std::vector<bool> needed(plan.steps.size());
  for (std::size_t i = plan.steps.size(); i-- > 0;) {
    if (plan.steps[i].role() == ETL_SINK) needed[i] = true;
    if (!needed[i]) continue;
    for (const plan::InputPlan& input : plan.steps[i].inputs) needed[input.step] = true;
    if (plan.steps[i].rejects_of) needed[*plan.steps[i].rejects_of] = true;
  }
  return needed;
}

// The planner has seen to it that the minima fit.
void Reserve(MemoryBudget& budget, std::int64_t bytes) {
  if (!budget.Try(bytes))
    throw EnvironmentError("the planned memory is not there: {} bytes", bytes);
}

// What so many threads that read splits take, beyond what is planned for one.
std::int64_t LaneMemory(const SplitChain& chain, std::int64_t lanes, std::int64_t channel_bytes) {
  return lanes * channel_bytes + (lanes - 1) * chain.lane_memory;
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
  sortings_.clear();
  DestroyInstances();
}

std::size_t Executor::CountConsumers(std::size_t step) const {
  return static_cast<std::size_t>(std::ranges::count_if(plan_.steps[step].consumers,
                                                        [&](std::size_t i) { return needed_[i]; }));
}

// Its rows leave a thread of its own, or threads that read splits.
bool Executor::IsPumped(std::size_t step) const {
  const plan::StepPlan& plan = plan_.steps[step];
  if (plan.role() == ETL_SINK) return false;
  if (split_readers_.contains(step) || IsRecorded(step)) return true;
  return plan.role() == ETL_SOURCE || CountConsumers(step) != 1;
}

bool Executor::IsRecorded(std::size_t step) const {
  return context_.recorder && Recorder::Keeps(plan_.steps[step]);
}

// A cursor moves past all that is news, and a recording is of all rows, whoever goes on reading.
bool Executor::IsReadToTheEnd(std::size_t step) const {
  return plan_.steps[step].incremental || IsRecorded(step);
}

bool Executor::IsInsideChain(std::size_t step) const {
  return std::ranges::any_of(split_readers_, [&](const auto& reader) {
    const auto& steps = reader.second->chain().steps;
    return std::ranges::find(steps, step) != steps.end() && steps.back() != step;
  });
}

// The full sort that alone reads the last step of a chain: its runs are built by the threads that
// read the splits. Else null.
const plan::InputPlan* Executor::SortOf(std::size_t last) const {
  if (CountConsumers(last) != 1) return nullptr;
  for (const std::size_t consumer : plan_.steps[last].consumers)
    if (needed_[consumer])
      for (const plan::InputPlan& input : plan_.steps[consumer].inputs)
        if (input.step == last && input.sort && input.sort->presorted == 0) return &input;
  return nullptr;
}

// Now, for all: later a step that runs already could have taken what is planned for this one.
void Executor::ReserveMinima() {
  for (std::size_t i = 0; i < plan_.steps.size(); ++i) {
    if (!needed_[i]) continue;
    Reserve(*context_.budget, plan_.steps[i].description.minimum_memory);
    for (const plan::InputPlan& input : plan_.steps[i].inputs) {
      Reserve(*context_.budget, plan::ChannelBytes(plan_.limits));
      if (input.sort) Reserve(*context_.budget, input.sort->minimum_memory);
    }
  }
}

// As many threads as there are splits and memory for.
void Executor::MakeSplitReaders() {
  if (context_.recorder) return;  // it keeps the rows as they come, in one file
  const std::int64_t bytes = plan::ChannelBytes(plan_.limits);
  for (std::size_t i = 0; i < plan_.steps.size(); ++i) {
    std::optional<SplitChain> chain = needed_[i] ? FindSplitChain(plan_, needed_, i) : std::nullopt;
    if (!chain) continue;
    std::int64_t lanes = std::min<std::int64_t>(context_.threads, chain->splits);
    while (lanes > 1 && !context_.budget->Try(LaneMemory(*chain, lanes, bytes))) --lanes;
    if (lanes < 2) continue;
    std::vector<std::shared_ptr<StepAccount>> accounts;
    for (const std::size_t step : chain->steps) accounts.push_back(runs_[step]->account());
    const std::size_t last = chain->last();
    split_readers_[last] = std::make_unique<SplitReader>(
        plan_, std::move(*chain), context_, std::move(accounts), static_cast<std::size_t>(lanes));
  }
}

void Executor::MakeReductions(std::size_t step) {
  const plan::StepPlan& plan = plan_.steps[step];
  for (std::size_t input = 0; input < plan.inputs.size(); ++input) {
    const auto& reduction = plan.inputs[input].reduction;
    if (!reduction) continue;
    std::vector<DataType> types;
    for (const int column : reduction->columns)
      types.push_back((*plan_.steps[plan.inputs[input].step].schema)[column].type);
    const auto filter = std::make_shared<KeyFilter>(
        std::move(types), runs_[step]->memory(), context_.state.cancel(), reduction->expected_keys);
    taps_[{step, reduction->other}] =
        std::make_shared<ReductionTap>(filter, reduction->other_columns);
    taps_[{step, input}] = std::make_shared<ReductionTap>(
        filter, reduction->columns, runs_[step]->account(), reduction->metric);
  }
}

std::shared_ptr<ReductionTap> Executor::TapOf(std::size_t step, std::size_t input) const {
  const auto tap = taps_.find({step, input});
  return tap == taps_.end() ? nullptr : tap->second;
}

void Executor::MakeOutput(std::size_t step) {
  const plan::StepPlan& plan = plan_.steps[step];
  const auto reader = split_readers_.find(step);
  if (reader != split_readers_.end() && SortOf(step)) return;
  Output& output = outputs_[step];
  const std::size_t consumers = CountConsumers(step);
  const std::int64_t bytes = plan::ChannelBytes(plan_.limits);
  std::int64_t reserved = bytes * static_cast<std::int64_t>(consumers);
  if (reader != split_readers_.end()) {
    reserved += LaneMemory(reader->second->chain(),
                           static_cast<std::int64_t>(reader->second->lanes()), bytes);
    output.queue = reader->second->MakeQueue(bytes);
  }
  output.memory = std::make_shared<StepMemory>(*context_.budget, reserved);
  auto leave = [run = runs_[step].get(), stop = !IsReadToTheEnd(step)] {
    if (stop) run->CancelInstance();
  };
  if (consumers == 0) {
    output.discards = true;
  } else if (consumers == 1 && output.queue) {
    output.readers.push_back(SplitQueue::Reader(output.queue));
  } else if (consumers == 1) {
    output.channel = std::make_shared<Channel>(*plan.schema, bytes, context_.state.cancel(), leave,
                                               std::make_shared<StepMemory>(*context_.budget, 0),
                                               context_.budget->total() / kReadAheadShare);
    output.readers.push_back(Channel::Reader(output.channel));
  } else {
    output.tee = std::make_shared<Tee>(*plan.schema, consumers, bytes, output.memory,
                                       context_.spill, context_.state.cancel(), leave);
    for (std::size_t i = 0; i < consumers; ++i)
      output.readers.push_back(Tee::Reader(output.tee, i));
  }
}

void Executor::MakeSorting(std::size_t step, std::size_t input) {
  const plan::InputPlan& plan = plan_.steps[step].inputs[input];
  const plan::SortPlan& sort = *plan.sort;
  Sorting& sorting = sortings_[{step, input}];
  sort_clocks_[{step, input}];
  const auto found = split_readers_.find(plan.step);
  SplitReader* reader =
      found != split_readers_.end() && SortOf(plan.step) ? found->second.get() : nullptr;
  std::int64_t reserved = sort.minimum_memory - sort.channel_bytes;
  const std::int64_t bytes = plan::ChannelBytes(plan_.limits);
  if (reader)  // what is there for a queue and a channel, which they do not need
    reserved +=
        bytes + LaneMemory(reader->chain(), static_cast<std::int64_t>(reader->lanes()), bytes);
  sorting.memory = std::make_unique<StepMemory>(*context_.budget, reserved);
  sorting.output.memory = std::make_shared<StepMemory>(*context_.budget, sort.channel_bytes);
  auto leave = [&sorting, reader] {
    sorting.left = true;
    if (reader) reader->Cancel();
  };
  sorting.output.channel =
      std::make_shared<Channel>(*plan_.steps[plan.step].schema, sort.channel_bytes,
                                context_.state.cancel(), std::move(leave));
  sorting.output.readers.push_back(Channel::Reader(sorting.output.channel));
}

void Executor::OpenSink(StepRun& run) {
  ArrowSchema schema;
  ExportSchema(*run.plan().schema, &schema);
  std::int32_t status = ETL_INTERNAL_ERROR;
  try {
    status = arrow::CallPlugin("open_sink",
                               [&] { return run.table().open_sink(run.instance(), &schema); });
  } catch (const Error& error) {
    run.Report(run.MakeFailure(error.status(), error.what()));
  }
  schema.release(&schema);
  run.Check(status, "open");
}

std::shared_ptr<StepAccount> Executor::MakeAccount(const plan::StepPlan& step) {
  auto account = std::make_shared<StepAccount>(*context_.budget, step.description.minimum_memory);
  if (step.rejects.keep || step.rejects_read)
    account->MakeRejects(
        context_.spill, context_.state.cancel(),
        step.rejects_read || context_.recorder ? std::nullopt : std::optional(kRejectsShown));
  return account;
}

void Executor::Open() {
  if (context_.recorder) context_.recorder->Begin(plan_, needed_);
  ReserveMinima();
  runs_.resize(plan_.steps.size());
  for (std::size_t i = 0; i < plan_.steps.size(); ++i) {
    if (!needed_[i]) continue;
    const plan::StepPlan& step = plan_.steps[i];
    std::vector<std::string> inputs;
    for (const plan::InputPlan& input : step.inputs)
      inputs.push_back(plan_.steps[input.step].name());
    runs_[i] = std::make_unique<StepRun>(step, context_, std::move(inputs), MakeAccount(step));
  }
  MakeSplitReaders();
  for (std::size_t i = 0; i < plan_.steps.size(); ++i) {
    if (!needed_[i]) continue;
    if (IsPumped(i) && !IsInsideChain(i)) MakeOutput(i);
    MakeReductions(i);
    for (std::size_t input = 0; input < plan_.steps[i].inputs.size(); ++input)
      if (plan_.steps[i].inputs[input].sort) MakeSorting(i, input);
  }
  for (const auto& run : runs_) {
    if (context_.state.cancel().cancelled()) return;
    if (run && run->plan().role() == ETL_SINK) OpenSink(*run);
  }
}

StreamPointer Executor::OpenProducer(std::size_t step, std::size_t input) {
  const plan::InputPlan& plan = plan_.steps[step].inputs[input];
  return IsPumped(plan.step) ? std::move(outputs_[plan.step].readers[slots_[step][input]])
                             : OpenStep(plan.step);
}

StreamPointer Executor::OpenInput(std::size_t step, std::size_t input) {
  const plan::InputPlan& plan = plan_.steps[step].inputs[input];
  if (plan.sort) return std::move(sortings_.at({step, input}).output.readers[0]);
  StreamPointer stream = OpenProducer(step, input);
  // A source's order is verified where it is read. That a transform keeps one is its own word: what
  // relies on it looks.
  const auto& required = plan_.steps[step].description.required;
  const auto order = required.find(input);
  if (order != required.end() && plan_.steps[plan.step].role() != ETL_SOURCE)
    stream = std::make_unique<VerifiedStream>(*runs_[plan.step], order->second, std::move(stream));
  return Tapped(std::move(stream), TapOf(step, input));
}

StreamPointer Executor::OpenStep(std::size_t step) {
  if (outputs_[step].queue) return SplitQueue::Reader(outputs_[step].queue);
  if (const auto of = plan_.steps[step].rejects_of)
    return std::make_unique<RejectStream>(*runs_[step], *runs_[*of]->account()->rejects());
  if (plan_.steps[step].role() == ETL_SOURCE) return std::make_unique<SourceStream>(*runs_[step]);
  const WorkingFor work(runs_[step]->account()->times());
  std::vector<StreamPointer> inputs;
  for (std::size_t i = 0; i < plan_.steps[step].inputs.size(); ++i)
    inputs.push_back(KeepColumns(OpenInput(step, i), plan_.steps[step].inputs[i].columns));
  return std::make_unique<TransformStream>(*runs_[step], std::move(inputs));
}

StreamPointer Executor::OpenSort(std::size_t step, std::size_t input) {
  Sorting& sorting = sortings_.at({step, input});
  const std::size_t from = plan_.steps[step].inputs[input].step;
  const auto reader = split_readers_.find(from);
  if (reader != split_readers_.end() && SortOf(from))
    return std::make_unique<SplitSortStream>(*runs_[step], input, *reader->second,
                                             *plan_.steps[from].schema, *sorting.memory,
                                             TapOf(step, input));
  return std::make_unique<SortStream>(*runs_[step], input,
                                      Tapped(OpenProducer(step, input), TapOf(step, input)),
                                      *sorting.memory, sorting.left);
}

std::vector<StepRun*> Executor::sinks() const {
  std::vector<StepRun*> sinks;
  for (const auto& run : runs_)
    if (run && run->plan().role() == ETL_SINK) sinks.push_back(run.get());
  return sinks;
}

void Executor::DestroyInstances(const StepRun* keep) {
  // The last first: a folder that two sinks share is removed by the one that made it.
  for (const auto& run : std::views::reverse(runs_))
    if (run && run.get() != keep) run->Destroy();
}

}  // namespace etl::runtime
