// SPDX-License-Identifier: Apache-2.0
#include "cli/report_html/run_page.h"

#include <fmt/format.h>

#include "cli/graph/escape.h"
#include "cli/report_html/page.h"
#include "cli/report_html/sections.h"

namespace etl::cli {

std::string Shown(const RunPicture& run, std::string_view text) {
  return Escape(run.secrets.Mask(text));
}

std::string ShownSeconds(double seconds) {
  if (seconds < 0.0995) return fmt::format("{:.{}f} ms", seconds * 1e3, seconds < 0.00095 ? 1 : 0);
  return fmt::format("{:.{}f} s", seconds, seconds < 10 ? 2 : seconds < 100 ? 1 : 0);
}

std::string RunPage(const RunPicture& run) {
  const std::string body = SummarySection(run) + GraphSection(run) + TimelineSection(run) +
                           StepsSection(run) + MemorySection(run) + MatchSection(run) +
                           AssertionSection(run) + ParameterSection(run) + ArtifactSection(run);
  return HtmlPage("Run of " + run.report.pipeline, body);
}

}  // namespace etl::cli
