// SPDX-License-Identifier: Apache-2.0
#include "plan/pushdown.h"

#include <algorithm>
#include <set>
#include <string>

#include "plan/order_spec.h"

namespace etl::plan {

namespace {

using Columns = std::set<std::string>;

void AddAll(const StepPlan& step, Columns& needed) {
  for (const Field& field : *step.schema) needed.insert(field.name);
}

// What `step` needs of its input number `input`, when `needed` of its own columns are needed.
void AddNeeded(const PipelinePlan& plan, const StepPlan& step, std::size_t input,
               const Columns& needed, Columns& out) {
  const StepPlan& from = plan.steps[step.inputs[input].step];
  if (step.role() == ETL_SINK || step.description.lineage.empty()) return AddAll(from, out);
  for (const Description::Lineage& lineage : step.description.lineage) {
    if (lineage.input != input) continue;
    if (!lineage.output || needed.contains((*step.schema)[static_cast<int>(*lineage.output)].name))
      out.insert(lineage.column);
  }
}

// Sets what a step with several inputs gets of one of them.
void KeepNeeded(const PipelinePlan& plan, StepPlan& step, std::size_t input, Columns needed) {
  if (step.role() != ETL_TRANSFORM || step.inputs.size() < 2 || step.description.lineage.empty())
    return;
  const auto required = step.description.required.find(input);
  if (required != step.description.required.end())
    for (const OrderKey& key : required->second) needed.insert(key.column);
  if (needed.empty()) return;  // a batch without columns could not say how many rows it has
  std::vector<std::string>& columns = step.inputs[input].columns.emplace();
  for (const Field& field : *plan.steps[step.inputs[input].step].schema)
    if (needed.contains(field.name)) columns.push_back(field.name);
}

// From the sinks back to the sources.
void PlanColumns(PipelinePlan& plan) {
  std::vector<Columns> needed(plan.steps.size());
  for (std::size_t i = plan.steps.size(); i-- > 0;) {
    StepPlan& step = plan.steps[i];
    for (const Assertion& assertion : step.assertions)
      needed[i].insert(assertion.columns.begin(), assertion.columns.end());
    for (const OrderKey& key : step.declared_order) needed[i].insert(key.column);
    if (step.incremental) needed[i].insert(step.incremental->cursor);
    const bool unread = step.role() == ETL_SOURCE || step.rejects_read;
    if (unread && step.consumers.empty() && step.schema) AddAll(step, needed[i]);
    for (std::size_t input = 0; input < step.inputs.size(); ++input) {
      Columns of_input;
      AddNeeded(plan, step, input, needed[i], of_input);
      needed[step.inputs[input].step].insert(of_input.begin(), of_input.end());
      KeepNeeded(plan, step, input, std::move(of_input));
    }
    if (step.role() != ETL_SOURCE || !step.schema) continue;
    step.wanted.columns.emplace();
    for (const Field& field : *step.schema)
      if (needed[i].contains(field.name)) step.wanted.columns->push_back(field.name);
  }
}

// The source that could deliver `order` at this step's output, through steps that would keep it;
// null if none.
StepPlan* OrderingSource(PipelinePlan& plan, std::size_t index, const Order& order,
                         Describer& describer) {
  StepPlan& step = plan.steps[index];
  if (step.role() == ETL_SOURCE) return &step;
  if (step.inputs.size() != 1 || step.description.kind != Kind::kRowwise ||
      step.consumers.size() > 1)
    return nullptr;
  // Would the step hand on this order if its input had it? Then the names mean the same on both
  // sides.
  const Description description = describer.DescribeWith(step, order);
  const Order kept = description.order.value_or(order);
  if (CommonPrefix(kept, order) < order.size()) return nullptr;
  return OrderingSource(plan, step.inputs[0].step, order, describer);
}

void PlanOrders(PipelinePlan& plan, Describer& describer) {
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    for (const auto& [input, order] : plan.steps[i].description.required) {
      if (input >= plan.steps[i].inputs.size()) continue;
      StepPlan* source = OrderingSource(plan, plan.steps[i].inputs[input].step, order, describer);
      if (source && source->wanted.order.empty()) source->wanted.order = order;
    }
  }
}

}  // namespace

void PlanWishes(PipelinePlan& plan, Describer& describer, bool with_conditions) {
  for (StepPlan& step : plan.steps) {
    step.wanted = {};
    for (InputPlan& input : step.inputs) input.columns.reset();
  }
  const bool known =
      std::ranges::all_of(plan.steps, [](const StepPlan& step) { return step.schema.has_value(); });
  if (known) PlanColumns(plan);
  PlanOrders(plan, describer);
  for (StepPlan& step : plan.steps) {
    if (step.role() != ETL_SOURCE) continue;
    if (step.wanted.order.empty()) step.wanted.order = step.declared_order;
    step.wanted.tie = true;  // so that a run's rows come in the same order every time
    if (step.bound && step.bound->wanted) step.wanted.predicates.push_back(*step.bound->wanted);
    // An assertion is about all rows of the source, not about those that a filter behind it lets
    // through.
    if (!with_conditions || step.consumers.size() != 1 || !step.assertions.empty()) continue;
    const StepPlan& consumer = plan.steps[step.consumers[0]];
    if (consumer.inputs.size() == 1)
      step.wanted.predicates.insert(step.wanted.predicates.end(),
                                    consumer.description.predicates.begin(),
                                    consumer.description.predicates.end());
  }
}

}  // namespace etl::plan
