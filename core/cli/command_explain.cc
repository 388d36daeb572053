// SPDX-License-Identifier: Apache-2.0
#include "cli/findings.h"
#include "cli/session.h"
#include "plan/explain.h"
#include "plan/planner.h"

namespace etl::cli {

int ExplainCommand(Session& session) {
  config::LoadResult loaded = session.LoadPipeline();
  if (loaded.findings.has_errors()) {
    AddPlanFindings(session, loaded);
    return FailWithFindings(session, loaded.config, loaded.findings);
  }
  plan::HostEnvironment environment = session.host_environment();
  environment.config = &loaded.config;
  environment.limits = plan::LimitsFor(session.memory());
  const plan::PipelinePlan plan =
      plan::BuildPlan({&loaded.config, session.memory(), !session.options().offline},
                      session.registry(), session.secrets(), environment, loaded.findings);
  if (loaded.findings.has_errors())
    return FailWithFindings(session, loaded.config, loaded.findings);
  PrintFindings(session, loaded.findings);
  const bool json = session.options().json || session.options().explain_format == "json";
  WriteOut(session.secrets().Mask(json ? plan::ExplainJson(plan) : plan::Explain(plan)) + "\n");
  return 0;
}

}  // namespace etl::cli
