// SPDX-License-Identifier: Apache-2.0
#include "cli/report_html/chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/report_html/page.h"
#include "cli/report_html/sections.h"
#include "plan/quantity.h"

namespace etl::cli {
namespace {

using runtime::RunHistory;

constexpr double kTop = 10, kBottom = 190;

std::string Line(const RunHistory& history, const TimeAxis& axis, double top_value,
                 std::int64_t RunHistory::Moment::*of, const char* css) {
  std::string path;
  for (const RunHistory::Moment& moment : history.moments)
    path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", axis.x(moment.at),
                        kBottom - (kBottom - kTop) * static_cast<double>(moment.*of) / top_value);
  return fmt::format("<path class=\"{}\" d=\"{}\"/>", css, path);
}

std::string ByteGrid(double top_value) {
  std::string out;
  for (int i = 0; i <= 4; ++i) {
    const double y = kBottom - (kBottom - kTop) * i / 4;
    out += fmt::format(
        "<path class=\"grid\" d=\"M{} {:.1f}H{}\"/><text class=\"axis\" x=\"{}\" y=\"{:.1f}\" "
        "text-anchor=\"end\">{}</text>",
        TimeAxis::kLeft, y, TimeAxis::kWidth - 12, TimeAxis::kLeft - 8, y + 4,
        plan::FormatBytes(static_cast<std::int64_t>(top_value * i / 4)));
  }
  return out;
}

}  // namespace

double RoundPart(double whole, double parts) {
  const double exact = std::max(whole, 1e-9) / parts;
  const double power = std::pow(10, std::floor(std::log10(exact)));
  const double digit = exact / power;
  return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
}

std::string TimeAxis::Begin(double height) const {
  return fmt::format(
      "<svg class=\"chart\" role=\"img\" viewBox=\"0 0 {} {:.0f}\" "
      "xmlns=\"http://www.w3.org/2000/svg\">\n",
      kWidth, height);
}

std::string TimeAxis::Grid(double top, double bottom) const {
  std::string out;
  const double part = RoundPart(seconds_, 8);
  for (int i = 0; part * i <= seconds_; ++i)
    out += fmt::format(
        "<path class=\"grid\" d=\"M{0:.1f} {1:.1f}V{2:.1f}\"/><text class=\"axis\" x=\"{0:.1f}\" "
        "y=\"{3:.1f}\" text-anchor=\"middle\">{4:g} s</text>",
        x(part * i), top, bottom, bottom + 15, part * i);
  return out + "\n";
}

std::string MemorySection(const RunPicture& run) {
  const auto history = run.report.history;
  if (!history || history->moments.size() < 2) return {};
  auto most = static_cast<double>(history->budget_bytes);
  for (const RunHistory::Moment& moment : history->moments)
    most = std::max(most, static_cast<double>(moment.rss_bytes));
  constexpr double kMiB = 1 << 20;
  const double top = std::max(RoundPart(most / kMiB, 4) * 4 * kMiB, most);
  const TimeAxis axis(run.report.elapsed_seconds);
  const double limit =
      kBottom - (kBottom - kTop) * static_cast<double>(history->budget_bytes) / top;
  std::string out = axis.Begin(kBottom + 26) + ByteGrid(top) + axis.Grid(kTop, kBottom);
  out += fmt::format("<path class=\"limit\" d=\"M{} {:.1f}H{}\"/>", TimeAxis::kLeft, limit,
                     TimeAxis::kWidth - 12);
  out += Line(*history, axis, top, &RunHistory::Moment::budget_bytes, "line-a");
  out += Line(*history, axis, top, &RunHistory::Moment::rss_bytes, "line-b");
  return HtmlSection(
      "Memory",
      out + fmt::format("</svg>\n<p><span class=\"key a\"></span>counted against --memory ({}, "
                        "dashed)<span class=\"key b\"></span>resident memory of the process</p>",
                        plan::FormatBytes(history->budget_bytes)));
}

}  // namespace etl::cli
