// SPDX-License-Identifier: Apache-2.0
#include "plugins/csv/csv_sink.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <random>

#include "etl/testing/harness.h"
#include "plugins/csv/csv_source.h"
#include "plugins/shared/atomic_file/scratch_directory.h"

namespace etl::csv {
namespace {

using etl::testing::Failure;
using etl::testing::MakeBatch;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CsvSinkTest : public ::testing::Test {
 protected:
  std::string Options(const std::string& more, const std::string& name = "out.csv") const {
    return "{path: \"" + (scratch_ / name).string() + "\"" + (more.empty() ? "" : ", ") + more +
           "}";
  }
  std::string Written(const std::string& options, const Schema& schema,
                      const std::vector<RecordBatch>& batches) {
    etl::testing::RunSink<CsvSink>(host_, Options(options), schema, batches);
    EXPECT_THAT(scratch_.Names(), ElementsAre("out.csv"));
    return scratch_.Get("out.csv");
  }
  Failure FailureOf(const std::string& options, const Schema& schema,
                    const std::vector<RecordBatch>& batches) {
    try {
      etl::testing::RunSink<CsvSink>(host_, Options(options), schema, batches);
    } catch (const Failure& failure) {
      return failure;
    }
    return {ETL_OK, "no failure"};
  }

  const Schema people_{{"id", Int32()}, {"name", Utf8()}};
  atomic_file::ScratchDirectory scratch_;
  etl::testing::Host host_;
};

TEST_F(CsvSinkTest, QuotesWhatMustBeQuoted) {
  const RecordBatch batch = MakeBatch(people_, {{"1", "Ann"},
                                                {"2", "a,b"},
                                                {"3", "a\"b"},
                                                {"4", "a\nb"},
                                                {"5", "a\rb"},
                                                {"6", ""},
                                                {"null", "null"},
                                                {"7", " x "}});
  EXPECT_EQ(Written("", people_, {batch}),
            "id,name\n1,Ann\n2,\"a,b\"\n3,\"a\"\"b\"\n4,\"a\nb\"\n5,\"a\rb\"\n6,\"\"\n,\n7, x \n");
  EXPECT_EQ(Written("delimiter: ;, header: false, eol: \"\\\\r\\\\n\"", people_,
                    {MakeBatch(people_, {{"1", "a,b"}, {"2", "a;b"}})}),
            "1;a,b\r\n2;\"a;b\"\r\n");
}

TEST_F(CsvSinkTest, QuotesEverythingButNullIfAskedTo) {
  const Schema schema{{"a", Int32()}, {"b", Utf8()}, {"c", Date32()}};
  EXPECT_EQ(Written("quote: all", schema,
                    {MakeBatch(schema, {{"1", "x", "2024-02-29"}, {"null", "", "null"}})}),
            "\"a\",\"b\",\"c\"\n\"1\",\"x\",\"2024-02-29\"\n,\"\",\n");
}

TEST_F(CsvSinkTest, WhatLooksLikeNullIsQuoted) {
  EXPECT_EQ(Written("null_text: NA", people_, {MakeBatch(people_, {{"null", "NA"}, {"1", ""}})}),
            "id,name\nNA,\"NA\"\n1,\"\"\n");
  EXPECT_EQ(
      Written("null_text: \"0\"", people_, {MakeBatch(people_, {{"0", "null"}, {"10", "x"}})}),
      "id,name\n\"0\",0\n10,x\n");
}

TEST_F(CsvSinkTest, WritesEachTypeExactly) {
  const Schema schema{{"b", Bool()},        {"i", Int64()},           {"u", UInt64()},
                      {"f", Float64()},     {"d", Decimal128(38, 2)}, {"x", Binary()},
                      {"day", Date32()},    {"at", Timestamp()},      {"utc", TimestampUtc()},
                      {"long", Duration()}, {"none", Null()}};
  const RecordBatch batch =
      MakeBatch(schema, {{"true", "-9223372036854775808", "18446744073709551615", "0.1",
                          "123456789012345678901234567890123456.70", "\x01\xff", "2017-02-02",
                          "2017-02-02T03:04:05.6", "2017-02-02T03:04:05Z", "-838:59:59", "null"}});
  EXPECT_EQ(Written("header: false", schema, {batch}),
            "true,-9223372036854775808,18446744073709551615,0.1,"
            "123456789012345678901234567890123456.70,Af8=,2017-02-02,2017-02-02T03:04:05.600000,"
            "2017-02-02T03:04:05Z,-838:59:59,\n");
}

TEST_F(CsvSinkTest, AnEmptyStreamIsAHeader) {
  EXPECT_EQ(Written("", people_, {}), "id,name\n");
  EXPECT_EQ(Written("header: false", people_, {MakeBatch(people_, {})}), "");
  const Schema odd{{"a,b", Int32()}, {"", Int32()}, {"\"", Int32()}};
  EXPECT_EQ(Written("", odd, {}), "\"a,b\",\"\",\"\"\"\"\n");
}

TEST_F(CsvSinkTest, LimitsWhatItWritesNotWhatItTakes) {
  const RecordBatch batch = MakeBatch(people_, {{"1", "a"}, {"2", "b"}, {"3", "c"}});
  EXPECT_EQ(Written("limit: 4", people_, {batch, batch, batch}), "id,name\n1,a\n2,b\n3,c\n1,a\n");
  EXPECT_EQ(Written("limit: 0", people_, {batch}), "id,name\n");
}

TEST_F(CsvSinkTest, ANulIsAnErrorWithRowAndColumn) {
  const RecordBatch good = MakeBatch(people_, {{"1", "a"}, {"2", "b"}});
  const RecordBatch bad = MakeBatch(people_, {{"3", "c"}, {"4", std::string("x\0", 2)}});
  scratch_.Put("out.csv", "old");
  const Failure failure = FailureOf("", people_, {good, bad});
  EXPECT_EQ(failure.status, ETL_DATA_ERROR);
  EXPECT_EQ(failure.row, 3);
  EXPECT_EQ(failure.column, "name");
  EXPECT_THAT(scratch_.Names(), ElementsAre("out.csv"));
  EXPECT_EQ(scratch_.Get("out.csv"), "old");
}

TEST_F(CsvSinkTest, RefusesOptionsThatMakeNoSense) {
  for (const char* options :
       {"delimiter: ab", "delimiter: \"\\\"\"", "eol: x", "limit: -1", "null_text: \"a,b\""}) {
    EXPECT_EQ(FailureOf(options, people_, {}).status, ETL_CONFIG_ERROR) << options;
    EXPECT_THROW(etl::testing::Describe<CsvSink>(host_, Options(options), {{"in", people_}}),
                 Failure)
        << options;
  }
  EXPECT_THAT(scratch_.Names(), IsEmpty());
  EXPECT_GT(etl::testing::Describe<CsvSink>(host_, Options(""), {{"in", people_}}).minimum_memory,
            0);
}

TEST_F(CsvSinkTest, AnAbortLeavesTheOldFile) {
  scratch_.Put("out.csv", "old");
  const std::string token = etl::testing::RunSink<CsvSink>(
      host_, Options(""), people_, {MakeBatch(people_, {{"1", "a"}})}, Decision::kAbort);
  EXPECT_THAT(host_.claims, ElementsAre(token));
  EXPECT_EQ(scratch_.Get("out.csv"), "old");
}

// Rows of all types, nulls and awkward texts among them.
struct Table {
  Schema schema{
      {"i", Int64()},    {"s", Utf8()},          {"f", Float64()}, {"d", Decimal128(20, 3)},
      {"day", Date32()}, {"at", TimestampUtc()}, {"b", Bool()},    {"x", Binary()},
      {"other", Utf8()}};
  std::vector<RecordBatch> batches;
  std::string text;

