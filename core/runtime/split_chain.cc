// SPDX-License-Identifier: Apache-2.0
#include "runtime/split_chain.h"

#include <algorithm>
#include <utility>

#include "runtime/streams.h"

namespace etl::runtime {
namespace {

// What only one instance can know.
bool HasState(const plan::StepPlan& step) {
  return std::ranges::any_of(step.assertions, [](const plan::Assertion& assertion) {
    return assertion.kind == plan::Assertion::Kind::kUnique ||
           assertion.kind == plan::Assertion::Kind::kExists;
  });
}

// The one step that reads `step`; nullopt if there are several.
std::optional<std::size_t> OnlyConsumer(const plan::StepPlan& step,
                                        const std::vector<bool>& needed) {
  std::optional<std::size_t> only;
  for (const std::size_t consumer : step.consumers) {
    if (!needed[consumer]) continue;
    if (only) return std::nullopt;
    only = consumer;
  }
  return only;
}

}  // namespace

std::optional<SplitChain> FindSplitChain(const plan::PipelinePlan& plan,
                                         const std::vector<bool>& needed, std::size_t source) {
  const plan::StepPlan& first = plan.steps[source];
  if (first.role() != ETL_SOURCE || first.offer.splits < 2 || !first.verified_order.empty() ||
      first.incremental || HasState(first))
    return std::nullopt;
  SplitChain chain{{source}, first.offer.splits, first.description.minimum_memory};
  for (;;) {
    const std::optional<std::size_t> next = OnlyConsumer(plan.steps[chain.last()], needed);
    if (!next) return chain;
    const plan::StepPlan& step = plan.steps[*next];
    if (step.role() != ETL_TRANSFORM || step.inputs.size() != 1 || step.inputs[0].sort ||
        step.description.kind != Kind::kRowwise || HasState(step))
      return chain;
    chain.steps.push_back(*next);
    chain.lane_memory += step.description.minimum_memory;
  }
}

SplitLedger::SplitLedger(const plan::PipelinePlan& plan, const SplitChain& chain) {
  for (const std::size_t step : chain.steps) names_.push_back(plan.steps[step].name());
}

void SplitLedger::Finish(std::int64_t split, std::vector<std::int64_t> rows) {
  const std::lock_guard lock(mutex_);
  const auto at = static_cast<std::size_t>(split);
  if (rows_.size() <= at) rows_.resize(at + 1);
  rows_[at] = std::move(rows);
}

plan::StepFailure SplitLedger::Place(std::int64_t split, plan::StepFailure failure) const {
  if (failure.row < 0) return failure;
  const auto name = std::ranges::find(names_, failure.step);
  if (name == names_.end()) return failure;
  // A transform counts the rows that it gets: what the step before it gave.
  const auto counted = static_cast<std::size_t>(name - names_.begin());
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < std::min(rows_.size(), static_cast<std::size_t>(split)); ++i)
    if (counted < rows_[i].size()) failure.row += rows_[i][counted];
  return failure;
}

std::vector<std::int64_t> SplitLedger::RowsBefore(std::size_t position) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::int64_t> before;
  std::int64_t rows = 0;
  for (const std::vector<std::int64_t>& split : rows_) {
    before.push_back(rows);
    if (position < split.size()) rows += split[position];
  }
  return before;
}

// The stream of a split, on top of the lane's instances.
class SplitLane::LaneStream final : public BatchStream {
 public:
  LaneStream(SplitLane& lane, StreamPointer from) : lane_(lane), from_(std::move(from)) {}
  ~LaneStream() override {
    from_.reset();
    const std::lock_guard lock(lane_.mutex_);
    lane_.runs_.resize(1);
    lane_.streams_.clear();
  }
  const Schema& schema() const override { return from_->schema(); }
  std::optional<RecordBatch> Next() override { return from_->Next(); }

 private:
  SplitLane& lane_;
  StreamPointer from_;
};

SplitLane::SplitLane(const plan::PipelinePlan& plan, const SplitChain& chain, RunContext& context,
                     std::vector<std::shared_ptr<StepAccount>> accounts)
    : plan_(plan), chain_(chain), context_(context), accounts_(std::move(accounts)) {
  runs_.push_back(MakeRun(0));
}

SplitLane::~SplitLane() = default;

std::vector<std::string> SplitLane::InputNames(std::size_t step) const {
  std::vector<std::string> names;
  for (const plan::InputPlan& input : plan_.steps[step].inputs)
    names.push_back(plan_.steps[input.step].name());
  return names;
}

std::unique_ptr<StepRun> SplitLane::MakeRun(std::size_t position) {
  const std::size_t step = chain_.steps[position];
  auto run =
      std::make_unique<StepRun>(plan_.steps[step], context_, InputNames(step), accounts_[position]);
  // Which failure is the first is not for the lane to say: a split before this one may fail, too.
  run->set_on_failure([this](plan::StepFailure failure) {
    if (!failure_) failure_ = std::move(failure);
  });
  return run;
}

StreamPointer SplitLane::Open(std::int64_t split) {
  runs_[0]->BeginSplit(split);
  auto source = std::make_unique<SourceStream>(*runs_[0], split);
  streams_.assign(1, source.get());
  StreamPointer stream = std::move(source);
  for (std::size_t i = 1; i < chain_.steps.size(); ++i) {
    std::unique_ptr<StepRun> run = MakeRun(i);
    run->BeginSplit(split);
    {
      const std::lock_guard lock(mutex_);
      if (cancelled_) run->CancelInstance();
      runs_.push_back(std::move(run));
    }
    std::vector<StreamPointer> inputs;
    inputs.push_back(std::move(stream));
    auto transform = std::make_unique<TransformStream>(*runs_.back(), std::move(inputs));
    streams_.push_back(transform.get());
    stream = std::move(transform);
  }
  return std::make_unique<LaneStream>(*this, std::move(stream));
}

std::vector<std::int64_t> SplitLane::rows() const {
  std::vector<std::int64_t> rows{streams_[0]->rows() + runs_[0]->rejected()};
  for (const ComponentStream* stream : streams_) rows.push_back(stream->rows());
  return rows;
}

void SplitLane::CheckReports() {
  for (const auto& run : runs_)
    if (run->has_failure()) throw run->TakeFailure(ETL_INTERNAL_ERROR, "run");
}

void SplitLane::Cancel() {
  const std::lock_guard lock(mutex_);
  cancelled_ = true;
  for (const auto& run : runs_) run->CancelInstance();
}

}  // namespace etl::runtime
