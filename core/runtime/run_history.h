// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "runtime/step_times.h"

namespace etl::runtime {

// How a run went, looked at now and then. Times are seconds since its start.
struct RunHistory {
  // A step, or a sort before one.
  struct Lane {
    std::string name;
    bool sort = false;
  };
  struct Progress {
    std::int64_t rows = 0;  // so far; of a sort 0
    StepTiming times;       // so far
  };
  struct Moment {
    double at = 0;
    std::int64_t budget_bytes = 0, rss_bytes = 0;
    std::vector<Progress> lanes;
  };

  std::vector<Lane> lanes;
  std::vector<Moment> moments;
  std::int64_t budget_bytes = 0;            // `--memory`
  double rows_began = -1, rows_ended = -1;  // before: planning; after: commit. -1: not reached

  // Keeps a moment. There are never more than so many: of a long run every second one is dropped,
  // and fewer come from then on.
  static constexpr std::size_t kMost = 512;
  void Add(Moment moment);
  // Whether it is time for the next one.
  bool IsDue(double at) const { return moments.empty() || at - moments.back().at >= every; }

  double every = 0.02;
};

}  // namespace etl::runtime
