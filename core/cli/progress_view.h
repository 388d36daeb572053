// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "runtime/report.h"

namespace etl::cli {

// What is said of a run that is under way: a headline, and a line for each step with its rows, its
// rate of late, its bytes, and whether it works or for what it waits. One thread.
class ProgressView {
 public:
  struct Lines {
    std::string headline;
    std::vector<std::string> steps;
  };

  // `seconds` since the run began; `width`: columns that there are for a line.
  Lines Look(const runtime::RunReport& report, double seconds, std::size_t width);

 private:
  struct Past {
    std::int64_t rows = 0;
    runtime::StepTiming times;
    double rate = 0;
    const char* state = "";
  };

  void Compare(const runtime::StepReport& step, double elapsed, Past& past) const;

  double looked_ = 0;
  std::map<std::string, Past> past_;  // by step, when it was last compared
};

// The same in one line, for where nothing can be redrawn.
std::string ProgressLine(const runtime::RunReport& report, double seconds);

}  // namespace etl::cli
