// SPDX-License-Identifier: Apache-2.0
#include "plan/quantity.h"

#include <gtest/gtest.h>

namespace etl::plan {
namespace {

TEST(ParseDurationMs, NeedsAUnit) {
  EXPECT_EQ(ParseDurationMs("1500ms"), 1500);
  EXPECT_EQ(ParseDurationMs("30s"), 30'000);
  EXPECT_EQ(ParseDurationMs("1.5min"), 90'000);
  EXPECT_EQ(ParseDurationMs("2 h"), 7'200'000);
  EXPECT_EQ(ParseDurationMs("0"), 0);
  for (const char* wrong : {"", "30", "s", "-1s", "3x", "1s2", "1e300h"})
    EXPECT_EQ(ParseDurationMs(wrong), std::nullopt) << wrong;
}

TEST(ParseBytes, KnowsDecimalAndBinaryUnits) {
  EXPECT_EQ(ParseBytes("512"), 512);
  EXPECT_EQ(ParseBytes("1kB"), 1000);
  EXPECT_EQ(ParseBytes("64MiB"), 64 << 20);
  EXPECT_EQ(ParseBytes("1.5GiB"), 1'610'612'736);
  for (const char* wrong : {"", "MiB", "-1", "1 XB", "1e30GiB"})
    EXPECT_EQ(ParseBytes(wrong), std::nullopt) << wrong;
}

TEST(Format, IsForPeople) {
  EXPECT_EQ(FormatBytes(0), "0 B");
  EXPECT_EQ(FormatBytes(64 << 20), "64 MiB");
  EXPECT_EQ(FormatBytes(1536), "1.5 KiB");
  EXPECT_EQ(FormatCount(0), "0");
  EXPECT_EQ(FormatCount(999), "999");
  EXPECT_EQ(FormatCount(1000), "1,000");
  EXPECT_EQ(FormatCount(-1234567), "-1,234,567");
}

}  // namespace
}  // namespace etl::plan
