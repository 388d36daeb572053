// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "cli/graph/escape.h"

namespace etl::cli {

namespace {

// To the first of so many lines.
std::string Up(std::size_t lines) { return lines == 0 ? "" : fmt::format("\033[{}A", lines); }

}  // namespace

void Progress::Show(const runtime::RunReport& so_far) {
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  const double seconds = std::chrono::duration<double>(now - started_).count();
  if (!terminal_.can_redraw()) {
    if (now - shown_ < std::chrono::seconds(10)) return;
    shown_ = now;
    WriteErr(fmt::format("{}: {}\n", so_far.pipeline, ProgressLine(so_far, seconds)));
    return;
  }
  if (seconds < 0.3) return;  // a short run needs no lines
  const auto width = static_cast<std::size_t>(std::max(terminal_.width() - 1, 10));
  Draw(view_.Look(so_far, seconds, width), width);
}

// All at once, each line over the last one of its place and only then cleared to its end: nothing
// flickers. Lines are never wrapped, or going up would miss.
void Progress::Draw(const ProgressView::Lines& lines, std::size_t width) {
  static constexpr const char* kFrames[] = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
  const auto most = static_cast<std::size_t>(std::max(terminal_.height() - 2, 1));
  std::string out = Up(drawn_) + "\r";
  out += fmt::format("{} {}\033[K\n", kFrames[frame_++ % 10],
                     terminal_.Bold(Shorten(lines.headline, width - 2)));
  std::size_t count = lines.steps.size();
  const std::size_t shown = count <= most ? count : most - 1;
  for (std::size_t i = 0; i < shown; ++i) out += lines.steps[i] + "\033[K\n";
  if (shown < count)
    out += terminal_.Dim(Shorten(fmt::format("  and {} more", count - shown), width)) + "\033[K\n";
  drawn_ = 1 + shown + (shown < count ? 1 : 0);
  WriteErr(out + "\033[J");
}

void Progress::Clear() {
  const std::lock_guard lock(mutex_);
  if (drawn_ > 0) WriteErr(Up(drawn_) + "\r\033[J");
  drawn_ = 0;
}

}  // namespace etl::cli
