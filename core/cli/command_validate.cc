// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/command_line.h"
#include "cli/findings.h"
#include "cli/session.h"
#include "cli/test/test_reader.h"
#include "plan/planner.h"

namespace etl::cli {

namespace {

// Says which steps could not be checked without connecting.
void NoteUnchecked(const plan::PipelinePlan& plan, config::Findings& findings) {
  for (const plan::StepPlan& step : plan.steps)
    if (step.role() == ETL_SOURCE && !step.schema)
      findings.Warning(
          step.config->mark, "unchecked", step.config->path(),
          "its columns are known only when it is read, so what follows it is unchecked",
          step.component->FindOption("schema")
              ? "declare its schema: to have columns and types checked"
              : "");
}

int ValidateCommand(Session& session) {
  config::LoadResult loaded = session.LoadPipeline();
  ReadTests(loaded.config.tests, loaded.config.file, loaded.config.file, loaded.findings);
  plan::HostEnvironment environment = session.host_environment();
  environment.config = &loaded.config;
  environment.limits = plan::LimitsFor(session.memory());
  // What the file alone tells does not keep the plugins from telling the rest.
  const plan::PipelinePlan plan =
      plan::BuildPlan({&loaded.config, session.memory(), false}, session.registry(),
                      session.secrets(), environment, loaded.findings);
  if (!loaded.findings.has_errors()) NoteUnchecked(plan, loaded.findings);
  if (loaded.findings.has_errors())
    return FailWithFindings(session, loaded.config, loaded.findings);
  if (session.options().json) {
    WriteOut(FindingsJson(loaded.config.name, loaded.findings) + "\n");
    return 0;
  }
  PrintFindings(session, loaded.findings);
  if (!session.options().quiet)
    WriteOut(fmt::format("{}: ok, {} steps\n", loaded.config.file, plan.steps.size()));
  return 0;
}

}  // namespace

void AddValidate(CLI::App& app, Options& options, Verb& verb) {
  CLI::App* validate = app.add_subcommand(
      "validate", "Check a pipeline without touching the network: all findings at once");
  AddPipelineOptions(*validate, options);
  validate->footer(
      "Example:\n  etl validate pipelines/users.yaml --dataset pipelines/datasets/demo.yaml");
  validate->final_callback([&verb] { verb = ValidateCommand; });
}

}  // namespace etl::cli
