// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/numeric.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <optional>

namespace etl::postgres {
namespace {

std::string Bytes(int weight, unsigned sign, int decimals, std::initializer_list<int> digits) {
  std::string out;
  const auto put = [&](unsigned value) {
    out += static_cast<char>(value >> 8 & 0xff);
    out += static_cast<char>(value & 0xff);
  };
  put(static_cast<unsigned>(digits.size()));
  put(static_cast<unsigned>(weight));
  put(sign);
  put(static_cast<unsigned>(decimals));
  for (const int digit : digits) put(static_cast<unsigned>(digit));
  return out;
}

std::string Read(const std::string& bytes, int precision, int scale) {
  Int128 value;
  if (!NumericAsDecimal(bytes, precision, scale, value)) return "no";
  return FormatDecimal(value, scale);
}

TEST(Numeric, ReadsWhatFits) {
  EXPECT_EQ(Read(Bytes(0, 0, 0, {}), 1, 0), "0");
  EXPECT_EQ(Read(Bytes(0, 0, 2, {12, 3400}), 10, 2), "12.34");
  EXPECT_EQ(Read(Bytes(0, 0x4000, 2, {12, 3400}), 4, 2), "-12.34");
  EXPECT_EQ(Read(Bytes(0, 0, 2, {12, 3400}), 3, 2), "no");
  EXPECT_EQ(Read(Bytes(0, 0, 2, {12, 3400}), 10, 1), "no");
  EXPECT_EQ(Read(Bytes(0, 0, 2, {12, 3000}), 10, 1), "12.3");
  EXPECT_EQ(Read(Bytes(-2, 0, 8, {1}), 38, 8), "0.00000001");
  EXPECT_EQ(Read(Bytes(-2, 0, 8, {1}), 38, 7), "no");
  EXPECT_EQ(Read(Bytes(2, 0, 0, {1}), 9, 0), "100000000");
  EXPECT_EQ(Read(Bytes(2, 0, 0, {1}), 8, 0), "no");
  EXPECT_EQ(Read(Bytes(9, 0, 0, {99, 9999, 9999, 9999, 9999, 9999, 9999, 9999, 9999, 9999}), 38, 0),
            std::string(38, '9'));
  EXPECT_EQ(Read(Bytes(9, 0, 0, {100}), 38, 0), "no");
  EXPECT_EQ(Read(Bytes(32767, 0, 0, {1}), 38, 0), "no");
  EXPECT_EQ(Read(Bytes(-32768, 0, 16383, {1}), 38, 38), "no");
  EXPECT_EQ(Read(Bytes(3, 0, 0, {65535, 65535, 65535, 65535}), 3, 0), "no");
}

TEST(Numeric, TellsWhatItIs) {
  EXPECT_EQ(KindOf(Bytes(0, 0xc000, 0, {})), NumericKind::kNotANumber);
  EXPECT_EQ(KindOf(Bytes(0, 0xd000, 0, {})), NumericKind::kInfinite);
  EXPECT_EQ(KindOf(Bytes(0, 0xf000, 0, {})), NumericKind::kInfinite);
  EXPECT_EQ(KindOf(Bytes(0, 0x1234, 0, {})), NumericKind::kMalformed);
  EXPECT_EQ(KindOf(Bytes(0, 0, 0, {1}).substr(0, 9)), NumericKind::kMalformed);
  EXPECT_EQ(KindOf(""), NumericKind::kMalformed);
  EXPECT_EQ(NumericText(Bytes(1, 0x4000, 3, {1, 2, 500})), "-10002.050");
  EXPECT_EQ(NumericText(Bytes(-1, 0, 6, {12, 3400})), "0.001234");
  EXPECT_EQ(NumericText(Bytes(0, 0, 0, {})), "0");
  EXPECT_EQ(NumericText("x"), "?");
}

TEST(Numeric, WritesWhatItReads) {
  std::uint64_t random = 7;
  for (int i = 0; i < 100'000; ++i) {
    const int scale = i % 39, digits = i / 39 % 39;
    Int128 value = 0;
    for (int d = 0; d < digits; ++d) {
      random = random * 6364136223846793005ULL + 1442695040888963407ULL;
      const auto digit = static_cast<int>(random >> 40);
      value = value * 10 + (digit % 3 == 0 ? 0 : digit % 10);  // many zeros
    }
    if (i % 2 == 1) value = -value;
    std::string out;
    AppendNumeric(value, scale, out);
    const std::string bytes = out.substr(4);
    ASSERT_EQ(KindOf(bytes), NumericKind::kNumber) << i;
    Int128 read = 1;
    ASSERT_TRUE(NumericAsDecimal(bytes, 38, scale, read));
    ASSERT_TRUE(read == value) << FormatDecimal(value, scale) << " " << FormatDecimal(read, scale);
    ASSERT_EQ(NumericText(bytes), FormatDecimal(value, scale));
  }
}

}  // namespace
}  // namespace etl::postgres
