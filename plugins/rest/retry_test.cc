// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/retry.h"

#include <gtest/gtest.h>

namespace etl::rest {
namespace {

using std::chrono::milliseconds;

TEST(Retry, BackoffDoublesUpToItsLimit) {
  const milliseconds base(500);
  EXPECT_EQ(Backoff(base, 1, 1), milliseconds(500));
  EXPECT_EQ(Backoff(base, 2, 1), milliseconds(1000));
  EXPECT_EQ(Backoff(base, 5, 1), milliseconds(8000));
  EXPECT_EQ(Backoff(base, 100, 1), milliseconds(30'000));
  EXPECT_EQ(Backoff(base, 2, 0), milliseconds(500));
  EXPECT_EQ(Backoff(base, 2, 0.5), milliseconds(750));
  EXPECT_EQ(Backoff(std::chrono::hours(9), 1, 1), milliseconds(30'000));
}

TEST(Retry, RetryAfterIsSecondsOrADate) {
  const auto now = std::chrono::system_clock::time_point(std::chrono::seconds(1'000'000'000));
  EXPECT_EQ(ParseRetryAfter("0", now), milliseconds(0));
  EXPECT_EQ(ParseRetryAfter(" 120 ", now), milliseconds(120'000));
  EXPECT_EQ(ParseRetryAfter("Sun, 09 Sep 2001 01:47:00 GMT", now), milliseconds(20'000));
  EXPECT_EQ(ParseRetryAfter("Sun, 09 Sep 2001 01:46:00 GMT", now), milliseconds(0));
  EXPECT_GT(ParseRetryAfter("99999999999999999999999", now), std::chrono::hours(24 * 365));
  EXPECT_GT(ParseRetryAfter("18446744073709551615", now), std::chrono::hours(24 * 365));
  for (const char* text : {"", "-1", "1.5", "soon", "12s", "0x10"})
    EXPECT_EQ(ParseRetryAfter(text, now), std::nullopt) << text;
}

}  // namespace
}  // namespace etl::rest
