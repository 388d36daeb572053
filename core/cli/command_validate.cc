// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

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

// What was held against the world, step by step.
void PrintChecks(Session& session, const std::vector<plan::StepCheck>& checks) {
  if (session.options().quiet || session.options().json) return;
  std::size_t width = 0;
  for (const plan::StepCheck& check : checks) width = std::max(width, check.step.size());
  for (const plan::StepCheck& check : checks) {
    std::string text = fmt::format("{}", fmt::join(check.notes, "; "));
    if (check.outcome == plan::StepCheck::Outcome::kUnchecked)
      text = "unchecked: only a run will tell";
    else if (check.outcome == plan::StepCheck::Outcome::kFailed)
      text = "failed" + (text.empty() ? "" : ": " + text);
    WriteOut(fmt::format("{:<{}}  {}\n", check.step, width, text));
  }
}

int ValidateCommand(Session& session) {
  config::LoadResult loaded = session.LoadPipeline();
  ReadTests(loaded.config.tests, loaded.config.file, loaded.config.file, loaded.findings);
  plan::HostEnvironment environment = session.host_environment();
  environment.config = &loaded.config;
  environment.limits = plan::LimitsFor(session.memory());
  std::vector<plan::StepCheck> checks;
  const bool connect = session.options().connect;
  plan::PlanRequest request{&loaded.config, session.memory(), false};
  if (connect) request.checks = &checks;
  // What the file alone tells does not keep the plugins from telling the rest.
  const plan::PipelinePlan plan =
      plan::BuildPlan(request, session.registry(), session.secrets(), environment, loaded.findings);
  PrintChecks(session, checks);
  if (!connect && !loaded.findings.has_errors()) NoteUnchecked(plan, loaded.findings);
  if (loaded.findings.has_errors())
    return FailWithFindings(session, loaded.config, loaded.findings, connect ? &checks : nullptr);
  if (session.options().json) {
    WriteOut(FindingsJson(loaded.config.name, loaded.findings, connect ? &checks : nullptr) + "\n");
    return 0;
  }
  PrintFindings(session, loaded.findings);
  if (!session.options().quiet)
    WriteOut(fmt::format("{}: ok, {} step{}\n", loaded.config.file, plan.steps.size(),
                         plan.steps.size() == 1 ? "" : "s"));
  return 0;
}

}  // namespace

void AddValidate(CLI::App& app, Options& options, Verb& verb) {
  CLI::App* validate = app.add_subcommand(
      "validate",
      "Check a pipeline, without touching the network but with --connect: all findings at once");
  AddPipelineOptions(*validate, options);
  validate->add_flag(
      "--connect", options.connect,
      "Connect, too: hold what is declared against tables, first pages and files, and "
      "targets against the rows. Nothing is written");
  validate->footer(
      "Examples:\n"
      "  etl validate pipelines/highest.yaml --dataset pipelines/datasets/highest_demo.yaml\n"
      "  etl validate --connect pipelines/highest.yaml --dataset "
      "pipelines/datasets/highest_demo.yaml");
  validate->final_callback([&verb] { verb = ValidateCommand; });
}

}  // namespace etl::cli
