// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "cli/terminal.h"
#include "etl/abi.h"

namespace etl::cli {

enum class LogFormat { kText, kJson };

// Lines on standard error: "warning: external: page 3: retrying ...", or one JSON object a line.
// Any thread.
class Log {
 public:
  Log(const Terminal& terminal, LogFormat format, etl_log_level level)
      : terminal_(terminal), format_(format), level_(level) {}

  void Write(etl_log_level level, std::string_view step, std::string_view message);
  // Only to the file, if there is one: what is said on standard error in other words.
  void WriteToFile(etl_log_level level, std::string_view step, std::string_view message);
  // From now on all lines go into a file, too, information included, with the time and the run.
  // Throws EnvironmentError.
  void OpenFile(const std::filesystem::path& path);
  void set_run_id(std::string run_id) { run_id_ = std::move(run_id); }
  // Called before a line is written, so that a progress line can make room. May be empty.
  void set_before_line(std::function<void()> callback) { before_line_ = std::move(callback); }
  LogFormat format() const { return format_; }

 private:
  const Terminal& terminal_;
  const LogFormat format_;
  const etl_log_level level_;
  std::string JsonLine(etl_log_level level, std::string_view step, std::string_view message) const;
  std::string FileLine(etl_log_level level, std::string_view step, std::string_view message) const;
  void AppendToFile(const std::string& line);

  std::mutex mutex_;
  std::string run_id_;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_{nullptr, &std::fclose};
  std::function<void()> before_line_;
};

}  // namespace etl::cli
