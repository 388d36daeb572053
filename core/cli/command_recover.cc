// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "cli/findings.h"
#include "cli/session.h"
#include "runtime/run.h"

namespace etl::cli {

namespace {

// The pipelines that have a folder in the state directory.
std::set<std::string> PipelinesIn(const std::filesystem::path& state) {
  std::set<std::string> names;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(state, error))
    if (entry.is_directory()) names.insert(entry.path().filename().string());
  return names;
}

}  // namespace

int RecoverCommand(Session& session) {
  std::set<std::string> pipelines = PipelinesIn(session.options().state);
  if (!session.options().pipeline.empty()) {
    const config::LoadResult loaded = session.LoadPipeline();
    pipelines = {loaded.config.name};
  }
  std::size_t recovered = 0;
  for (const std::string& pipeline : pipelines) {
    for (const std::string& line : runtime::RecoverPipeline(
             session.options().state, pipeline, session.registry(), session.host_environment())) {
      WriteOut(fmt::format("{}: {}\n", pipeline, line));
      ++recovered;
    }
  }
  if (recovered == 0 && !session.options().quiet) WriteOut("nothing to recover\n");
  return 0;
}

}  // namespace etl::cli
