// SPDX-License-Identifier: Apache-2.0
// What is read fast is what the SDK reads; the rest is refused.
#include "plugins/shared/sql_source/plain_value.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "etl/value_text.h"

namespace etl::sql_source {
namespace {

TEST(PlainValue, ReadsIntegers) {
  std::int64_t value = 7;
  for (const std::int64_t number :
       {0L, -1L, 42L, 2147483648L, 999'999'999'999'999'999L, -999'999'999'999'999'999L}) {
    ASSERT_TRUE(ParsePlainInteger(std::to_string(number), value)) << number;
    EXPECT_EQ(value, number);
  }
  EXPECT_TRUE(ParsePlainInteger("007", value) && value == 7);
  for (const char* text :
       {"", "-", "+1", "1 ", " 1", "1.0", "--1", "1234567890123456789", "a", "1/", "1:", "\xb1"})
    EXPECT_FALSE(ParsePlainInteger(text, value)) << text;
}

TEST(PlainValue, ReadsDecimalsAsTheSdkDoes) {
  const char* texts[] = {"0",
                         "0.00",
                         "-0.00",
                         "1.5",
                         "1.50",
                         "-12.34",
                         "99.99",
                         "100.00",
                         "12.345",
                         ".50",
                         "5.",
                         "-.50",
                         "1..0",
                         "",
                         "-",
                         "1.-5",
                         "+1.00",
                         "1,00",
                         "1.0a",
                         "00.10",
                         "999999999999999.99",
                         "12345678901234567.89",
                         "-99999999999999999.99"};
  for (const char* text : texts)
    for (const auto& [precision, scale] : {std::pair{4, 2}, {18, 2}, {38, 2}, {5, 0}, {2, 1}}) {
      std::int64_t value = 0;
      if (!ParsePlainDecimal(text, precision, scale, value)) continue;
      const auto expected = ParseDecimal(text, precision, scale);
      ASSERT_TRUE(expected) << text << " " << precision << "," << scale;
      EXPECT_EQ(*expected, Int128{value}) << text;
    }
  std::int64_t value = 0;
  EXPECT_TRUE(ParsePlainDecimal("-12.34", 4, 2, value) && value == -1234);
  EXPECT_TRUE(ParsePlainDecimal("0.00", 4, 2, value) && value == 0);
  EXPECT_TRUE(ParsePlainDecimal("12345", 5, 0, value) && value == 12345);
  EXPECT_FALSE(ParsePlainDecimal("100.00", 4, 2, value));
  EXPECT_FALSE(ParsePlainDecimal("12345", 4, 0, value));
}

// As the SDK reads the shortest digits.
TEST(PlainValue, TakesNumbersAsDecimals) {
  std::mt19937_64 random(7);
  for (const DataType type : {Decimal128(4, 2), Decimal128(15, 2), Decimal128(38, 0),
                              Decimal128(18, 9), Decimal128(38, 15), Decimal128(38, 20)}) {
    for (int i = 0; i < 20'000; ++i) {
      const auto integer = static_cast<std::int64_t>(random() >> (random() % 64));
      const double real = (i % 2 ? -1 : 1) * static_cast<double>(integer % 1'000'000'000'000'000) /
                          static_cast<double>(PowerOfTen(static_cast<int>(random() % 16)));
      std::int64_t value = 0;
      if (PlainIntegerAsDecimal(integer, type, value)) {
        ASSERT_EQ(ParseDecimal(std::to_string(integer), type.precision, type.scale), Int128{value})
            << integer;
      }
      // The SDK refuses exponents, which these digits need not have.
      const std::string digits = FormatFloat64(real);
      if (PlainRealAsDecimal(real, type, value) && digits.find('e') == std::string::npos) {
        ASSERT_EQ(ParseDecimal(digits, type.precision, type.scale), Int128{value}) << digits;
      }
    }
  }
  std::int64_t value = 0;
  EXPECT_TRUE(PlainRealAsDecimal(-12.34, Decimal128(4, 2), value) && value == -1234);
  EXPECT_FALSE(PlainRealAsDecimal(12.345, Decimal128(4, 2), value));
  EXPECT_FALSE(PlainRealAsDecimal(100, Decimal128(4, 2), value));
  EXPECT_FALSE(PlainRealAsDecimal(std::nan(""), Decimal128(4, 2), value));
  EXPECT_TRUE(PlainIntegerAsDecimal(-7, Decimal128(4, 2), value) && value == -700);
  EXPECT_FALSE(PlainIntegerAsDecimal(100, Decimal128(4, 2), value));
}

TEST(PlainValue, ReadsDatesAsTheSdkDoes) {
  std::mt19937 random(7);
  const auto pick = [&](int low, int high) {
    return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
  };
  for (int i = 0; i < 200'000; ++i) {
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02d-%02d", pick(0, 9999), pick(0, 13), pick(0, 32));
    std::int32_t days = 0;
    const bool read = ParsePlainDate(text, days);
    const auto expected = ParseDate(text);
    ASSERT_EQ(read, expected.has_value()) << text;
    ASSERT_EQ(read ? days : 0, expected.value_or(0)) << text;
  }
  std::int32_t days = 0;
  for (const char* text : {"2024-02-3", "2024-02-300", "2024/02-30", "2024-02/30", "a024-02-30",
                           "2024-0a-30", "2024-02-3:", "0000-00-00"})
    EXPECT_FALSE(ParsePlainDate(text, days)) << text;
}

TEST(PlainValue, ReadsTimestampsAsTheSdkDoes) {
  for (const char* text :
       {"2024-02-29 23:59:59", "0001-01-01T00:00:00", "9999-12-31 23:59:59.999999",
        "1969-12-31 23:59:59.000001", "2024-02-29 24:00:00", "2024-02-29 23:60:00",
        "2024-02-29 23:59:60", "2023-02-29 00:00:00", "2024-02-29 23:59:59.99999a",
        "2024-02-29x23:59:59", "2024-02-29 23-59:59", "2024-02-29 23:59-59"}) {
    std::int64_t micros = 0;
    const bool read = ParsePlainTimestamp(text, micros);
    const auto expected = ParseTimestamp(text);
    ASSERT_EQ(read, expected.has_value()) << text;
    EXPECT_EQ(read ? micros : 0, expected.value_or(0)) << text;
  }
  std::int64_t micros = 0;
  EXPECT_FALSE(ParsePlainTimestamp("2024-02-29 23:59:59Z", micros));
  EXPECT_FALSE(ParsePlainTimestamp("2024-02-29 23:59:59.5", micros));
}

}  // namespace
}  // namespace etl::sql_source
