// SPDX-License-Identifier: Apache-2.0
#include "cli/replayed.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "runtime/outside_steps.h"

namespace etl::cli {

Replayed::Replayed(Session& session, const std::filesystem::path& folder)
    : recording_(runtime::Recording::Open(folder)) {
  config::LoadRequest request = session.LoadRequest();
  request.recorded = recording_.Params();
  request.run_date = recording_.manifest().run_date;
  // What stands in for what is known when the file has been read once.
  const std::set<std::string> outside =
      runtime::OutsideSteps(config::LoadPipeline(request, session.secrets()).config);
  request.stand_ins = outside;
  loaded_ = config::LoadPipeline(request, session.secrets());
  if (!loaded_.findings.has_errors())
    replay_ = std::make_unique<runtime::Replay>(recording_, outside, loaded_.config);
}

std::string Replayed::Columns() const {
  std::string out;
  for (const runtime::RecordedStep& step : recording_.manifest().steps)
    out += fmt::format("  recorded of {}: {}\n", step.name, fmt::join(step.schema.names(), ", "));
  return out + "  a pipeline that needs other columns has to be recorded again\n";
}

}  // namespace etl::cli
