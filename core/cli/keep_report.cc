// SPDX-License-Identifier: Apache-2.0
#include "cli/keep_report.h"

#include "cli/report_html/run_page.h"
#include "etl/error.h"

namespace etl::cli {

bool IsPage(const Session& session) {
  const std::string extension = session.options().report.extension();
  return extension == ".html" || extension == ".htm";
}

bool KeepReport(Session& session, const config::PipelineConfig& config,
                const runtime::RunReport& report, const Graph& plan) {
  const std::filesystem::path& path = session.options().report;
  if (path.empty()) return true;
  try {
    if (IsPage(session))
      runtime::WriteReportText(report, RunPage({report, config, session.secrets(), plan}), path);
    else
      runtime::WriteReport(report, path);
    return true;
  } catch (const Error& error) {
    session.log().Write(ETL_LOG_ERROR, "", error.what());
    return false;
  }
}

}  // namespace etl::cli
