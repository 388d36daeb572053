// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.h"

#include <fmt/format.h>

#include <string>

#include "plan/quantity.h"

namespace etl::cli {

namespace {

std::string Line(const runtime::RunReport& report, double seconds) {
  std::string out;
  for (const runtime::StepReport& step : report.steps) {
    const std::int64_t rows =
        step.section == "sinks" ? step.counters.rows_in : step.counters.rows_out;
    out += fmt::format("{}{} {}", out.empty() ? "" : " · ", step.name, plan::FormatCount(rows));
  }
  const double rate = static_cast<double>(report.rows_read()) / (seconds > 0 ? seconds : 1);
  return fmt::format("{:.0f} s  {}  ({} rows/s)", seconds, out,
                     plan::FormatCount(static_cast<std::int64_t>(rate)));
}

// At most so many characters, without cutting one in two.
std::string Fit(const std::string& text, int characters) {
  std::string out;
  int count = 0;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xc0) != 0x80 && ++count > characters) break;
    out += c;
  }
  return out;
}

}  // namespace

void Progress::Show(const runtime::RunReport& so_far) {
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  const double seconds = std::chrono::duration<double>(now - started_).count();
  if (!terminal_.is_terminal()) {
    if (now - shown_ < std::chrono::seconds(10)) return;
    shown_ = now;
    WriteErr(fmt::format("{}: {}\n", so_far.pipeline, Line(so_far, seconds)));
    return;
  }
  if (seconds < 0.3) return;  // a short run needs no line
  static constexpr const char* kFrames[] = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
  const std::string line =
      fmt::format("{} {} {}", kFrames[frame_++ % 10], so_far.pipeline, Line(so_far, seconds));
  WriteErr("\r\033[K" + Fit(line, terminal_.width() - 1));
  drawn_ = true;
}

void Progress::Clear() {
  const std::lock_guard lock(mutex_);
  if (drawn_) WriteErr("\r\033[K");
  drawn_ = false;
}

}  // namespace etl::cli
