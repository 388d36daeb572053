// SPDX-License-Identifier: Apache-2.0
#include "cli/log.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <nlohmann/json.hpp>

#include "cli/parent_folders.h"
#include "etl/error.h"

namespace etl::cli {

namespace {

std::string Now() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  std::tm utc{};
  gmtime_r(&now.tv_sec, &utc);
  char seconds[32], out[48];
  std::strftime(seconds, sizeof seconds, "%Y-%m-%dT%H:%M:%S", &utc);
  std::snprintf(out, sizeof out, "%s.%03ldZ", seconds, now.tv_nsec / 1'000'000);
  return out;
}

constexpr const char* kNames[] = {"error", "warning", "info", "debug"};

// No escape sequence of a server's reaches the terminal.
std::string OneLine(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\x%02x", byte);
      out += escaped;
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

std::string Log::JsonLine(etl_log_level level, std::string_view step,
                          std::string_view message) const {
  nlohmann::ordered_json json{{"time", Now()}, {"level", kNames[level]}};
  if (!run_id_.empty()) json["run_id"] = run_id_;
  if (!step.empty()) json["step"] = step;
  json["message"] = message;
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string Log::FileLine(etl_log_level level, std::string_view step,
                          std::string_view message) const {
  if (format_ == LogFormat::kJson) return JsonLine(level, step, message);
  return Now() + " " + (run_id_.empty() ? "-" : run_id_) + " " + kNames[level] + ": " +
         (step.empty() ? "" : std::string(step) + ": ") + OneLine(message) + "\n";
}

void Log::OpenFile(const std::filesystem::path& path) {
  MakeParentFolders(path);
  file_.reset(std::fopen(path.c_str(), "ae"));
  if (!file_) throw EnvironmentError("cannot write the log {}: {}", path, std::strerror(errno));
}

// A log that cannot be written is no reason to stop a run.
void Log::AppendToFile(const std::string& line) {
  std::fwrite(line.data(), 1, line.size(), file_.get());
  std::fflush(file_.get());
}

void Log::WriteToFile(etl_log_level level, std::string_view step, std::string_view message) {
  const std::lock_guard lock(mutex_);
  if (file_ && level <= std::max(level_, ETL_LOG_INFO))
    AppendToFile(FileLine(level, step, message));
}

void Log::Write(etl_log_level level, std::string_view step, std::string_view message) {
  WriteToFile(level, step, message);
  if (level > level_) return;
  std::string line;
  if (format_ == LogFormat::kJson) {
    line = JsonLine(level, step, message);
  } else {
    std::string name = kNames[level];
    if (level == ETL_LOG_ERROR) name = terminal_.Red(name);
    if (level == ETL_LOG_WARNING) name = terminal_.Yellow(name);
    line = name + ": " + (step.empty() ? "" : std::string(step) + ": ") + OneLine(message) + "\n";
  }
  const std::lock_guard lock(mutex_);
  if (before_line_) before_line_();
  WriteErr(line);
}

}  // namespace etl::cli
