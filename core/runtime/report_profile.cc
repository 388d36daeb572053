// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "plan/quantity.h"
#include "runtime/report.h"

namespace etl::runtime {

namespace {

using Row = std::array<std::string, 10>;

std::string Metric(const StepReport& step, const std::string& name) {
  const auto found = step.counters.metrics.find(name);
  return found == step.counters.metrics.end() ? "-" : plan::FormatCount(found->second);
}

// A sink's rows are those that it was given; it sends no batches on.
Row RowOf(const StepReport& step) {
  const StepCounters& counters = step.counters;
  const bool sink = step.section == "sinks";
  return {step.name,
          plan::FormatCount(sink ? counters.rows_in : counters.rows_out),
          sink ? "-" : plan::FormatCount(counters.batches_out),
          sink ? "-" : plan::FormatBytes(counters.bytes_out),
          Metric(step, "queries"),
          Metric(step, "requests"),
          plan::FormatBytes(counters.peak_memory),
          fmt::format("{:.3f} s", counters.times.cpu),
          fmt::format("{:.3f} s", counters.times.waiting_input + counters.times.waiting_output),
          fmt::format("{:.3f} s", counters.times.working)};
}

// The step, or the sort before one, that worked longest: the others could not have been faster than
// it.
std::string Bottleneck(const RunReport& report) {
  double longest = 0;
  std::string who;
  const auto look = [&](const StepTiming& times, const std::string& name) {
    if (times.working > longest) longest = times.working, who = name;
  };
  for (const StepReport& step : report.steps) {
    look(step.counters.times, step.name);
    for (const SortReport& sort : step.sorts)
      look(sort.times, fmt::format("sorting {} for {}", sort.input, step.name));
  }
  if (who.empty()) return {};
  return fmt::format("  bottleneck: {}, worked {:.3f} s of {:.3f} s\n", who, longest,
                     report.elapsed_seconds);
}

// Statements may have line breaks.
std::string OneLine(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  return text;
}

std::string Times(const StatementCount& statement) {
  return fmt::format("{} x, {:.1f} ms", plan::FormatCount(statement.count),
                     static_cast<double>(statement.microseconds) / 1e3);
}

void AppendStatements(const StepReport& step, std::string& out) {
  const StatementLog& log = step.counters.statements;
  if (log.first().empty()) return;
  out += fmt::format("\n{} sent (times until the first answer):\n", step.name);
  for (const StatementCount& statement : log.first())
    out += fmt::format("  {}: {}\n", Times(statement), OneLine(statement.text));
  if (log.others().count > 0) out += fmt::format("  {}: others\n", Times(log.others()));
}

}  // namespace

std::string ProfileText(const RunReport& report) {
  std::vector<Row> rows{{"step", "rows", "batches", "bytes", "queries", "requests", "memory", "cpu",
                         "waiting", "working"}};
  for (const StepReport& step : report.steps) rows.push_back(RowOf(step));
  Row::size_type column = 0;
  std::array<std::size_t, std::tuple_size_v<Row>> widths{};
  for (; column < widths.size(); ++column)
    for (const Row& row : rows) widths[column] = std::max(widths[column], row[column].size());
  std::string out = "\n";
  for (const Row& row : rows) {
    out += fmt::format("  {:<{}}", row[0], widths[0]);
    for (column = 1; column < row.size(); ++column)
      out += fmt::format("  {:>{}}", row[column], widths[column]);
    out += "\n";
  }
  for (const StepReport& step : report.steps)
    for (const SortReport& sort : step.sorts)
      out += fmt::format("  sorting {} for {}: {:.3f} s working, {:.3f} s waiting, {} of memory\n",
                         sort.input, step.name, sort.times.working,
                         sort.times.waiting_input + sort.times.waiting_output,
                         plan::FormatBytes(sort.peak_memory));
  out += Bottleneck(report);
  for (const StepReport& step : report.steps) AppendStatements(step, out);
  return out;
}

}  // namespace etl::runtime
