// SPDX-License-Identifier: Apache-2.0
#include "cli/report_html/explain_page.h"

#include <fmt/format.h>

#include <sstream>

#include "cli/graph/escape.h"
#include "cli/graph/plan_graph.h"
#include "cli/graph/svg.h"
#include "cli/report_html/page.h"
#include "plan/explain.h"
#include "plan/quantity.h"

namespace etl::cli {
namespace {

// The lines "  label     text" of a step as rows of a table.
std::string Rows(const std::string& text) {
  constexpr std::size_t kLabelEnd = 12;
  std::istringstream lines(text);
  std::string line, out;
  std::getline(lines, line);  // the headline
  while (std::getline(lines, line)) {
    if (line.starts_with("  columns ")) continue;  // a table of their own
    const std::string label = line.substr(0, std::min(kLabelEnd, line.size()));
    const std::string rest = line.size() > kLabelEnd ? line.substr(kLabelEnd) : "";
    out += "<tr><th>" + Escape(label.substr(std::min<std::size_t>(2, label.size()))) + "</th><td>" +
           Escape(rest) + "</td></tr>\n";
  }
  return out.empty() ? "" : "<table>\n" + out + "</table>\n";
}

std::string ColumnTable(const plan::StepPlan& step, const config::Secrets& secrets) {
  if (!step.schema)
    return "<p class=\"soft\">The columns are known only when connected (declare a schema).</p>\n";
  std::string out = "<details><summary>Columns</summary>\n<table>\n";
  for (const Field& field : *step.schema)
    out += "<tr><td><code>" + Escape(secrets.Mask(field.name)) + "</code></td><td>" +
           Escape(plan::TypeText(field)) + "</td></tr>\n";
  return out + "</table>\n</details>\n";
}

std::string StepDetails(const plan::PipelinePlan& plan, const plan::StepPlan& step,
                        const config::Secrets& secrets) {
  return fmt::format("<h3>{} <span class=\"soft\">{} · {}</span></h3>\n{}{}", Escape(step.name()),
                     plugin::ToString(step.role()), Escape(step.component->name),
                     Rows(secrets.Mask(plan::ExplainStep(plan, step))), ColumnTable(step, secrets));
}

}  // namespace

std::string ExplainPage(const plan::PipelinePlan& plan, const config::Secrets& secrets) {
  std::string body = "<h1>" + Escape(plan.config->name) + "</h1>\n";
  if (!plan.config->description.empty())
    body += "<p>" + Escape(secrets.Mask(plan.config->description)) + "</p>\n";
  body +=
      fmt::format("<p class=\"soft\">{} · memory {}, of which the steps need at least {}{}</p>\n",
                  Escape(plan.config->file), plan::FormatBytes(plan.memory),
                  plan::FormatBytes(plan.minimum_memory),
                  plan.connected ? "" : " · offline: the sources were not asked");
  body += HtmlFigure(DrawSvg(GraphOf(plan, secrets)));
  std::string steps;
  for (const plan::StepPlan& step : plan.steps) steps += StepDetails(plan, step, secrets);
  return HtmlPage("Plan of " + plan.config->name, body + HtmlSection("Steps", steps));
}

}  // namespace etl::cli
