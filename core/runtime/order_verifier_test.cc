// SPDX-License-Identifier: Apache-2.0
#include "runtime/order_verifier.h"

#include <gtest/gtest.h>

#include "etl/testing/harness.h"

namespace etl::runtime {
namespace {

using etl::testing::MakeBatch;

// The first inversion of a column cut into batches, as "row: previous > current".
std::string Verify(DataType type, const std::vector<std::vector<std::string>>& batches,
                   OrderKey key = {"k", false, false}) {
  const Schema schema{{"k", type}};
  OrderVerifier verifier(schema, {key});
  for (const auto& values : batches) {
    std::vector<std::vector<std::string>> rows;
    for (const std::string& value : values) rows.push_back({value});
    if (const auto found = verifier.Check(MakeBatch(schema, rows)))
      return std::to_string(found->row) + ": " + found->previous + " > " + found->current;
  }
  return "ordered";
}

TEST(OrderVerifier, FindsTheFirstInversionWithinAndAcrossBatches) {
  EXPECT_EQ(Verify(Int32(), {{"1", "2", "2"}, {}, {"3"}}), "ordered");
  EXPECT_EQ(Verify(Int32(), {{"2", "1"}}), "1: k=2 > k=1");
  EXPECT_EQ(Verify(Int32(), {{"1", "2"}, {"1"}}), "2: k=2 > k=1");
  EXPECT_EQ(Verify(Int64(), {{"1", "2"}, {"3", "9", "4", "0"}}), "4: k=9 > k=4");
  EXPECT_EQ(Verify(Utf8(), {{"Z", "a", "B"}}), "2: k='a' > k='B'");
}

TEST(OrderVerifier, EveryTypeHasItsCanonicalOrder) {
  EXPECT_EQ(Verify(UInt64(), {{"1", "18446744073709551615"}}), "ordered");
  EXPECT_EQ(Verify(Float64(), {{"-inf", "-0.0", "0.0", "-0.0", "1", "nan", "nan"}}), "ordered");
  EXPECT_EQ(Verify(Float64(), {{"nan", "1"}}), "1: k=NaN > k=1");
  EXPECT_EQ(Verify(Bool(), {{"true", "false"}}), "1: k=true > k=false");
  EXPECT_EQ(Verify(Decimal128(5, 1), {{"-1.5", "1.5", "1.4"}}), "2: k=1.5 > k=1.4");
  EXPECT_EQ(Verify(Date32(), {{"2024-01-02", "2024-01-01"}}), "1: k=2024-01-02 > k=2024-01-01");
  EXPECT_EQ(Verify(Timestamp(), {{"2024-01-01 00:00:01", "2024-01-01 00:00:02"}}), "ordered");
}

TEST(OrderVerifier, NullsAndDirection) {
  EXPECT_EQ(Verify(Int32(), {{"null", "null", "1"}}), "ordered");
  EXPECT_EQ(Verify(Int32(), {{"1", "null"}}), "1: k=1 > k=null");
  EXPECT_EQ(Verify(Int32(), {{"null", "2", "1"}, {"1"}}, {"k", true, false}), "ordered");
  EXPECT_EQ(Verify(Int32(), {{"2", "1", "3"}}, {"k", true, false}), "2: k=1 > k=3");
  EXPECT_EQ(Verify(Int32(), {{"1", "2", "null"}}, {"k", false, true}), "ordered");
}

TEST(OrderVerifier, LaterKeysDecideTies) {
  const Schema schema{{"id", Int32()}, {"last", Utf8()}, {"first", Utf8()}};
  OrderVerifier verifier(schema, {{"last", false, false}, {"first", false, false}});
  EXPECT_FALSE(verifier.Check(MakeBatch(schema, {{"1", "Ng", "Al"}, {"2", "Ng", "Bo"}})));
  const auto found = verifier.Check(MakeBatch(schema, {{"3", "Ng", "An\x1b"}}));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->row, 2);
  EXPECT_EQ(found->previous, "last='Ng', first='Bo'");
  EXPECT_EQ(found->current, "last='Ng', first='An\\x1b'") << "no terminal tricks";
}

TEST(OrderVerifier, NoOrderIsAlwaysKept) {
  const Schema schema{{"k", Int32()}};
  OrderVerifier verifier(schema, {});
  EXPECT_FALSE(verifier.Check(MakeBatch(schema, {{"2"}, {"1"}})));
}

}  // namespace
}  // namespace etl::runtime
