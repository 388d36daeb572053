// SPDX-License-Identifier: Apache-2.0
#include "plan/volatile_sink.h"

#include <fmt/format.h>

#include "arrow/boundary.h"
#include "etl/extensions.h"

namespace etl::plan {

namespace {

// Throws StepFailure.
bool IsVolatile(const StepPlan& step, StepHost& host) {
  const etl_component& c = *step.component->c;
  if (!step.component->is_volatile) return false;
  const auto* with =
      c.extension
          ? static_cast<const etl_volatile_with*>(c.extension(&c, ETL_EXTENSION_VOLATILE_WITH))
          : nullptr;
  if (!with) return true;
  std::int32_t out = 1;
  try {
    const std::int32_t status = arrow::CallPlugin(
        "is_volatile", [&] { return with->is_volatile(&c, host.get(), step.options.get(), &out); });
    host.Check(status, "say how it commits");
  } catch (const Error& error) {
    throw host.MakeFailure(error.status(), error.what(), error.hint());
  }
  return out != 0;
}

}  // namespace

void FindVolatileSinks(PipelinePlan& plan, const HostEnvironment& environment,
                       config::Findings& findings) {
  const StepPlan* first = nullptr;
  for (StepPlan& step : plan.steps) {
    if (step.role() != ETL_SINK || !step.sound) continue;
    StepHost host(environment, step.name(), step.component->plugin_name, step.config->mark,
                  step.options.get());
    try {
      step.is_volatile = IsVolatile(step, host);
    } catch (const StepFailure& failure) {
      findings.Error(failure.mark, "config", step.config->path(), failure.message, failure.hint);
      continue;
    }
    if (step.is_volatile && first)
      findings.Error(step.config->mark, "volatile-sink", step.config->path(),
                     fmt::format("`{}` and the sink {} both commit inside an open transaction, and "
                                 "only one of a run can",
                                 step.component->name, first->name()),
                     "choose a mode that stages its rows for one of them (replace, upsert), or "
                     "give it a pipeline of its own");
    else if (step.is_volatile)
      first = &step;
  }
}

}  // namespace etl::plan
