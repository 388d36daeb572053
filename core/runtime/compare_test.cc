// SPDX-License-Identifier: Apache-2.0
#include "etl/compare.h"

#include <gtest/gtest.h>

#include <limits>

#include "etl/batch_size.h"
#include "etl/testing/harness.h"

namespace etl {
namespace {

using testing::MakeBatch;

// The sign of comparing one value with another, each of its own type.
int Compare(DataType left, const std::string& a, DataType right, const std::string& b,
            CompareKey key = {}) {
  const Schema left_schema{{"k", left}}, right_schema{{"k", right}};
  const RowComparator comparator(left_schema, right_schema, {key});
  const int order =
      comparator.Compare(MakeBatch(left_schema, {{a}}), 0, MakeBatch(right_schema, {{b}}), 0);
  return (order > 0) - (order < 0);
}
int Compare(DataType type, const std::string& a, const std::string& b, CompareKey key = {}) {
  EXPECT_EQ(Compare(type, b, type, a, key), -Compare(type, a, type, b, key)) << a << " " << b;
  return Compare(type, a, type, b, key);
}

TEST(Compare, ValuesOfEachType) {
  EXPECT_LT(Compare(Bool(), "false", "true"), 0);
  EXPECT_LT(Compare(Int32(), "-5", "3"), 0);
  EXPECT_LT(Compare(Int64(), "-9223372036854775808", "9223372036854775807"), 0);
  EXPECT_LT(Compare(UInt64(), "1", "18446744073709551615"), 0);
  EXPECT_LT(Compare(Decimal128(38, 2), "-99999999999999999999999999.99", "0.01"), 0);
  EXPECT_LT(Compare(Date32(), "1969-12-31", "2024-02-29"), 0);
  EXPECT_LT(Compare(Timestamp(), "2024-01-01 00:00:00", "2024-01-01 00:00:00.000001"), 0);
  EXPECT_EQ(Compare(Int32(), "7", "7"), 0);
}

TEST(Compare, TextGoesByItsBytes) {
  EXPECT_LT(Compare(Utf8(), "", "a"), 0);
  EXPECT_LT(Compare(Utf8(), "Z", "a"), 0);
  EXPECT_LT(Compare(Utf8(), "a", "a "), 0) << "trailing spaces count";
  EXPECT_LT(Compare(Utf8(), "z", "é"), 0);
  EXPECT_LT(Compare(Utf8(), "\xEF\xBF\xBD", "\xF0\x9F\x98\x80"), 0) << "not by UTF-16 units";
  EXPECT_LT(Compare(Binary(), "\x7f", "\x80"), 0) << "bytes are unsigned";
  EXPECT_LT(Compare(Binary(), std::string("a"), std::string("a\0", 2)), 0);
}

TEST(Compare, FloatsAreATotalOrder) {
  EXPECT_EQ(Compare(Float64(), "-0.0", "0.0"), 0);
  EXPECT_EQ(Compare(Float64(), "nan", "nan"), 0);
  EXPECT_EQ(Compare(Float64(), "-nan", "nan"), 0);
  EXPECT_LT(Compare(Float64(), "inf", "nan"), 0);
  EXPECT_LT(Compare(Float64(), "-inf", "-1e308"), 0);
}

TEST(Compare, IntegersOfDifferentWidthGoByValue) {
  EXPECT_EQ(Compare(Int32(), "7", Int64(), "7"), 0);
  EXPECT_LT(Compare(Int32(), "-1", UInt64(), "18446744073709551615"), 0);
  EXPECT_LT(Compare(Int64(), "9223372036854775807", UInt64(), "9223372036854775808"), 0);
  EXPECT_GT(Compare(UInt64(), "0", Int64(), "-1"), 0);
}

TEST(Compare, NullsAreFirstInEitherDirectionUnlessSaidOtherwise) {
  EXPECT_EQ(Compare(Int32(), "null", "null"), 0);
  EXPECT_LT(Compare(Int32(), "null", "-5"), 0);
  EXPECT_LT(Compare(Int32(), "null", "-5", {0, 0, true, false}), 0);
  EXPECT_GT(Compare(Int32(), "null", "-5", {0, 0, false, true}), 0);
  EXPECT_GT(Compare(Int32(), "1", "2", {0, 0, true, false}), 0);
  EXPECT_EQ(Compare(Null(), "null", "null"), 0);
}

TEST(Compare, WhatHasACommonOrder) {
  EXPECT_TRUE(Comparable(Int32(), UInt64()));
  EXPECT_TRUE(Comparable(Decimal128(10, 2), Decimal128(38, 2)));
  EXPECT_FALSE(Comparable(Decimal128(10, 2), Decimal128(10, 3)));
  EXPECT_FALSE(Comparable(Int32(), Utf8()));
  EXPECT_FALSE(Comparable(Utf8(), Binary()));
  EXPECT_FALSE(Comparable(Timestamp(), TimestampUtc()));
  EXPECT_FALSE(Comparable(Int32(), Date32()));
  EXPECT_THROW(RowComparator({{"k", Int32()}}, {{"k", Utf8()}}, {{0, 0, false, false}}),
               std::logic_error);
}

TEST(Compare, SeveralKeysAndNullsInAnyOfThem) {
  const Schema schema{{"a", Utf8()}, {"b", Int32()}};
  const RowComparator comparator(schema, {{"a", false, false}, {"b", true, false}});
  const RecordBatch batch = MakeBatch(schema, {{"x", "1"}, {"x", "2"}, {"y", "null"}});
  EXPECT_GT(comparator.Compare(batch, 0, batch, 1), 0);
  EXPECT_EQ(comparator.CompareFrom(0, 1, batch, 0, batch, 1), 0);
  EXPECT_LT(comparator.Compare(batch, 1, batch, 2), 0);
  EXPECT_TRUE(comparator.HasNullLeft(batch, 2));
  EXPECT_FALSE(comparator.HasNullRight(batch, 0));
  EXPECT_EQ(KeyText(batch, 1, {0, 1}), "a='x', b=2");
  EXPECT_EQ(KeyText(batch, 2, {1, 0}), "b=null, a='y'");
}

TEST(BatchSize, CountsTheSliceAlone) {
  const Schema schema{{"t", Utf8()}, {"i", Int64()}, {"b", Bool()}};
  const RecordBatch batch =
      MakeBatch(schema, {{"abc", "1", "true"}, {"defgh", "2", "false"}, {"", "3", "true"}});
  EXPECT_EQ(SizeBytes(batch), (4 * 4 + 8) + 24 + 1);
  EXPECT_EQ(SizeBytes(batch.Slice(1, 1)), (2 * 4 + 5) + 8 + 1);
  EXPECT_EQ(SizeBytes(batch.Slice(1, 0)), 0);
}

}  // namespace
}  // namespace etl
