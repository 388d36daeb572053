// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <set>

#include "cli/command_line.h"
#include "cli/findings.h"
#include "cli/session.h"
#include "etl/error.h"
#include "plan/failure.h"
#include "runtime/pipeline_recovery.h"

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

int RecoverCommand(Session& session) {
  std::set<std::string> pipelines = PipelinesIn(session.options().state);
  plan::HostEnvironment environment = session.host_environment();
  config::LoadResult loaded;
  if (!session.options().pipeline.empty()) {
    // Parameters may be unset: what counts is the name, and the options of sinks that cannot be
    // settled without. A file that cannot be read has none.
    loaded = session.LoadPipeline();
    if (loaded.findings.has_errors() && loaded.config.sinks.empty())
      return FailWithFindings(session, loaded.config, loaded.findings);
    pipelines = {loaded.config.name};
    environment.config = &loaded.config;
  }
  std::size_t recovered = 0;
  int code = 0;
  const auto failed = [&](const std::string& pipeline, std::int32_t status,
                          const std::string& why) {
    session.log().Write(ETL_LOG_ERROR, pipeline, session.secrets().Mask(why));
    code = std::max(code, plan::ExitCodeOf(status));
  };
  for (const std::string& pipeline : pipelines) {
    try {
      for (const std::string& line :
           runtime::RecoverPipeline(runtime::StateDirectory(session.options().state, pipeline),
                                    session.registry(), session.secrets(), environment)) {
        WriteOut(fmt::format("{}: {}\n", pipeline, line));
        ++recovered;
      }
    } catch (const plan::StepFailure& failure) {  // the others are recovered all the same
      failed(pipeline, failure.status,
             failure.step + ": " + failure.message +
                 (failure.hint.empty() ? "" : "; " + failure.hint));
    } catch (const Error& error) {
      failed(pipeline, error.status(), error.what());
    }
  }
  if (code != 0) return code;
  if (recovered == 0 && !session.options().quiet) WriteOut("nothing to recover\n");
  return 0;
}

}  // namespace

void AddRecover(CLI::App& app, Options& options, Verb& verb) {
  CLI::App* recover =
      app.add_subcommand("recover", "Finish or undo what runs that died left behind");
  AddInputOptions(*recover, options,
                  "Only this pipeline; sinks into a database cannot be recovered without");
  AddStateOption(*recover, options);
  AddPluginOptions(*recover, options);
  AddOutputOptions(*recover, options);
  recover->footer(
      "Examples:\n  etl recover --state .etl\n  etl recover load.yaml -p day=2026-01-31");
  recover->final_callback([&verb] { verb = RecoverCommand; });
}

}  // namespace etl::cli
