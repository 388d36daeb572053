// SPDX-License-Identifier: Apache-2.0
// When another try is worth it, and how long to wait before it.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace etl::rest {

// 408, 425, 429, 500, 502, 503, 504.
bool IsRetryable(int status);

// A Retry-After header as a wait: seconds, or an HTTP date. nullopt for anything else, also for
// negative numbers; a date in the past is 0.
std::optional<std::chrono::milliseconds> ParseRetryAfter(const std::string& text,
                                                         std::chrono::system_clock::time_point now);

// The wait before retry number `retry` (1, 2, …): `base` doubled each time, at most 30 s, of which
// the part `random` (0 to 1) of the second half varies, so that clients do not come back together.
std::chrono::milliseconds Backoff(std::chrono::milliseconds base, int retry, double random);

}  // namespace etl::rest
