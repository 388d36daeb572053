// SPDX-License-Identifier: Apache-2.0
#include "runtime/pipeline_recovery.h"

#include <filesystem>
#include <optional>

#include "config/finding.h"
#include "plan/resolve.h"
#include "runtime/commit.h"
#include "runtime/journal.h"
#include "runtime/recovery.h"
#include "runtime/state_file.h"

namespace etl::runtime {

std::vector<std::string> RecoverPipeline(const StateDirectory& state, plugin::Registry& registry,
                                         config::Secrets& secrets,
                                         const plan::HostEnvironment& environment) {
  std::optional<JournalContent> last = Journal::Read(state.journal());
  if (!last) return {};
  std::optional<plan::PipelinePlan> plan;
  config::Findings findings;  // told by whoever plans a run
  if (environment.config && NeedsOptions(*last, registry))
    plan = plan::ResolveSteps(*environment.config, registry, secrets, findings);
  std::vector<std::string> done = Recover(*last, registry, environment, plan ? &*plan : nullptr);
  RecoverState(StateFile(state.path()), *last);
  if (last->state && last->decided)
    done.push_back("state: kept what run " + last->run_id + " had read");
  std::filesystem::remove(state.journal());
  return done;
}

}  // namespace etl::runtime
