// SPDX-License-Identifier: Apache-2.0
#include "plan/reduction.h"

#include <set>

namespace etl::plan {
namespace {

bool IsCollected(const InputPlan& input) { return input.sort && input.sort->presorted == 0; }

void AddSources(const PipelinePlan& plan, std::size_t step, std::set<std::size_t>& sources) {
  if (plan.steps[step].rejects_of) return AddSources(plan, *plan.steps[step].rejects_of, sources);
  if (plan.steps[step].role() == ETL_SOURCE) sources.insert(step);
  for (const InputPlan& input : plan.steps[step].inputs) AddSources(plan, input.step, sources);
}

// One that feeds both would have to be kept for the one that waits.
bool ShareSources(const PipelinePlan& plan, std::size_t a, std::size_t b) {
  std::set<std::size_t> of_a, of_b;
  AddSources(plan, a, of_a);
  AddSources(plan, b, of_b);
  for (const std::size_t source : of_a)
    if (of_b.contains(source)) return true;
  return false;
}

// In how many parts the rows behind this step are read; 1 if by one thread.
std::int64_t Splits(const PipelinePlan& plan, std::size_t step) {
  const StepPlan& of = plan.steps[step];
  if (of.role() == ETL_SOURCE) return of.verified_order.empty() ? of.offer.splits : 1;
  return of.description.kind == Kind::kRowwise && of.inputs.size() == 1
             ? Splits(plan, of.inputs[0].step)
             : 1;
}

// About how many rows leave the step; -1: nobody knows.
std::int64_t Estimate(const PipelinePlan& plan, std::size_t step) {
  const StepPlan& of = plan.steps[step];
  if (of.role() == ETL_SOURCE) return of.offer.estimate;
  return of.description.kind == Kind::kRowwise && of.inputs.size() == 1
             ? Estimate(plan, of.inputs[0].step)
             : -1;
}

std::optional<ReductionPlan> Resolve(const PipelinePlan& plan, const StepPlan& step,
                                     const Reduction& reduction) {
  const StepPlan& input = plan.steps[step.inputs[reduction.input].step];
  const StepPlan& other = plan.steps[step.inputs[reduction.other].step];
  if (!input.schema || !other.schema) return std::nullopt;
  ReductionPlan out{
      reduction.other, {}, {}, reduction.metric, Estimate(plan, step.inputs[reduction.other].step)};
  for (std::size_t i = 0; i < reduction.columns.size(); ++i) {
    const std::optional<int> column = input.schema->Find(reduction.columns[i]);
    const std::optional<int> with = other.schema->Find(reduction.other_columns[i]);
    if (!column || !with || (*input.schema)[*column].type != (*other.schema)[*with].type)
      return std::nullopt;
    out.columns.push_back(*column);
    out.other_columns.push_back(*with);
  }
  return out;
}

bool IsWorthIt(const PipelinePlan& plan, const StepPlan& step, const Reduction& reduction) {
  const InputPlan &input = step.inputs[reduction.input], &other = step.inputs[reduction.other];
  if (!IsCollected(other) || input.reduction || other.reduction) return false;
  if (ShareSources(plan, input.step, other.step)) return false;
  if (!IsCollected(input)) return true;
  const std::int64_t splits = Splits(plan, input.step), others = Splits(plan, other.step);
  return splits > 1 && others > 1 && others <= splits;  // the smaller one is collected first
}

}  // namespace

void PlanReductions(PipelinePlan& plan) {
  for (StepPlan& step : plan.steps)
    for (const Reduction& reduction : step.description.reductions) {
      if (reduction.input >= step.inputs.size() || reduction.other >= step.inputs.size()) continue;
      if (IsWorthIt(plan, step, reduction))
        step.inputs[reduction.input].reduction = Resolve(plan, step, reduction);
    }
}

}  // namespace etl::plan
