// SPDX-License-Identifier: Apache-2.0
#include "cli/keep_report.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <set>

#include "cli/parent_folders.h"
#include "cli/report_html/run_page.h"
#include "etl/error.h"

namespace etl::cli {

namespace {
constexpr const char* kPublished = "; the data is published all the same: do not run again for it";
}

bool IsPage(const Session& session) {
  const std::string extension = session.options().report.extension();
  return extension == ".html" || extension == ".htm";
}

void PrepareReport(const Session& session, const std::string& run_id) {
  const std::filesystem::path& path = session.options().report;
  if (path.empty()) return;
  static const std::set<std::string> kKinds{"", ".json", ".txt", ".html", ".htm"};
  if (!kKinds.contains(path.extension()))
    throw ConfigError("--report: there is no report of the kind {}", path.extension().string())
        .Hint("the name ends in .json, .txt or .html");
  MakeParentFolders(path);
  // What WriteReport does, but for the text.
  std::filesystem::path trial = path;
  trial += "." + run_id + ".tmp";
  int error = std::filesystem::is_directory(path) ? EISDIR : 0;
  const int file =
      error ? -1 : ::open(trial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (!error && file < 0) error = errno;
  if (file >= 0) {
    ::close(file);
    ::unlink(trial.c_str());
  }
  if (error)
    throw EnvironmentError("cannot write the report {}: {}", path, std::strerror(error))
        .Hint("the run has not begun");
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
    const bool published = report.outcome == runtime::Outcome::kDone;
    session.log().Write(ETL_LOG_ERROR, "", error.what() + std::string(published ? kPublished : ""));
    return false;
  }
}

}  // namespace etl::cli
