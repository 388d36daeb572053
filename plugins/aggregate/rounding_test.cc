// SPDX-License-Identifier: Apache-2.0
#include "plugins/aggregate/rounding.h"

#include <gtest/gtest.h>

namespace etl::aggregate {
namespace {

// A sum such as "12.345", divided, as text.
std::string Divide(std::string_view sum, int scale, std::int64_t count, int digits,
                   int precision = 38) {
  const auto result = DivideRounded(*ParseDecimal(sum, 38, scale), scale, count, digits, precision);
  return result ? FormatDecimal(*result, digits) : "none";
}

TEST(DivideRounded, RoundsHalvesAwayFromZero) {
  EXPECT_EQ(Divide("0.05", 2, 10, 2), "0.01");
  EXPECT_EQ(Divide("-0.05", 2, 10, 2), "-0.01");
  EXPECT_EQ(Divide("0.04", 2, 10, 2), "0.00");
  EXPECT_EQ(Divide("1", 0, 3, 4), "0.3333");
  EXPECT_EQ(Divide("2", 0, 3, 4), "0.6667");
  EXPECT_EQ(Divide("-2", 0, 3, 0), "-1");
  EXPECT_EQ(Divide("7", 0, 2, 0), "4");
  EXPECT_EQ(Divide("0", 0, 7, 3), "0.000");
}

TEST(DivideRounded, RoundsOnceToFewerDigits) {
  EXPECT_EQ(Divide("2.4449", 4, 1, 1), "2.4");
  EXPECT_EQ(Divide("2.45", 2, 1, 1), "2.5");
  EXPECT_EQ(Divide("4.8999", 4, 2, 1), "2.4");  // 2.44995: not by way of 2.45
  EXPECT_EQ(Divide("4.9", 4, 2, 1), "2.5");
  EXPECT_EQ(Divide("9.99", 2, 1, 0), "10");
}

TEST(DivideRounded, IsExactAtTheEnds) {
  const std::string nines(38, '9');
  EXPECT_EQ(Divide(nines, 0, 1, 0), nines);
  EXPECT_EQ(Divide("-" + nines, 0, 3, 0), "-" + std::string(38, '3'));
  EXPECT_EQ(Divide(nines, 0, 1, 1), "none");
  EXPECT_EQ(Divide(nines, 0, 1, 0, 37), "none");
  EXPECT_EQ(Divide("0." + nines, 38, 1, 37), "1.0000000000000000000000000000000000000");
  EXPECT_EQ(Divide("1", 0, 9223372036854775807, 38), "0.00000000000000000010842021724855044341");
}

}  // namespace
}  // namespace etl::aggregate