  explicit Table(unsigned seed) {
    std::mt19937_64 random(seed);
    const auto awkward = [&](unsigned most) {
      std::string out;
      for (auto left = random() % (most + 1); left > 0; --left)
        out += "ab,;\n\r\"'\t #é\x7f"[random() % 13];
      while (!out.empty() && (out.back() & 0x80)) out.pop_back();
      std::string valid;
      for (const char c : out) valid += (c & 0x80) ? std::string("é") : std::string(1, c);
      return valid;
    };
    for (int batch = 0; batch < 8; ++batch) {
      RecordBatchBuilder builder(schema);
      for (auto left = random() % 500; left > 0; --left) {
        const auto null = [&] { return random() % 7 == 0; };
        const auto add = [&](int i, auto append) {
          null() ? builder.column(i).AppendNull() : append(builder.column(i));
        };
        const auto number = static_cast<std::int64_t>(random()) >> random() % 64;
        add(0, [&](ColumnBuilder& c) { c.AppendInt64(number); });
        add(1, [&](ColumnBuilder& c) { c.AppendText(awkward(batch % 2 ? 12 : 60)); });
        add(2, [&](ColumnBuilder& c) { c.AppendFloat64(static_cast<double>(number) / 64); });
        add(3, [&](ColumnBuilder& c) { c.AppendDecimal(number / 100); });
        add(4,
            [&](ColumnBuilder& c) { c.AppendInt32(static_cast<std::int32_t>(number % 700'000)); });
        add(5, [&](ColumnBuilder& c) { c.AppendInt64(number % 60'000'000'000'000'000); });
        add(6, [&](ColumnBuilder& c) { c.AppendBool(number % 2 == 0); });
        add(7, [&](ColumnBuilder& c) { c.AppendText(awkward(5)); });
        add(8, [&](ColumnBuilder& c) { c.AppendText(number % 3 ? "plain" : ""); });
      }
      batches.push_back(builder.Finish());
    }
    etl::testing::Rows rows;
    for (const RecordBatch& batch : batches) rows.Add(batch);
    text = rows.text;
  }
};

TEST_F(CsvSinkTest, TheSourceReadsBackExactlyWhatWasWritten) {
  const std::string types =
      "schema: {i: bigint, s: string, f: double, d: \"decimal(20,3)\", day: date, at: timestamptz, "
      "b: bool, x: binary, other: string}";
  const std::pair<const char*, const char*> ways[] = {
      {"", ""},
      {"quote: all", ""},
      {"delimiter: ;, eol: \"\\\\r\\\\n\"", "delimiter: ;"},
      {"null_text: \"NULL\"", "nulls: [\"NULL\"]"},
      {"header: false, compression: gzip", "header: false"},
      {"compression: zstd", ""}};
  for (unsigned seed = 1; seed <= 5; ++seed) {
    const Table table(seed);
    for (const auto& [write, read] : ways) {
      Written(write, table.schema, table.batches);
      const std::string options = Options(std::string(read) + (*read ? ", " : "") + types);
      ASSERT_EQ(etl::testing::ReadSource<CsvSource>(host_, options).text, table.text) << write;
    }
  }
}

// Slices share their buffers with rows that are not theirs.
TEST_F(CsvSinkTest, WritesSlices) {
  const Table table(7);
  const RecordBatch& batch = table.batches.at(0);
  std::vector<RecordBatch> slices;
  for (std::int64_t at = 0; at < batch.num_rows(); at += 3)
    slices.push_back(batch.Slice(at, std::min<std::int64_t>(3, batch.num_rows() - at)));
  const std::string whole = Written("", table.schema, {batch});
  EXPECT_EQ(Written("", table.schema, slices), whole);
}

TEST_F(CsvSinkTest, ALineOfNothingIsANullOfOneColumn) {
  const Schema one{{"a", Utf8()}};
  const RecordBatch batch = MakeBatch(one, {{"x"}, {"null"}, {""}, {"null"}});
  EXPECT_EQ(Written("", one, {batch}), "a\nx\n\n\"\"\n\n");
  EXPECT_EQ(etl::testing::ReadSource<CsvSource>(host_, Options("")).text, "x\nnull\n\nnull\n");
}

}  // namespace
}  // namespace etl::csv
