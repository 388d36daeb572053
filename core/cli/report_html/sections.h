// SPDX-License-Identifier: Apache-2.0
// The sections of a run's page, as markup; empty where there is nothing to show.
#pragma once

#include <string>
#include <string_view>

#include "cli/report_html/run_page.h"

namespace etl::cli {

std::string SummarySection(const RunPicture& run);
std::string GraphSection(const RunPicture& run);
std::string StepsSection(const RunPicture& run);
std::string TimelineSection(const RunPicture& run);
std::string MemorySection(const RunPicture& run);
std::string MatchSection(const RunPicture& run);
std::string AssertionSection(const RunPicture& run);
std::string ParameterSection(const RunPicture& run);
std::string ArtifactSection(const RunPicture& run);

// Text of the run's as it may stand in the page: masked, then escaped, as an escaped secret would
// not be found.
std::string Shown(const RunPicture& run, std::string_view text);

// "1.25 s", "12 ms"
std::string ShownSeconds(double seconds);

}  // namespace etl::cli
