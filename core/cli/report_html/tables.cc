// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "cli/report_html/page.h"
#include "cli/report_html/sections.h"
#include "plan/quantity.h"

namespace etl::cli {
namespace {

std::string Number(const std::string& text) { return "<td class=\"number\">" + text + "</td>"; }

std::string TimeCells(const runtime::StepTiming& times) {
  return Number(ShownSeconds(times.working)) + Number(ShownSeconds(times.cpu)) +
         Number(ShownSeconds(times.waiting_input)) + Number(ShownSeconds(times.waiting_output));
}

std::string StepRow(const RunPicture& run, const runtime::StepReport& step) {
  const runtime::StepCounters& counters = step.counters;
  const bool sink = step.section == "sinks";
  std::string counted;
  for (const auto& [name, value] : counters.metrics) {
    std::string words = name;
    std::ranges::replace(words, '_', ' ');
    counted += (counted.empty() ? "" : ", ") + words + " " +
               (name == "bytes" ? plan::FormatBytes(value) : plan::FormatCount(value));
  }
  std::string out = "<tr><td><b>" + Shown(run, step.name) + "</b><br/><span class=\"soft\">" +
                    Shown(run, step.plugin) + "</span></td>";
  out += Number(plan::FormatCount(sink ? counters.rows_in : counters.rows_out));
  out += Number(sink ? "" : plan::FormatCount(counters.batches_out));
  out += Number(sink ? "" : plan::FormatBytes(counters.bytes_out));
  out += TimeCells(counters.times) + Number(plan::FormatBytes(counters.peak_memory));
  out += "<td>" + Shown(run, counted) + "</td></tr>\n";
  for (const runtime::SortReport& sort : step.sorts)
    out += "<tr><td class=\"soft\">sorting " + Shown(run, sort.input) + " for " +
           Shown(run, step.name) + "</td><td></td><td></td><td></td>" + TimeCells(sort.times) +
           Number(plan::FormatBytes(sort.peak_memory)) + "<td></td></tr>\n";
  return out;
}

}  // namespace

std::string StepsSection(const RunPicture& run) {
  std::string rows;
  for (const runtime::StepReport& step : run.report.steps) rows += StepRow(run, step);
  if (rows.empty()) return {};
  std::string head = "<tr><th>step</th>";
  for (const char* name : {"rows", "batches", "bytes", "working", "processor", "waited for rows",
                           "waited for room", "peak memory"})
    head += fmt::format("<th class=\"number\">{}</th>", name);
  return HtmlSection(
      "Steps", "<div class=\"wide\"><table>\n" + head + "<th>counted</th></tr>\n" + rows +
                   "</table></div>\n<p class=\"soft\">Times of all threads of a step, added up. "
                   "Working without the processor is waiting for a server or a disk.</p>");
}

std::string AssertionSection(const RunPicture& run) {
  using Verdict = runtime::AssertionVerdict::Verdict;
  std::string rows;
  for (const runtime::StepReport& step : run.report.steps)
    for (const runtime::AssertionVerdict& of : step.assertions) {
      const char* css = of.verdict == Verdict::kHeld     ? "good"
                        : of.verdict == Verdict::kBroken ? "bad"
                                                         : "soft";
      const char* said = of.verdict == Verdict::kHeld     ? "✓ held"
                         : of.verdict == Verdict::kBroken ? "✗ broken"
                                                          : "– not known";
      rows += fmt::format("<tr><td>{}</td><td>{}</td><td class=\"{}\">{}{}</td></tr>\n",
                          Shown(run, step.name), Shown(run, of.text), css, said,
                          of.said.empty() ? "" : ": " + Shown(run, of.said));
    }
  if (rows.empty()) return {};
  return HtmlSection("Asserts", "<table>\n<tr><th>step</th><th>assert</th><th>verdict</th></tr>\n" +
                                    rows + "</table>\n");
}

std::string ArtifactSection(const RunPicture& run) {
  std::string out;
  for (const runtime::StepReport& step : run.report.steps)
    for (const auto& [media_type, text] : step.counters.artifacts)
      out += "<details open=\"open\"><summary>" + Shown(run, step.name) + " <span class=\"soft\">" +
             Shown(run, media_type) + "</span></summary>\n<pre>" + Shown(run, text) +
             "</pre></details>\n";
  return HtmlSection("Outputs", out);
}

}  // namespace etl::cli
