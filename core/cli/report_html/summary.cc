// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/report_html/page.h"
#include "cli/report_html/sections.h"
#include "plan/failure.h"
#include "plan/quantity.h"

namespace etl::cli {
namespace {

using runtime::Outcome;

std::string Verdict(const runtime::RunReport& report) {
  switch (report.outcome) {
    case Outcome::kDone:
      return report.exit_code == 0 ? "done" : "done, with more rejects than it may have";
    case Outcome::kDryRun:
      return "done, nothing published (dry run)";
    case Outcome::kInterrupted:
      return "interrupted, nothing published";
    case Outcome::kFailed:
      return report.exit_code == 5 ? "the commit is not complete, or its outcome is not known"
                                   : "failed, nothing published";
  }
  return {};
}

std::string Tile(const std::string& value, const char* what) {
  return fmt::format("<div class=\"tile\"><b>{}</b><span>{}</span></div>\n", value, what);
}

std::string Failure(const RunPicture& run, const plan::StepFailure& failure) {
  return "<div class=\"failure\"><pre>" + Shown(run, plan::ToString(failure)) + "</pre></div>\n";
}

}  // namespace

std::string SummarySection(const RunPicture& run) {
  const runtime::RunReport& report = run.report;
  std::string out = "<h1>" + Shown(run, report.pipeline) + "</h1>\n";
  if (!run.config.description.empty()) out += "<p>" + Shown(run, run.config.description) + "</p>\n";
  out += fmt::format(
      "<p><b class=\"{}\">{}</b> <span class=\"soft\">· exit code {}{} · {}</span></p>\n",
      report.exit_code == 0 ? "good" : "bad", Verdict(report), report.exit_code,
      report.run_id.empty() ? "" : " · run " + Shown(run, report.run_id),
      Shown(run, run.config.file));
  if (!report.replayed_from.empty())
    out += "<p>replayed from <code>" + Shown(run, report.replayed_from) + "</code></p>\n";
  if (!report.recorded.empty())
    out += "<p>recorded in <code>" + Shown(run, report.recorded) + "</code></p>\n";
  if (report.failure) out += Failure(run, *report.failure);
  for (const plan::StepFailure& excess : report.excess) out += Failure(run, excess);
  if (report.steps.empty()) return out;  // nothing ran
  const double rate = report.elapsed_seconds > 0
                          ? static_cast<double>(report.rows_read()) / report.elapsed_seconds
                          : 0;
  out += "<div class=\"tiles\">\n" + Tile(plan::FormatCount(report.rows_read()), "rows read");
  if (const auto rejected = report.rows_rejected())
    out += Tile(plan::FormatCount(*rejected), "rows rejected");
  out += Tile(ShownSeconds(report.elapsed_seconds), "elapsed");
  out += Tile(plan::FormatCount(static_cast<std::int64_t>(rate)), "rows a second");
  out += Tile(plan::FormatBytes(report.peak_rss_bytes), "peak memory of the process");
  return out + "</div>\n";
}

std::string ParameterSection(const RunPicture& run) {
  std::string rows;
  for (const config::Param& param : run.config.params) {
    std::string value = "<span class=\"soft\">not used</span>", origin;
    const auto* parameters = run.config.parameters.get();
    if (parameters)
      if (const auto found = parameters->values().find(param.name);
          found != parameters->values().end()) {
        std::string text = found->second.text;
        for (const std::string& item : found->second.list)
          text += (text.empty() ? "" : ", ") + item;
        const bool hidden = param.sensitive || found->second.sensitive;
        value = "<code>" + Shown(run, hidden ? "***" : text) + "</code>";
        origin = Shown(run, found->second.origin);
      }
    rows += fmt::format("<tr><td><code>{}</code></td><td>{}</td><td class=\"soft\">{}</td></tr>\n",
                        Shown(run, param.name), value, origin);
  }
  if (rows.empty()) return {};
  return HtmlSection("Parameters", "<table>\n<tr><th>name</th><th>value</th><th>from</th></tr>\n" +
                                       rows + "</table>\n");
}

}  // namespace etl::cli
