// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <mutex>

#include "cli/terminal.h"
#include "runtime/report.h"

namespace etl::cli {

// How a run is getting on: one line that is redrawn on a terminal, a line every ten seconds
// elsewhere.
class Progress {
 public:
  explicit Progress(const Terminal& terminal) : terminal_(terminal) {}

  void Show(const runtime::RunReport& so_far);
  // Takes the line away, before something else is printed. Any thread.
  void Clear();

 private:
  const Terminal& terminal_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now(),
                                        shown_ = started_;
  bool drawn_ = false;
  unsigned frame_ = 0;
};

}  // namespace etl::cli
