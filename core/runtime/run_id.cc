// SPDX-License-Identifier: Apache-2.0
#include "runtime/run_id.h"

#include <cstdio>
#include <ctime>
#include <random>

namespace etl::runtime {

std::string NewRunId() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char time[32], id[48];
  std::strftime(time, sizeof time, "%Y%m%dT%H%M%S", &utc);
  std::snprintf(id, sizeof id, "%s-%08x", time, static_cast<unsigned>(std::random_device{}()));
  return id;
}

}  // namespace etl::runtime
