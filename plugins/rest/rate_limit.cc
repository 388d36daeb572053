// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/rate_limit.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "etl/error.h"

namespace etl::rest {
namespace {

constexpr std::int64_t kMostRequests = 1'000'000;
constexpr std::int64_t kMostPeriods = 1000;

// Reads a number from the front; 0: there is none.
std::int64_t TakeNumber(std::string_view& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 1) return 0;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

std::chrono::milliseconds Unit(std::string_view name) {
  using std::chrono::hours, std::chrono::minutes, std::chrono::seconds;
  if (name == "s" || name == "sec" || name == "second") return seconds(1);
  if (name == "min" || name == "m" || name == "minute") return minutes(1);
  if (name == "h" || name == "hour") return hours(1);
  if (name == "d" || name == "day") return hours(24);
  return {};
}

}  // namespace

Rate ParseRate(const std::string& text) {
  std::string_view rest = text;
  Rate rate;
  rate.requests = TakeNumber(rest);
  const bool slash = rest.starts_with('/');
  if (slash) rest.remove_prefix(1);
  const bool counted = !rest.empty() && rest[0] >= '0' && rest[0] <= '9';
  const std::int64_t periods = counted ? TakeNumber(rest) : 1;
  rate.period = Unit(rest) * std::min(periods, kMostPeriods);
  if (rate.requests == 0 || rate.requests > kMostRequests || !slash || periods > kMostPeriods ||
      rate.period.count() == 0)
    throw ConfigError("`rate` is no number of requests in a time: {}", text)
        .Hint("for example 5/min, 10/s, 1000/h or 100/10s");
  return rate;
}

Clock::time_point RateLimit::Take(Clock::time_point now) {
  if (rate_.requests == 0) return now;
  const std::lock_guard lock(mutex_);
  if (static_cast<std::int64_t>(taken_.size()) == rate_.requests) {
    now = std::max(now, taken_.front() + rate_.period);
    taken_.pop_front();
  }
  taken_.push_back(now);
  return now;
}

}  // namespace etl::rest
