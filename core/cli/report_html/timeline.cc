// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/graph/escape.h"
#include "cli/report_html/chart.h"
#include "cli/report_html/page.h"
#include "cli/report_html/sections.h"
#include "plan/quantity.h"

namespace etl::cli {
namespace {

constexpr double kLaneHeight = 22, kLaneApart = 30, kTop = 24;
constexpr std::size_t kMostParts = 180;

using runtime::RunHistory;
using runtime::StepTiming;

// One kind of doing in one lane, as the outline of all of its parts.
struct Band {
  const char* css;
  double StepTiming::*of;
  std::string path = {};
};

void AddPart(const RunHistory::Moment& from, const RunHistory::Moment& to, std::size_t lane,
             double top, const TimeAxis& axis, std::vector<Band>& bands) {
  const StepTiming &before = from.lanes[lane].times, &after = to.lanes[lane].times;
  const double time = to.at - from.at;
  double total = 0;
  for (const Band& band : bands) total += std::max(after.*band.of - before.*band.of, 0.0);
  // Several threads of a step share the height.
  const double whole = std::max(time, total);
  double y = top + kLaneHeight;
  for (Band& band : bands) {
    const double height =
        whole <= 0 ? 0 : kLaneHeight * std::max(after.*band.of - before.*band.of, 0.0) / whole;
    if (height < 0.05) continue;
    y -= height;
    band.path += fmt::format("M{:.1f} {:.1f}H{:.1f}v{:.1f}H{:.1f}z", axis.x(from.at), y,
                             axis.x(to.at), height, axis.x(from.at));
  }
}

std::string DrawLane(const RunPicture& run, const RunHistory& history, std::size_t lane, double top,
                     const TimeAxis& axis) {
  std::vector<Band> bands{{"work", &StepTiming::working},
                          {"input", &StepTiming::waiting_input},
                          {"output", &StepTiming::waiting_output}};
  const auto& moments = history.moments;
  const std::size_t stride = (moments.size() + kMostParts - 1) / kMostParts;
  for (std::size_t i = 0; i + 1 < moments.size(); i += stride)
    AddPart(moments[i], moments[std::min(i + stride, moments.size() - 1)], lane, top, axis, bands);
  const StepTiming& times = moments.back().lanes[lane].times;
  const std::string name = run.secrets.Mask(history.lanes[lane].name);
  std::string out = fmt::format(
      "<g><title>{}: {} working, {} waiting for rows, {} waiting for room</title>"
      "<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>",
      Escape(name), ShownSeconds(times.working), ShownSeconds(times.waiting_input),
      ShownSeconds(times.waiting_output), TimeAxis::kLeft - 8, top + kLaneHeight / 2 + 4,
      Escape(Shorten(name, 26)));
  for (const Band& band : bands)
    if (!band.path.empty())
      out += fmt::format("<path class=\"{}\" d=\"{}\"/>", band.css, band.path);
  return out + "</g>\n";
}

}  // namespace

std::string TimelineSection(const RunPicture& run) {
  const auto history = run.report.history;
  if (!history || history->moments.size() < 2) return {};
  const TimeAxis axis(run.report.elapsed_seconds);
  const double bottom = kTop + kLaneApart * static_cast<double>(history->lanes.size());
  std::string out = axis.Begin(bottom + 26) + axis.Grid(kTop - 6, bottom);
  const auto phase = [&](double begin, double end, const char* name) {
    if (axis.x(end) - axis.x(begin) > 45)
      out +=
          fmt::format("<text class=\"axis\" x=\"{:.1f}\" y=\"12\" text-anchor=\"middle\">{}</text>",
                      (axis.x(begin) + axis.x(end)) / 2, name);
  };
  phase(0, history->rows_began, "planning");
  if (history->rows_ended >= 0) {
    phase(history->rows_began, history->rows_ended, "rows move");
    phase(history->rows_ended, run.report.elapsed_seconds, "commit");
  }
  for (std::size_t lane = 0; lane < history->lanes.size(); ++lane)
    out += DrawLane(run, *history, lane, kTop + kLaneApart * static_cast<double>(lane), axis);
  return HtmlSection("Timeline",
                     out +
                         "</svg>\n<p><span class=\"key work\"></span>working<span class=\"key "
                         "input\"></span>waiting for rows<span class=\"key output\"></span>waiting "
                         "for room: whoever reads it is slower</p>");
}

}  // namespace etl::cli
