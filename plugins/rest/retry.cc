// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/retry.h"

#include <Poco/DateTime.h>
#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeParser.h>
#include <Poco/String.h>

#include <algorithm>
#include <charconv>

namespace etl::rest {
namespace {

constexpr std::chrono::milliseconds kLongestBackoff{30'000};
constexpr std::chrono::milliseconds kForever = std::chrono::hours(24 * 366 * 100);

}  // namespace

bool IsRetryable(int status) {
  constexpr int kStatuses[] = {408, 425, 429, 500, 502, 503, 504};
  return std::find(std::begin(kStatuses), std::end(kStatuses), status) != std::end(kStatuses);
}

std::optional<std::chrono::milliseconds> ParseRetryAfter(
    const std::string& text, std::chrono::system_clock::time_point now) {
  using std::chrono::milliseconds;
  const std::string trimmed = Poco::trim(text);
  std::uint64_t seconds = 0;
  const char* end = trimmed.data() + trimmed.size();
  const auto [stop, error] = std::from_chars(trimmed.data(), end, seconds);
  if (stop == end && !trimmed.empty()) {
    if (error == std::errc::result_out_of_range || seconds > 3'000'000'000) return kForever;
    return milliseconds(static_cast<std::int64_t>(seconds) * 1000);
  }
  // Poco's parser takes almost anything for a date; "Sun, 06 Nov 1994 08:49:37 GMT" has a fixed
  // form.
  if (trimmed.size() != 29 || trimmed[3] != ',' || !trimmed.ends_with(" GMT")) return std::nullopt;
  Poco::DateTime date;
  int zone = 0;
  if (!Poco::DateTimeParser::tryParse(Poco::DateTimeFormat::HTTP_FORMAT, trimmed, date, zone))
    return std::nullopt;
  const auto until = std::chrono::system_clock::time_point(
      std::chrono::microseconds(date.timestamp().epochMicroseconds()));
  return std::clamp(std::chrono::ceil<milliseconds>(until - now), milliseconds(0), kForever);
}

std::chrono::milliseconds Backoff(std::chrono::milliseconds base, int retry, double random) {
  auto wait = std::min(base, kLongestBackoff);
  for (int i = 1; i < retry && wait < kLongestBackoff; ++i) wait *= 2;
  wait = std::min(wait, kLongestBackoff);
  const auto half = wait.count() / 2;
  return std::chrono::milliseconds(wait.count() - half +
                                   static_cast<std::int64_t>(static_cast<double>(half) * random));
}

}  // namespace etl::rest
