// SPDX-License-Identifier: Apache-2.0
#include "plan/planner.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "config/suggest.h"
#include "etl/discovery.h"
#include "plan/order_spec.h"
#include "plan/pushdown.h"
#include "plan/quantity.h"
#include "plan/reduction.h"
#include "plan/resolve.h"
#include "plan/volatile_sink.h"

namespace etl::plan {

namespace {

class Planner final : public Describer {
 public:
  Planner(const PlanRequest& request, const HostEnvironment& environment,
          config::Findings& findings)
      : request_(request), environment_(environment), findings_(findings) {}

  void Plan(PipelinePlan& plan);
  Description DescribeWith(const StepPlan& step, const Order& input_order) override;

 private:
  void DescribeAll(PipelinePlan& plan);
  void DescribeStep(PipelinePlan& plan, StepPlan& step);
  void DescribeSource(StepPlan& step);
  std::vector<PlanInput> InputsOf(const PipelinePlan& plan, const StepPlan& step) const;
  void AskOffers(PipelinePlan& plan);
  void CheckWorld(PipelinePlan& plan);
  void CheckSource(StepPlan& step);
  void CheckStep(const PipelinePlan& plan, const StepPlan& step);
  void SettleSourceOrder(StepPlan& step);
  void SettleCursor(StepPlan& step);
  void InsertSorts(PipelinePlan& plan, StepPlan& step);
  void CheckColumns(const StepPlan& step);
  void PlanMemory(PipelinePlan& plan);
  void AddFinding(const StepPlan& step, const StepFailure& failure);
  StepHost HostOf(const StepPlan& step) const {
    return {environment_, step.name(), step.component->plugin_name, step.config->mark,
            step.options.get()};
  }

