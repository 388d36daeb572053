// SPDX-License-Identifier: Apache-2.0
#include "runtime/run_history.h"

#include <utility>

namespace etl::runtime {

void RunHistory::Add(Moment moment) {
  if (moments.size() == kMost) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < moments.size(); i += 2) moments[kept++] = std::move(moments[i]);
    moments.resize(kept);
    every *= 2;
  }
  moments.push_back(std::move(moment));
}

}  // namespace etl::runtime
