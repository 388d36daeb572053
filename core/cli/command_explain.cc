// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "cli/command_line.h"
#include "cli/findings.h"
#include "cli/graph/plan_graph.h"
#include "cli/graph/svg.h"
#include "cli/report_html/explain_page.h"
#include "cli/session.h"
#include "etl/error.h"
#include "plan/explain.h"
#include "plan/planner.h"

namespace etl::cli {

namespace {

std::string Render(const plan::PipelinePlan& plan, Session& session) {
  const std::string& format = session.options().explain_format;
  const config::Secrets& secrets = session.secrets();
  // Pictures mask each text before it is escaped: an escaped secret would not be found.
  if (session.options().json || format == "json")
    return secrets.Mask(plan::ExplainJson(plan)) + "\n";
  if (format == "svg") return DrawSvg(GraphOf(plan, secrets)) + "\n";
  if (format == "html") return ExplainPage(plan, secrets);
  return secrets.Mask(plan::Explain(plan)) + "\n";
}

int ExplainCommand(Session& session) {
  const std::string& format = session.options().explain_format;
  if (session.options().json && format != "text" && format != "json")
    throw ConfigError("--json and --format {} exclude each other", format)
        .Hint("one of them says what to print");
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
  WriteOut(Render(plan, session));
  return 0;
}

}  // namespace

void AddExplain(CLI::App& app, Options& options, Verb& verb) {
  CLI::App* explain = app.add_subcommand(
      "explain", "Show the plan: columns, order, sorts, memory, what is pushed down");
  AddPipelineOptions(*explain, options);
  explain->add_flag("--offline", options.offline, "Do not connect to the sources");
  explain
      ->add_option("--format", options.explain_format,
                   "text, json, svg (the graph) or html (the graph and what is said of each step)")
      ->check(CLI::IsMember({"text", "json", "svg", "html"}))
      ->type_name("FORMAT");
  explain->footer(
      "Examples:\n"
      "  etl explain --offline pipelines/highest.yaml --dataset "
      "pipelines/datasets/highest_demo.yaml\n"
      "  etl explain pipelines/highest.yaml --dataset pipelines/datasets/highest_demo.yaml "
      "--format html > plan.html");
  explain->final_callback([&verb] { verb = ExplainCommand; });
}

}  // namespace etl::cli
