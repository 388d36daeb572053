// SPDX-License-Identifier: Apache-2.0
#include "plan/describe.h"

#include <exception>

#include "arrow/boundary.h"
#include "arrow/cast.h"
#include "plan/c_inputs.h"

namespace etl::plan {

namespace {

// What the callbacks of etl_plan write into. They must not throw into the plugin: what goes wrong
// waits in `fault`.
struct Answer {
  Description description;
  std::exception_ptr fault;
};

Description& Of(etl_plan* plan) { return static_cast<Answer*>(plan->self)->description; }

void SetSchema(etl_plan* plan, ArrowSchema* schema) {
  auto* answer = static_cast<Answer*>(plan->self);
  try {
    arrow::ValidateSchema(schema);
    answer->description.schema = arrow::Canonicalizer(schema).schema();
  } catch (...) {
    answer->fault = std::current_exception();
  }
  if (schema->release) schema->release(schema);
}

etl_plan MakePlan(Answer& answer) {
  etl_plan plan{};
  plan.size = sizeof plan;
  plan.self = &answer;
  plan.set_schema = SetSchema;
  plan.set_order = [](etl_plan* p, const etl_order_key* const* keys, size_t n) {
    Of(p).order = detail::FromC(keys, n);
  };
  plan.require_order = [](etl_plan* p, size_t input, const etl_order_key* const* keys, size_t n) {
    Of(p).required[input] = detail::FromC(keys, n);
  };
  plan.set_kind = [](etl_plan* p, std::uint32_t kind) { Of(p).kind = static_cast<Kind>(kind); };
  plan.set_minimum_memory = [](etl_plan* p, std::int64_t bytes) { Of(p).minimum_memory = bytes; };
  plan.add_lineage = [](etl_plan* p, size_t output, size_t input, etl_str column) {
    const auto every = static_cast<size_t>(-1);
    Of(p).lineage.push_back({output == every ? std::nullopt : std::optional(output), input,
                             std::string(detail::ToView(column))});
  };
  plan.add_predicate = [](etl_plan* p, const etl_predicate* predicate) {
    Of(p).predicates.push_back(detail::FromC(*predicate));
  };
  plan.add_note = [](etl_plan* p, etl_str text) { Of(p).notes.emplace_back(detail::ToView(text)); };
  plan.allow_reduction = [](etl_plan* p, const etl_reduction* reduction) {
    Reduction& out = Of(p).reductions.emplace_back();
    out.input = reduction->input, out.other = reduction->other;
    for (std::size_t i = 0; i < reduction->column_count; ++i) {
      out.columns.emplace_back(detail::ToView(reduction->columns[i]));
      out.other_columns.emplace_back(detail::ToView(reduction->other_columns[i]));
    }
    out.metric = detail::ToView(reduction->metric);
  };
  return plan;
}

}  // namespace

Description Describe(const plugin::Component& component, StepHost& host, const OptionNode& options,
                     const std::vector<PlanInput>& inputs) {
  Answer answer;
  etl_plan plan = MakePlan(answer);
  const CInputs c_inputs(inputs);
  try {
    const std::int32_t status = arrow::CallPlugin("describe", [&] {
      return component.c->describe(component.c, host.get(), &options, c_inputs.data(),
                                   c_inputs.size(), &plan);
    });
    host.Check(status, "describe itself");
    if (answer.fault) std::rethrow_exception(answer.fault);
  } catch (const Error& error) {
    throw host.MakeFailure(error.status(), error.what(), error.hint());
  }
  return std::move(answer.description);
}

}  // namespace etl::plan