  const PlanRequest& request_;
  const HostEnvironment& environment_;
  config::Findings& findings_;
  const PipelinePlan* plan_ = nullptr;
};

void Planner::AddFinding(const StepPlan& step, const StepFailure& failure) {
  findings_.Error(failure.mark, "config", step.config->path(), failure.message, failure.hint,
                  CaretExcerpt(failure));
}

// What a step gets of another, where it is given some of the columns only.
PlanInput InputOf(const StepPlan& from, const std::optional<std::vector<std::string>>& columns) {
  PlanInput input{from.name(), *from.schema, from.order};
  if (!columns) return input;
  std::vector<Field> fields;
  for (const Field& field : *from.schema)
    if (std::ranges::find(*columns, field.name) != columns->end()) fields.push_back(field);
  input.schema = Schema(std::move(fields));
  const auto lost = std::ranges::find_if(
      input.order, [&](const OrderKey& key) { return !input.schema.Find(key.column); });
  input.order.erase(lost, input.order.end());
  return input;
}

std::vector<PlanInput> Planner::InputsOf(const PipelinePlan& plan, const StepPlan& step) const {
  std::vector<PlanInput> inputs;
  for (const InputPlan& input : step.inputs)
    inputs.push_back(InputOf(plan.steps[input.step], input.columns));
  return inputs;
}

Description Planner::DescribeWith(const StepPlan& step, const Order& input_order) {
  std::vector<PlanInput> inputs = InputsOf(*plan_, step);
  for (PlanInput& input : inputs) input.order = input_order;
  StepHost host = HostOf(step);
  return Describe(*step.component, host, *step.options, inputs);
}

void Planner::DescribeSource(StepPlan& step) {
  // A declared order is the user's word; without it, the plugin's.
  if (step.declared_order.empty() && step.description.order)
    step.declared_order = *step.description.order;
  step.schema = step.offer.schema ? step.offer.schema : step.description.schema;
  SettleSourceOrder(step);
  SettleCursor(step);
}

void Planner::SettleSourceOrder(StepPlan& step) {
  step.order = step.offer.accepted.order.empty() ? step.declared_order : step.offer.accepted.order;
  step.verified_order = step.order;
  if (!step.schema) return;
  for (const OrderKey& key : step.verified_order) {
    if (step.schema->Find(key.column)) continue;
    const auto* written = step.config->Option("order");
    findings_.Error(written ? MarkOfKey(written->value, key.column) : step.config->mark,
                    "unknown-column", step.config->path() + ".order",
                    fmt::format("there is no column `{}`", key.column),
                    config::DidYouMean(key.column, step.schema->names()));
  }
}

void Planner::DescribeStep(PipelinePlan& plan, StepPlan& step) {
  if (!step.sound) return;
  if (step.rejects_of) {
    step.schema = RejectSchema();
    return;
  }
  for (const InputPlan& input : step.inputs)
    if (!plan.steps[input.step].schema)
      return;  // unchecked: its input is known only when connected
  try {
    StepHost host = HostOf(step);
    step.description = Describe(*step.component, host, *step.options, InputsOf(plan, step));
    if (step.rejects.keep) step.description.minimum_memory += environment_.limits.bytes;
  } catch (const StepFailure& failure) {
    if (failure.status != ETL_CONFIG_ERROR) throw;
    AddFinding(step, failure);
    return;
  }
  if (step.role() == ETL_SOURCE) {
    DescribeSource(step);
  } else if (step.role() == ETL_SINK) {
    step.schema = plan.steps[step.inputs[0].step].schema;
    step.order = plan.steps[step.inputs[0].step].order;
  } else {
    step.schema = step.description.schema;
    if (step.description.order)
      step.order = *step.description.order;
    else if (step.description.kind == Kind::kRowwise && step.inputs.size() == 1)
      step.order = plan.steps[step.inputs[0].step].order;
    else
      step.order.clear();
  }
  InsertSorts(plan, step);
  CheckColumns(step);
}

void Planner::DescribeAll(PipelinePlan& plan) {
  plan_ = &plan;
  for (StepPlan& step : plan.steps) DescribeStep(plan, step);
}

void Planner::CheckColumns(const StepPlan& step) {
  if (!step.schema) return;
  std::set<std::string> seen;
  for (const Field& field : *step.schema)
    if (!seen.insert(field.name).second)
      findings_.Error(step.config->mark, "duplicate-column", step.config->path(),
                      fmt::format("two columns of its output are called `{}`", field.name),
                      "rename one of them");
  for (const Assertion& assertion : step.assertions)
    for (const std::string& column : assertion.columns)
      if (!step.schema->Find(column))
        findings_.Error(assertion.mark, "unknown-column", step.config->path() + ".assert",
                        fmt::format("there is no column `{}`", column),
                        config::DidYouMean(column, step.schema->names()));
}

// From where on an incremental source is to be read.
void Planner::SettleCursor(StepPlan& step) {
  if (!step.incremental || !step.schema) return;
  const Incremental& incremental = *step.incremental;
  const std::string path = step.config->path() + ".incremental";
  const std::optional<int> column = step.schema->Find(incremental.cursor);
  if (!column)
    return findings_.Error(incremental.mark, "unknown-column", path,
                           fmt::format("there is no column `{}`", incremental.cursor),
                           config::DidYouMean(incremental.cursor, step.schema->names()));
  const CursorState* last = nullptr;
  if (request_.cursors)
    if (const auto found = request_.cursors->find(step.name()); found != request_.cursors->end())
      last = &found->second;
  try {
    const Field& field = (*step.schema)[*column];
    CheckCursor(incremental, field, last, request_.config->dataset);
    if (last) step.bound = MakeBound(incremental, field, *last);
  } catch (const ConfigError& error) {
    findings_.Error(incremental.mark, "cursor", path, error.what(), error.hint());
  }
}

// Why the order that a step needs is not there yet.
std::string SortReason(const StepPlan& from, const Order& order, std::size_t presorted) {
  if (presorted > 0)
    return fmt::format(
        "{} is ordered by {} only", from.name(),
        ToString(Order(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(presorted))));
  if (from.role() != ETL_SOURCE) return fmt::format("{} gives no such order", from.name());
  if (!from.wanted.order.empty() && from.offer.accepted.order.empty())
    return fmt::format("{} does not deliver this order itself", from.name());
  return fmt::format("{} declares no order", from.name());
}

void Planner::InsertSorts(PipelinePlan& plan, StepPlan& step) {
  for (std::size_t i = 0; i < step.inputs.size(); ++i) {
    InputPlan& input = step.inputs[i];
    const StepPlan& from = plan.steps[input.step];
    input.order = from.order;
    input.sort.reset();
    const auto required = step.description.required.find(i);
    if (required == step.description.required.end()) continue;
    const std::size_t presorted = CommonPrefix(from.order, required->second);
    if (presorted == required->second.size()) continue;
    input.sort =
        SortPlan{required->second, presorted, SortReason(from, required->second, presorted), 0};
    input.order = required->second;
  }
}

void Planner::AskOffers(PipelinePlan& plan) {
  PlanWishes(plan, *this, !request_.whole_sources);
  if (!request_.connect) return;
  for (StepPlan& step : plan.steps) {
    if (step.role() != ETL_SOURCE || step.rejects_of) continue;
    StepHost host = HostOf(step);
    try {
      step.offer = AskOffer(*step.component, host, *step.options, step.wanted);
    } catch (const StepFailure& failure) {
      if (failure.status != ETL_CONFIG_ERROR) throw;
      AddFinding(step, failure);
    }
  }
  plan.connected = true;
}

// Sources that cannot check themselves are asked for an offer, which connects.
void Planner::CheckSource(StepPlan& step) {
  StepCheck check = CheckAgainstWorld(step, {}, environment_, findings_);
  if (check.outcome != StepCheck::Outcome::kFailed) {
    StepHost host = HostOf(step);
    try {
      step.offer = AskOffer(*step.component, host, *step.options, {});
      if (check.outcome == StepCheck::Outcome::kUnchecked && step.offer.schema) {
        check.outcome = StepCheck::Outcome::kChecked;
        check.notes.push_back(CountText(step.offer.schema->size(), "column"));
      }
    } catch (const StepFailure& failure) {
      AddFailure(step, failure, findings_);
      check.outcome = StepCheck::Outcome::kFailed;
    }
  }
  request_.checks->push_back(std::move(check));
}

void Planner::CheckStep(const PipelinePlan& plan, const StepPlan& step) {
  for (const InputPlan& input : step.inputs)
    if (!plan.steps[input.step].schema) {  // what it would get is not known
      if (step.role() == ETL_SINK)
        request_.checks->push_back({step.name(), StepCheck::Outcome::kUnchecked, {}});
      return;
    }
  StepCheck check = CheckAgainstWorld(step, InputsOf(plan, step), environment_, findings_);
  if (check.outcome != StepCheck::Outcome::kUnchecked || step.role() == ETL_SINK)
    request_.checks->push_back(std::move(check));
}

// No failure of a step hides that of another.
void Planner::CheckWorld(PipelinePlan& plan) {
  for (StepPlan& step : plan.steps)
    if (step.role() == ETL_SOURCE && !step.rejects_of && step.sound) CheckSource(step);
  plan.connected = true;
  DescribeAll(plan);  // again, with the real schemas
  for (const StepPlan& step : plan.steps)
    if (step.role() != ETL_SOURCE && step.sound) CheckStep(plan, step);
}

void Planner::PlanMemory(PipelinePlan& plan) {
  plan.memory = request_.memory;
  plan.limits = environment_.limits;
  std::int64_t total = 0;
  for (StepPlan& step : plan.steps) {
    total += step.description.minimum_memory;
    for (InputPlan& input : step.inputs) {
      total += ChannelBytes(plan.limits);
      if (!input.sort) continue;
      input.sort->channel_bytes = 2 * plan.limits.bytes;
      input.sort->minimum_memory = 4 * plan.limits.bytes + input.sort->channel_bytes;
      total += input.sort->minimum_memory;
    }
  }
  plan.minimum_memory = total;
  if (total > request_.memory)
    findings_.Error({}, "memory", "",
                    fmt::format("the steps need at least {}, --memory allows {}",
                                FormatBytes(total), FormatBytes(request_.memory)),
                    fmt::format("run with --memory {}MiB", (total >> 20) + 1));
}

void Planner::Plan(PipelinePlan& plan) {
  FindVolatileSinks(plan, environment_, findings_);
  DescribeAll(plan);
  if (request_.checks) return CheckWorld(plan);
  if (findings_.has_errors()) return;
  AskOffers(plan);
  if (findings_.has_errors()) return;
  if (plan.connected) DescribeAll(plan);  // again, with the real schemas and orders
  // A schema that only the source knew: what it feeds has just been described for the first time,
  // so ask once more.
  const bool late =
      plan.connected && std::ranges::any_of(plan.steps, [](const StepPlan& step) {
        return step.role() == ETL_SOURCE && !step.rejects_of && !step.description.schema;
      });
  if (late && !findings_.has_errors()) {
    AskOffers(plan);
    if (!findings_.has_errors()) DescribeAll(plan);
  }
  for (const StepPlan& step : plan.steps)
    if (plan.connected && step.sound && !step.schema && !findings_.has_errors())
      findings_.Error(step.config->mark, "no-schema", step.config->path(),
                      "its columns are not known, even when connected", "declare its schema:");
  if (plan.connected && !findings_.has_errors()) PlanReductions(plan);
  PlanMemory(plan);
}

}  // namespace

BatchLimits LimitsFor(std::int64_t memory) {
  BatchLimits limits;
  limits.bytes = std::clamp<std::int64_t>(memory / 128, 16 << 10, 1 << 20);
  limits.rows = std::clamp<std::int64_t>(limits.bytes / 64, 256, 8192);
  return limits;
}

std::int64_t ChannelBytes(const BatchLimits& limits) { return 4 * limits.bytes; }

PipelinePlan BuildPlan(const PlanRequest& request, plugin::Registry& registry,
                       config::Secrets& secrets, const HostEnvironment& environment,
                       config::Findings& findings) {
  PipelinePlan plan = ResolveSteps(*request.config, registry, secrets, findings, request.host);
  Planner(request, environment, findings).Plan(plan);
  return plan;
}

}  // namespace etl::plan
