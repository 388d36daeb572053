// SPDX-License-Identifier: Apache-2.0
#include "cli/progress_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cli/graph/escape.h"
#include "plan/quantity.h"

namespace etl::cli {

namespace {

using plan::FormatBytes;
using plan::FormatCount;
using runtime::StepReport;
using runtime::StepTiming;

constexpr double kCompareEvery = 1;  // seconds

std::int64_t RowsOf(const StepReport& step) {
  return step.section == "sinks" ? step.counters.rows_in : step.counters.rows_out;
}

std::string Rate(double rate) { return FormatCount(static_cast<std::int64_t>(rate)) + " rows/s"; }

// What took most of the time between two looks.
const char* StateOf(const StepTiming& before, const StepTiming& now) {
  const double working = now.working - before.working,
               input = now.waiting_input - before.waiting_input,
               output = now.waiting_output - before.waiting_output;
  // It has ended, or who reads it on the same thread, or whom it reads, is at it.
  if (working + input + output <= 0) return "idle";
  if (working >= input && working >= output) return "working";
  return input >= output ? "waiting for rows" : "waiting for room";
}

// Of the bytes of its files: their parts are equally large. Nothing else is sure before the end.
std::string Share(const StepReport& step) {
  const auto& counters = step.counters;
  if (counters.parts <= 1) return {};
  return fmt::format("{} %", 100 * counters.parts_done / counters.parts);
}

std::int64_t BytesOf(const StepReport& step) {
  const auto found = step.counters.metrics.find("bytes");
  return found == step.counters.metrics.end() ? step.counters.bytes_out : found->second;
}

using Row = std::array<std::string, 6>;

std::string Pad(const std::string& text, std::size_t columns, bool left) {
  const std::size_t used = TextColumns(text);
  const std::string spaces(columns > used ? columns - used : 0, ' ');
  return left ? text + spaces : spaces + text;
}

// Where there is no room for all columns the bytes go first, then the rate.
std::vector<std::string> Align(const std::vector<Row>& rows, std::size_t width) {
  std::array<std::size_t, std::tuple_size_v<Row>> widths{};
  for (const Row& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], TextColumns(row[i]));
  for (const std::size_t column : {3, 2}) {
    std::size_t total = 0;
    for (const std::size_t of : widths) total += of > 0 ? of + 2 : 0;
    if (total > width) widths[column] = 0;
  }
  std::vector<std::string> lines;
  for (const Row& row : rows) {
    std::string& line = lines.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i)
      if (widths[i] > 0) line += "  " + Pad(row[i], widths[i], i == 0 || i + 1 == row.size());
    while (line.ends_with(' ')) line.pop_back();
    line = Shorten(line, width);
  }
  return lines;
}

}  // namespace

void ProgressView::Compare(const StepReport& step, double elapsed, Past& past) const {
  const std::int64_t rows = RowsOf(step);
  past.rate = elapsed > 0 ? static_cast<double>(rows - past.rows) / elapsed : 0;
  past.state = StateOf(past.times, step.counters.times);
  past.rows = rows;
  past.times = step.counters.times;
}

ProgressView::Lines ProgressView::Look(const runtime::RunReport& report, double seconds,
                                       std::size_t width) {
  const bool compare = past_.empty() || seconds - looked_ >= kCompareEvery;
  std::vector<Row> rows;
  for (const StepReport& step : report.steps) {
    Past& past = past_[step.name];
    if (compare) Compare(step, seconds - looked_, past);
    const std::int64_t bytes = BytesOf(step);
    rows.push_back({Shorten(step.name, 24), FormatCount(RowsOf(step)) + " rows",
                    std::string_view(past.state) == "idle" ? "" : Rate(past.rate),
                    bytes > 0 ? FormatBytes(bytes) : "", Share(step), past.state});
  }
  if (compare) looked_ = seconds;
  return {fmt::format("{}  {:.0f} s  {} rows read", report.pipeline, seconds,
                      FormatCount(report.rows_read())),
          Align(rows, width)};
}

std::string ProgressLine(const runtime::RunReport& report, double seconds) {
  std::string steps;
  for (const StepReport& step : report.steps) {
    steps += (steps.empty() ? "" : " · ") + step.name + " " + FormatCount(RowsOf(step));
    if (const std::string share = Share(step); !share.empty()) steps += " (" + share + ")";
  }
  const double rate = seconds > 0 ? static_cast<double>(report.rows_read()) / seconds : 0;
  return fmt::format("{:.0f} s  {}  ({})", seconds, steps, Rate(rate));
}

}  // namespace etl::cli
