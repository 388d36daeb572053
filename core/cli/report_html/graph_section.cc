// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "cli/graph/svg.h"
#include "cli/report_html/page.h"
#include "cli/report_html/sections.h"
#include "plan/quantity.h"

namespace etl::cli {
namespace {

constexpr std::string_view kRejects = ".rejects";

std::string Rows(std::int64_t rows) {
  return plan::FormatCount(rows) + (rows == 1 ? " row" : " rows");
}

// Rows that left this node.
std::int64_t RowsOf(const runtime::RunReport& report, const std::string& node) {
  if (const auto* step = report.Find(node))
    return step->section == "sinks" ? step->counters.rows_in : step->counters.rows_out;
  if (!node.ends_with(kRejects)) return 0;
  const auto* step = report.Find(node.substr(0, node.size() - kRejects.size()));
  return step ? step->counters.rejected : 0;
}

}  // namespace

std::string GraphSection(const RunPicture& run) {
  if (run.plan.nodes.empty()) return {};
  Graph graph = run.plan;
  for (Graph::Node& node : graph.nodes) {
    const auto* step = run.report.Find(node.name);
    node.lines.resize(std::min<std::size_t>(node.lines.size(), 1));  // its role
    node.lines.push_back(Rows(RowsOf(run.report, node.name)) +
                         (node.role == Graph::Role::kSink ? " in" : ""));
    if (step) node.lines.push_back(ShownSeconds(step->counters.times.working) + " working");
    node.failed = run.report.failure && run.report.failure->step == node.name;
    node.name = run.secrets.Mask(node.name);
  }
  for (Graph::Edge& edge : graph.edges) {
    edge.lines = {Rows(RowsOf(run.report, run.plan.nodes[edge.from].name))};
    const auto* step = run.report.Find(run.plan.nodes[edge.from].name);
    if (step && step->counters.bytes_out > 0)
      edge.lines.push_back(plan::FormatBytes(step->counters.bytes_out));
    edge.lines.insert(edge.lines.end(), edge.work.begin(), edge.work.end());
  }
  return HtmlSection(
      "Pipeline",
      HtmlFigure(DrawSvg(graph)) + "<p class=\"soft\">Rows and bytes as they left each step.</p>");
}

std::string MatchSection(const RunPicture& run) {
  std::string out;
  for (const runtime::StepReport& step : run.report.steps) {
    const auto metric = [&](const char* name) {
      const auto found = step.counters.metrics.find(name);
      return found == step.counters.metrics.end() ? std::int64_t{0} : found->second;
    };
    if (!step.counters.metrics.contains("pairs")) continue;
    struct Part {
      const char* css;
      std::string text;
      std::int64_t count;
    };
    const Part parts[] = {
        {"left", "only in " + (step.inputs.empty() ? "left" : step.inputs[0]),
         metric("unmatched_left")},
        {"pairs", "pairs", metric("pairs")},
        {"right", "only in " + (step.inputs.size() < 2 ? "right" : step.inputs[1]),
         metric("unmatched_right")}};
    const std::int64_t total = parts[0].count + parts[1].count + parts[2].count;
    out += "<h3>" + Shown(run, step.name) +
           "</h3>\n<svg class=\"chart\" role=\"img\" viewBox=\"0 0 "
           "1000 30\" xmlns=\"http://www.w3.org/2000/svg\">";
    double x = 0;
    std::string legend;
    for (const Part& part : parts) {
      const double width =
          total == 0 ? 0 : 1000.0 * static_cast<double>(part.count) / static_cast<double>(total);
      const std::string text =
          fmt::format("{} {}", plan::FormatCount(part.count), Shown(run, part.text));
      out += fmt::format(
          "<rect class=\"{}\" x=\"{:.1f}\" y=\"2\" width=\"{:.1f}\" height=\"26\">"
          "<title>{}</title></rect>",
          part.css, x, width, text);
      legend += fmt::format("<span class=\"key {}\"></span>{}", part.css, text);
      x += width;
    }
    out += "</svg>\n<p>" + legend + "</p>\n";
  }
  return HtmlSection("Matches", out);
}

}  // namespace etl::cli
