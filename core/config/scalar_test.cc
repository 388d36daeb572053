// SPDX-License-Identifier: Apache-2.0
#include "config/scalar.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>

namespace etl::config {
namespace {

TEST(Scalar, BoolsAreThoseOfYaml12) {
  for (const char* text : {"true", "True", "TRUE"}) EXPECT_EQ(ParseBool(text), true);
  for (const char* text : {"false", "False", "FALSE"}) EXPECT_EQ(ParseBool(text), false);
  for (const char* text : {"no", "yes", "on", "off", "y", "1", "", "tRUE"}) {
    EXPECT_FALSE(ParseBool(text)) << text;
  }
}

TEST(Scalar, IntegersAreThoseOfYaml12) {
  EXPECT_EQ(ParseInt("0"), 0);
  EXPECT_EQ(ParseInt("-12"), -12);
  EXPECT_EQ(ParseInt("+12"), 12);
  EXPECT_EQ(ParseInt("007"), 7);
  EXPECT_EQ(ParseInt("0o17"), 15);
  EXPECT_EQ(ParseInt("0x1F"), 31);
  EXPECT_EQ(ParseInt("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(ParseInt("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
  for (const char* text : {"", "+", "-", "+-1", "1_000", "1.0", "1e3", "0x", "0x-1", "0o8", "0b1",
                           "9223372036854775808", "0xFFFFFFFFFFFFFFFF", " 1", "1 "}) {
    EXPECT_FALSE(ParseInt(text)) << text;
  }
}

TEST(Scalar, FloatsAreThoseOfYaml12) {
  EXPECT_EQ(ParseFloat("1"), 1.0);
  EXPECT_EQ(ParseFloat("+1.5"), 1.5);
  EXPECT_EQ(ParseFloat(".5"), 0.5);
  EXPECT_EQ(ParseFloat("5."), 5.0);
  EXPECT_EQ(ParseFloat("-1.5e-3"), -0.0015);
  EXPECT_EQ(ParseFloat(".inf"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(ParseFloat("-.INF"), -std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(ParseFloat(".nan").value_or(0)));
  for (const char* text :
       {"", ".", "-", "inf", "nan", "1e", "1e+", "1_0.5", "0x1p3", "1.5x", "1e999"}) {
    EXPECT_FALSE(ParseFloat(text)) << text;
  }
}

TEST(Scalar, DatesAreOfTheCalendar) {
  for (const char* text : {"2017-02-02", "2024-02-29", "0001-01-01"})
    EXPECT_TRUE(IsDate(text)) << text;
  for (const char* text : {"2023-02-29", "2017-2-2", "2017-13-01", "2017-00-01", "2017/02/02",
                           "2017-02-02T00", "-017-02-02", "", "2017-02-3x"}) {
    EXPECT_FALSE(IsDate(text)) << text;
  }
}

TEST(Scalar, QuotesMakeAString) {
  EXPECT_EQ(AsInt(Node::Scalar("1")), 1);
  EXPECT_FALSE(AsInt(Node::Scalar("1", {}, true)));
  EXPECT_FALSE(AsBool(Node::Scalar("true", {}, true)));
  EXPECT_FALSE(AsFloat(Node::Scalar("1.5", {}, true)));
  EXPECT_FALSE(AsInt(Node::Sequence({Node::Scalar("1")})));
  EXPECT_TRUE(IsNull(Node()));
}

TEST(Scalar, Identifiers) {
  EXPECT_TRUE(IsIdentifier("_a1"));
  for (const char* text : {"", "1a", "a-b", "a.b", "é", "a\r\n"})
    EXPECT_FALSE(IsIdentifier(text)) << text;
}

}  // namespace
}  // namespace etl::config
