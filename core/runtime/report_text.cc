// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "plan/quantity.h"
#include "runtime/report.h"

namespace etl::runtime {

namespace {

using plan::FormatCount;

// "1 row", "12 rows"
std::string Count(std::int64_t count, std::string_view what) {
  return fmt::format("{} {}{}", FormatCount(count), what, count == 1 ? "" : "s");
}

// "2 minutes, 5 seconds"; under a minute with tenths or hundredths, so that a short run says
// something.
std::string Elapsed(double seconds) {
  const auto minutes = static_cast<long>(seconds / 60);
  const double rest = seconds - static_cast<double>(minutes) * 60;
  const int digits = seconds < 10 ? 2 : seconds < 60 ? 1 : 0;
  return fmt::format("{} minutes, {:.{}f} seconds", minutes, digits == 0 ? std::floor(rest) : rest,
                     digits);
}

std::int64_t Metric(const StepReport& step, const std::string& name) {
  const auto found = step.counters.metrics.find(name);
  return found == step.counters.metrics.end() ? 0 : found->second;
}

std::string StepLine(const StepReport& step) {
  std::string out;
  if (step.section == "sinks")
    out = Count(step.counters.rows_in, "row") + " in";
  else
    out = Count(step.counters.rows_out, "row");
  if (step.rejects) out += fmt::format(", {} rejected", FormatCount(step.counters.rejected));
  for (const auto& [name, value] : step.counters.metrics) {
    if (name == "pairs" || name.starts_with("unmatched_")) continue;  // said in words above
    std::string words = name;
    std::ranges::replace(words, '_', ' ');
    out += fmt::format(", {} {}", words,
                       name == "bytes" ? plan::FormatBytes(value) : FormatCount(value));
  }
  return out;
}

// "date 2023-06-01 to 2023-06-02 (prices)"
void AppendCursors(const RunReport& report, std::string& out) {
  for (const StepReport& step : report.steps) {
    if (!step.cursor || report.outcome != Outcome::kDone) continue;
    const CursorMove& move = *step.cursor;
    std::string way = "no news";
    if (move.to) way = move.from ? *move.from + " to " + *move.to : "up to " + *move.to;
    if (!move.to && move.from) way += " after " + *move.from;
    out += fmt::format("  cursor           {}: {} ({})\n", move.column, way, step.name);
  }
}

void AppendMatches(const RunReport& report, std::string& out) {
  for (const StepReport& step : report.steps) {
    if (!step.counters.metrics.contains("pairs")) continue;
    const std::string left = step.inputs.empty() ? "left" : step.inputs[0];
    const std::string right = step.inputs.size() < 2 ? "right" : step.inputs[1];
    out +=
        fmt::format("  total matches    {} ({})\n", FormatCount(Metric(step, "pairs")), step.name);
    out += fmt::format("  unmatched        {} of {}", FormatCount(Metric(step, "unmatched_left")),
                       left);
    if (step.inputs.size() > 1)
      out += fmt::format(", {} of {}", FormatCount(Metric(step, "unmatched_right")), right);
    out += "\n";
  }
}

std::string Headline(const RunReport& report) {
  switch (report.outcome) {
    case Outcome::kDone:
      return report.excess.empty() ? "done" : "done, with more rejected rows than are allowed";
    case Outcome::kDryRun:
      return "done, nothing published (dry run)";
    case Outcome::kInterrupted:
      return "interrupted, nothing published";
    case Outcome::kFailed:
      return report.exit_code == 5 ? "the commit is not complete, or its outcome is not known"
                                   : "failed, nothing published";
  }
  return "";
}

}  // namespace

std::string ToText(const RunReport& report, bool with_artifacts) {
  std::string out = fmt::format("{}: {}\n", report.pipeline, Headline(report));
  if (with_artifacts && report.failure) out += plan::ToString(*report.failure) + "\n";
  if (with_artifacts)
    for (const plan::StepFailure& excess : report.excess) out += plan::ToString(excess) + "\n";
  AppendMatches(report, out);
  AppendCursors(report, out);
  const double rate = report.elapsed_seconds > 0
                          ? static_cast<double>(report.rows_read()) / report.elapsed_seconds
                          : 0;
  if (!report.replayed_from.empty())
    out += fmt::format("  replayed from    {}\n", report.replayed_from);
  if (!report.recorded.empty()) out += fmt::format("  recorded in      {}\n", report.recorded);
  // A wrong pipeline moved nothing: zeros of each step would hide what is said above.
  if (report.failure && report.exit_code == 2) {
    out.pop_back();
    return out;
  }
  out += fmt::format("  elapsed          {}\n", Elapsed(report.elapsed_seconds));
  out += fmt::format("  rows read        {} ({} rows/s)\n", FormatCount(report.rows_read()),
                     FormatCount(static_cast<std::int64_t>(rate)));
  if (const auto rejected = report.rows_rejected())
    out += fmt::format("  rows rejected    {}\n", FormatCount(*rejected));
  out += fmt::format("  peak memory      {}\n", plan::FormatBytes(report.peak_rss_bytes));
  std::size_t width = 15;
  for (const StepReport& step : report.steps) width = std::max(width, step.name.size());
  for (const StepReport& step : report.steps)
    out += fmt::format("  {:<{}}  {}\n", step.name, width, StepLine(step));
  if (report.profile) out += ProfileText(report);
  if (with_artifacts)
    for (const StepReport& step : report.steps)
      for (const auto& [media_type, text] : step.counters.artifacts)
        out += fmt::format("\n{} ({})\n{}", step.name, media_type, text);
  while (out.ends_with('\n')) out.pop_back();
  return out;
}

}  // namespace etl::runtime
