// SPDX-License-Identifier: Apache-2.0
#include "runtime/report.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "etl/error.h"

namespace etl::runtime {

namespace {

using Json = nlohmann::ordered_json;

Json FailureJson(const plan::StepFailure& failure) {
  Json error{{"code", plan::StatusName(failure.status)}, {"message", failure.message}};
  if (!failure.step.empty()) error["step"] = failure.step;
  if (!failure.plugin.empty()) error["plugin"] = failure.plugin;
  if (failure.mark.file) error["file"] = *failure.mark.file;
  if (failure.mark.line) error["line"] = failure.mark.line;
  if (failure.mark.column) error["column"] = failure.mark.column;
  if (failure.row >= 0) error["row"] = failure.row + 1;
  if (!failure.column.empty()) error["field"] = failure.column;
  if (!failure.position.empty()) error["position"] = failure.position;
  if (!failure.hint.empty()) error["hint"] = failure.hint;
  return error;
}

Json StatementJson(const StatementCount& statement) {
  Json json{{"count", statement.count}, {"elapsed_us", statement.microseconds}};
  if (!statement.text.empty()) json["text"] = statement.text;
  return json;
}

void AddProfile(const StepCounters& counters, Json& json) {
  json["busy_s"] = std::round(counters.times.working * 1e6) / 1e6;
  json["cpu_s"] = std::round(counters.times.cpu * 1e6) / 1e6;
  json["waiting_input_s"] = std::round(counters.times.waiting_input * 1e6) / 1e6;
  json["waiting_output_s"] = std::round(counters.times.waiting_output * 1e6) / 1e6;
  json["statements"] = Json::array();
  for (const StatementCount& statement : counters.statements.first())
    json["statements"].push_back(StatementJson(statement));
  if (counters.statements.others().count > 0)
    json["other_statements"] = StatementJson(counters.statements.others());
}

Json StepJson(const StepReport& step, bool with_artifacts, bool profile) {
  const StepCounters& counters = step.counters;
  Json json{{"section", step.section},
            {"plugin", step.plugin},
            {"rows_in", counters.rows_in},
            {"rows_out", counters.rows_out},
            {"bytes_out", counters.bytes_out},
            {"batches_out", counters.batches_out},
            {"peak_memory_bytes", counters.peak_memory}};
  if (step.rejects) json["rejected"] = counters.rejected;
  for (const auto& [name, value] : counters.metrics) json[name] = value;
  if (step.cursor) {
    json["cursor"] = {{"column", step.cursor->column}};
    if (step.cursor->from) json["cursor"]["from"] = *step.cursor->from;
    if (step.cursor->to) json["cursor"]["to"] = *step.cursor->to;
  }
  if (profile) AddProfile(counters, json);
  if (with_artifacts)
    for (const auto& [media_type, text] : counters.artifacts)
      json["output"] = {{"media_type", media_type}, {"text", text}};  // not the plugin
  return json;
}

const char* OutcomeName(Outcome outcome) {
  switch (outcome) {
    case Outcome::kDone:
      return "done";
    case Outcome::kDryRun:
      return "dry-run";
    case Outcome::kFailed:
      return "failed";
    case Outcome::kInterrupted:
      return "interrupted";
  }
  return "";
}

}  // namespace

const StepReport* RunReport::Find(std::string_view step) const {
  for (const StepReport& report : steps)
    if (report.name == step) return &report;
  return nullptr;
}

std::int64_t RunReport::rows_read() const {
  std::int64_t rows = 0;
  for (const StepReport& step : steps)
    if (step.section == "sources") rows += step.rows_read();
  return rows;
}

std::optional<std::int64_t> RunReport::rows_rejected() const {
  std::optional<std::int64_t> rows;
  for (const StepReport& step : steps)
    if (step.rejects) rows = rows.value_or(0) + step.counters.rejected;
  return rows;
}

std::string ToJson(const RunReport& report, bool with_artifacts) {
  Json json{{"ok", report.exit_code == 0},
            {"pipeline", report.pipeline},
            {"run_id", report.run_id},
            {"outcome", OutcomeName(report.outcome)},
            {"exit_code", report.exit_code},
            {"elapsed_s", std::round(report.elapsed_seconds * 1e6) / 1e6},
            {"peak_rss_bytes", report.peak_rss_bytes}};
  if (const auto rejected = report.rows_rejected()) json["rejected"] = *rejected;
  if (!report.replayed_from.empty()) json["replayed_from"] = report.replayed_from;
  if (!report.recorded.empty()) json["recorded"] = report.recorded;
  json["steps"] = Json::object();
  for (const StepReport& step : report.steps)
    json["steps"][step.name] = StepJson(step, with_artifacts, report.profile);
  if (report.failure) json["error"] = FailureJson(*report.failure);
  if (!report.failure && !report.excess.empty()) json["error"] = FailureJson(report.excess[0]);
  if (report.signal)
    json["error"] = {{"code", "interrupted"},
                     {"message", "stopped by signal " + std::to_string(report.signal)}};
  // What a server or a file says need not be UTF-8.
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

void WriteReport(const RunReport& report, const std::filesystem::path& path) {
  WriteReportText(report,
                  (path.extension() == ".txt" ? ToText(report, true) : ToJson(report, true)) + "\n",
                  path);
}

void WriteReportText(const RunReport& report, const std::string& text,
                     const std::filesystem::path& path) {
  std::filesystem::path temporary = path;
  temporary += "." + report.run_id + ".tmp";
  const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  bool ok =
      file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  ok = ok && ::fsync(file) == 0;
  if (file >= 0) ok = ::close(file) == 0 && ok;
  ok = ok && ::rename(temporary.c_str(), path.c_str()) == 0;
  if (ok) return;
  const int error = errno;
  if (file >= 0) ::unlink(temporary.c_str());
  throw EnvironmentError("cannot write the report {}: {}", path, std::strerror(error));
}

std::int64_t PeakRss() {
  // getrusage would also count the process that started this one, until it became this program.
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::strtoll(line.c_str() + 6, nullptr, 10) * 1024;
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::int64_t>(usage.ru_maxrss) * 1024;
}

}  // namespace etl::runtime
