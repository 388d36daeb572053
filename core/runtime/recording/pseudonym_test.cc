// SPDX-License-Identifier: Apache-2.0
#include "runtime/recording/pseudonym.h"

#include <gtest/gtest.h>

#include <limits>
#include <set>

#include "etl/record_batch_builder.h"
#include "etl/value_text.h"

namespace etl::runtime {
namespace {

const Pseudonyms kOne({1, 2}), kOther({3, 4});

// The reference's own example: key 00..0f, bytes 00..0e.
TEST(PseudonymTest, HashesAsSipHashDoes) {
  std::string bytes;
  for (char i = 0; i < 15; ++i) bytes += i;
  EXPECT_EQ(SipHash({0x0706050403020100, 0x0f0e0d0c0b0a0908}, bytes), 0xa129ca6149be45e5);
}

TEST(PseudonymTest, WholeNumbersArePermutedAndKeepTheirSign) {
  std::set<std::int64_t> seen;
  for (std::int64_t value = -3000; value < 3000; ++value) {
    const std::int64_t pseudonym = kOne.OfInt64(value);
    EXPECT_TRUE(seen.insert(pseudonym).second);
    EXPECT_EQ(pseudonym < 0, value < 0);
    EXPECT_GE(pseudonym, std::numeric_limits<std::int32_t>::min());
    EXPECT_LE(pseudonym, std::numeric_limits<std::int32_t>::max());
  }
  for (const std::int64_t value :
       {std::int64_t{1} << 31, std::numeric_limits<std::int64_t>::max(),
        -(std::int64_t{1} << 31) - 1, std::numeric_limits<std::int64_t>::min()}) {
    const std::int64_t pseudonym = kOne.OfInt64(value);
    EXPECT_EQ(pseudonym < 0, value < 0);
    EXPECT_TRUE(pseudonym >= std::int64_t{1} << 31 || pseudonym < -(std::int64_t{1} << 31));
    EXPECT_NE(pseudonym, kOther.OfInt64(value));
  }
}

// A join of an int with a bigint, or with an unsigned one, finds the same pairs.
TEST(PseudonymTest, TheSameNumberIsTheSameInEveryType) {
  for (const std::int64_t value :
       {std::int64_t{0}, std::int64_t{7}, std::int64_t{2147483647}, std::int64_t{1} << 40})
    EXPECT_EQ(kOne.OfUInt64(static_cast<std::uint64_t>(value)),
              static_cast<std::uint64_t>(kOne.OfInt64(value)));
  EXPECT_GE(kOne.OfUInt64(std::numeric_limits<std::uint64_t>::max()), std::uint64_t{1} << 63);
}

TEST(PseudonymTest, TextsDependOnTheKeyAlone) {
  EXPECT_EQ(kOne.OfText("Ann"), Pseudonyms({1, 2}).OfText("Ann"));
  EXPECT_NE(kOne.OfText("Ann"), kOther.OfText("Ann"));
  EXPECT_NE(Pseudonyms().OfText("Ann"), Pseudonyms().OfText("Ann"));
  EXPECT_EQ(kOne.OfText("").size(), std::size_t{Pseudonyms::kTextChars});
  std::set<std::string> seen;
  for (int i = 0; i < 100'000; ++i) EXPECT_TRUE(seen.insert(kOne.OfText(std::to_string(i))).second);
}

TEST(PseudonymTest, EveryTypeStaysWhatItIs) {
  const Schema schema{{"b", Bool()},        {"i", Int32()},
                      {"f", Float64()},     {"d", Decimal128(4, 2)},
                      {"x", Binary()},      {"day", Date32()},
                      {"at", Timestamp()},  {"utc", TimestampUtc()},
                      {"time", Duration()}, {"big", Decimal128(38, 0)}};
  for (int i = 0; i < schema.size(); ++i) {
    ColumnBuilder builder(schema[i].type);
    std::set<std::string> seen;
    builder.AppendNull();
    const char* texts[] = {"1",
                           "1",
                           "0.5",
                           "99.99",
                           "bytes",
                           "2024-02-29",
                           "2024-02-29T10:00:00",
                           "2024-02-29T10:00:00Z",
                           "10:00:00",
                           "12345678901234567890123456789012345678"};
    for (int row = 0; row < 2; ++row) EXPECT_TRUE(TryAppendParsed(builder, texts[i])) << texts[i];
    const Column masked = kOne.OfColumn(builder.Finish());
    EXPECT_TRUE(masked.IsNull(0));
    EXPECT_EQ(FormatValue(masked, 1), FormatValue(masked, 2));
    if (i > 0) {
      EXPECT_NE(FormatValue(masked, 1), texts[i]);
    }
    // It can be read as the type, which a date of the year 20000 could not.
    ColumnBuilder again(schema[i].type);
    EXPECT_TRUE(schema[i].type.id == TypeId::kBinary ||
                TryAppendParsed(again, FormatValue(masked, 1)))
        << FormatValue(masked, 1);
  }
}

}  // namespace
}  // namespace etl::runtime
