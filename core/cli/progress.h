// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>

#include "cli/progress_view.h"
#include "cli/terminal.h"
#include "runtime/report.h"

namespace etl::cli {

// How a run is getting on: a line for each step, redrawn in place on a terminal; one line every ten
// seconds elsewhere. Leaves nothing behind.
class Progress {
 public:
  explicit Progress(const Terminal& terminal) : terminal_(terminal) {}

  void Show(const runtime::RunReport& so_far);
  // Takes the lines away, before something else is printed. Any thread.
  void Clear();

 private:
  void Draw(const ProgressView::Lines& lines, std::size_t width);

  const Terminal& terminal_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now(),
                                        shown_ = started_;
  ProgressView view_;
  std::size_t drawn_ = 0;  // lines on the terminal
  unsigned frame_ = 0;
};

}  // namespace etl::cli
