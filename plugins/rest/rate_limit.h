// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>

#include "plugins/rest/interrupt.h"

namespace etl::rest {

// So many requests in a time.
struct Rate {
  std::int64_t requests = 0;  // 0: any number
  std::chrono::milliseconds period{0};
};

// "5/min", "10/s", "100/10s". Throws ConfigError.
Rate ParseRate(const std::string& text);

// A bucket of tokens. A token that was taken comes back one period later, so that no period,
// wherever it begins, sees more than `requests`. Any thread; first come, first served.
class RateLimit {
 public:
  explicit RateLimit(Rate rate) : rate_(rate) {}

  // When the request may be sent: now or later. The token is taken.
  Clock::time_point Take(Clock::time_point now);

 private:
  const Rate rate_;
  std::mutex mutex_;
  std::deque<Clock::time_point> taken_;  // the last `requests` of them
};

}  // namespace etl::rest
