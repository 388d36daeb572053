// SPDX-License-Identifier: Apache-2.0
#include "plugins/sort_merge_join/sort_merge_join.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "etl/testing/harness.h"

namespace etl::join {
namespace {

using etl::testing::Host;
using etl::testing::Input;
using etl::testing::MakeBatch;
using RowTexts = std::vector<std::vector<std::string>>;

const Schema& People() {
  static const Schema schema{{"name", Utf8()}, {"id", Int32()}};
  return schema;
}

Input Named(std::string name, const std::vector<RowTexts>& batches) {
  Input input{std::move(name), People()};
  for (const RowTexts& rows : batches) input.batches.push_back(MakeBatch(People(), rows));
  return input;
}

std::string Join(Host& host, const std::string& options, const std::vector<RowTexts>& left,
                 const std::vector<RowTexts>& right) {
  return etl::testing::RunTransform<SortMergeJoin>(host, "{keys: name, " + options + "}",
                                                   {Named("l", left), Named("r", right)})
      .text;
}

// One left row more than right rows for "b", one right row more for "c", and nulls on both sides.
const std::vector<RowTexts> kLeft{
    {{"null", "1"}, {"a", "2"}, {"b", "3"}}, {{"b", "4"}, {"c", "5"}}, {{"e", "6"}}};
const std::vector<RowTexts> kRight{{{"null", "11"}},
                                   {{"b", "12"}, {"c", "13"}, {"c", "14"}, {"d", "15"}}};

TEST(SortMergeJoin, All) {
  Host host;
  EXPECT_EQ(Join(host, "", kLeft, kRight), "b|3|12\nb|4|12\nc|5|13\nc|5|14\n");
  EXPECT_EQ(host.metrics["pairs"], 4);
  EXPECT_EQ(host.metrics["unmatched_left"], 3);
  EXPECT_EQ(host.metrics["unmatched_right"], 2);
  EXPECT_EQ(host.metrics["largest_group"], 2);
}

TEST(SortMergeJoin, Zip) {
  Host host;
  EXPECT_EQ(Join(host, "match: zip", kLeft, kRight), "b|3|12\nc|5|13\n");
  EXPECT_EQ(host.metrics["pairs"], 2);
  EXPECT_EQ(host.metrics["unmatched_left"], 4);
  EXPECT_EQ(host.metrics["unmatched_right"], 3);
}

TEST(SortMergeJoin, FirstTakesTheFirstRightRowOnly) {
  Host host;
  EXPECT_EQ(Join(host, "match: first, type: full", kLeft, kRight),
            "null|1|null\nnull|null|11\na|2|null\nb|3|12\nb|4|12\nc|5|13\nc|null|14\n"
            "d|null|15\ne|6|null\n");
  EXPECT_EQ(host.metrics["pairs"], 3);
  EXPECT_EQ(host.metrics["unmatched_right"], 3) << "a second right row of a key is in no pair";
}

TEST(SortMergeJoin, OuterRowsComeInKeyOrderThenLeftThenRight) {
  Host host;
  EXPECT_EQ(Join(host, "match: zip, type: full", kLeft, kRight),
            "null|1|null\nnull|null|11\na|2|null\nb|3|12\nb|4|null\nc|5|13\nc|null|14\n"
            "d|null|15\ne|6|null\n");
  EXPECT_EQ(Join(host, "type: left", kLeft, kRight),
            "null|1|null\na|2|null\nb|3|12\nb|4|12\nc|5|13\nc|5|14\ne|6|null\n");
  EXPECT_EQ(Join(host, "type: right", kLeft, kRight),
            "null|null|11\nb|3|12\nb|4|12\nc|5|13\nc|5|14\nd|null|15\n");
}

TEST(SortMergeJoin, SemiAndAntiAreFiltersOfTheLeft) {
  Host host;
  EXPECT_EQ(Join(host, "type: semi", kLeft, kRight), "b|3\nb|4\nc|5\n");
  EXPECT_EQ(Join(host, "type: anti", kLeft, kRight), "null|1\na|2\ne|6\n");
}

TEST(SortMergeJoin, UniqueNamesTheDuplicate) {
  Host host;
  EXPECT_EQ(Join(host, "match: unique", {{{"a", "1"}, {"b", "2"}}}, {{{"b", "3"}}}), "b|2|3\n");
  EXPECT_EQ(Join(host, "match: unique", {{{"null", "1"}, {"null", "2"}}}, {}), "")
      << "null is not equal to null";
  const auto fails = [&](const std::vector<RowTexts>& left, const std::vector<RowTexts>& right,
                         const std::string& message, std::int64_t row) {
    try {
      Join(host, "match: unique", left, right);
      ADD_FAILURE() << "no error: " << message;
    } catch (const etl::testing::Failure& failure) {
      EXPECT_EQ(failure.status, ETL_DATA_ERROR);
      EXPECT_EQ(failure.row, row);
      EXPECT_STREQ(failure.what(), message.c_str());
    }
  };
  fails({{{"a", "1"}}, {{"b", "2"}, {"b", "3"}}}, {},
        "`l` has the key name='b' more than once, but `match` is unique", 2);
  fails({{{"b", "1"}}}, {{{"a", "2"}, {"b", "3"}}, {{"b", "4"}}},
        "`r` has the key name='b' more than once, but `match` is unique", 2);
}

TEST(SortMergeJoin, EmptySides) {
  for (const char* match : {"all", "zip", "first", "unique"}) {
    Host host;
    const std::string options = std::string("type: full, match: ") + match;
    EXPECT_EQ(Join(host, options, {}, {}), "");
    EXPECT_EQ(Join(host, options, {{{"a", "1"}}}, {}), "a|1|null\n");
    EXPECT_EQ(Join(host, options, {}, {{{"a", "1"}}}), "a|null|1\n");
  }
}

// Rows 0, 1, 2, ... of one key, in batches.
std::vector<RecordBatch> Duplicates(int count, int batch_rows) {
  std::vector<RecordBatch> batches;
  RecordBatchBuilder builder(People());
  for (int i = 0; i < count; ++i) {
    builder.Append("same", i);
    if (builder.num_rows() == batch_rows || i + 1 == count) batches.push_back(builder.Finish());
  }
  return batches;
}

// Joins two left rows with a million right ones of the same key, and calls `check(row, right id)`.
template <typename Check>
void JoinAMillion(Host& host, const std::string& options, Check check) {
  host.set_inputs({"l", "r"});
  const etl::testing::InstanceOf<SortMergeJoin> instance(host, host.Options(options), nullptr);
  std::vector<ArrowArrayStream> inputs(2);
  Host::Export(host, People(), Duplicates(2, 1), &inputs[0]);
  Host::Export(host, People(), Duplicates(1000000, 4096), &inputs[1]);
  ArrowArrayStream* const pointers[] = {&inputs[0], &inputs[1]};
  ArrowArrayStream out;
  host.Check(
      etl::testing::TableOf<SortMergeJoin>().open_transform(instance.get(), pointers, 2, &out));
  BatchReader reader(&out);
  std::int64_t next = 0;
  while (const auto batch = reader.Next()) {
    ASSERT_LE(batch->num_rows(), 4096);
    for (std::int64_t row = 0; row < batch->num_rows(); ++row)
      check(next++, batch->column(2).Int32At(row));
  }
  check(next, -1);
}

TEST(SortMergeJoin, AMillionDuplicatesOnTheRightInLittleMemory) {
  const auto expect = [](const std::string& match, std::int64_t rows, auto right_id) {
    Host host;
    host.memory_left = 100000;
    std::int64_t wrong = 0, seen = -1;
    JoinAMillion(host, "{keys: name, match: " + match + "}", [&](std::int64_t row, int id) {
      if (id < 0)
        seen = row;
      else
        wrong += id != right_id(row);
    });
    EXPECT_EQ(seen, rows) << match;
    EXPECT_EQ(wrong, 0) << match;
    EXPECT_EQ(host.metrics["largest_group"], 1000000);
    EXPECT_EQ(host.metrics["pairs"], rows);
    EXPECT_EQ(host.memory_left, 100000) << "everything was given back";
  };
  expect("all", 2000000, [](std::int64_t row) { return row % 1000000; });
  expect("zip", 2, [](std::int64_t row) { return row; });
  expect("first", 2, [](std::int64_t) { return 0; });
}

TEST(SortMergeJoin, LongTextsMakeSmallBatches) {
  Host host;
  const std::string text(100000, 'x');
  const Schema schema{{"k", Int32()}, {"t", Utf8()}};
  const auto rows = etl::testing::RunTransform<SortMergeJoin>(
      host, "{keys: k}",
      {{"l", schema, {MakeBatch(schema, {{"1", text}})}},
       {"r", schema, {MakeBatch(schema, RowTexts(40, {"1", "y"}))}}});
  EXPECT_EQ(rows.count, 40);
  for (const RecordBatch& batch : rows.batches) EXPECT_LE(batch.num_rows(), 5);
}

TEST(SortMergeJoin, KeysOfDifferentWidthMatchByValue) {
  Host host;
  const Schema left{{"k", Int32()}}, right{{"k", Int64()}, {"v", Int32()}};
  const std::vector<Input> inputs{
      {"l", left, {MakeBatch(left, {{"-1"}, {"7"}})}},
      {"r", right, {MakeBatch(right, {{"7", "1"}, {"5000000000", "2"}})}}};
  const auto rows =
      etl::testing::RunTransform<SortMergeJoin>(host, "{keys: k, type: full}", inputs);
  EXPECT_EQ(rows.text, "-1|null\n7|1\n5000000000|2\n");
  EXPECT_EQ(rows.schema[0].type, Int64());
  EXPECT_EQ(etl::testing::RunTransform<SortMergeJoin>(host, "{keys: k, type: right}", inputs).text,
            "7|1\n5000000000|2\n");
}

TEST(SortMergeJoin, FloatKeysFollowTheCanonicalOrder) {
  Host host;
  const Schema schema{{"k", Float64()}};
  const auto rows = etl::testing::RunTransform<SortMergeJoin>(
      host, "{keys: k}",
      {{"l", schema, {MakeBatch(schema, {{"-0.0"}, {"nan"}})}},
       {"r", schema, {MakeBatch(schema, {{"0.0"}, {"nan"}})}}});
  EXPECT_EQ(rows.text, "-0\nNaN\n");
}

TEST(SortMergeJoin, StopsWhenTheRunStops) {
  Host host;
  host.cancelled = true;
  try {
    Join(host, "", kLeft, kRight);
    ADD_FAILURE() << "did not stop";
  } catch (const etl::testing::Failure& failure) {
    EXPECT_EQ(failure.status, ETL_CANCELLED);
  }
}

}  // namespace
}  // namespace etl::join
