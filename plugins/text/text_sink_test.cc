// SPDX-License-Identifier: Apache-2.0
#include "plugins/text/text_sink.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "etl/testing/harness.h"
#include "plugins/shared/atomic_file/scratch_directory.h"
#include "plugins/text/text_source.h"

namespace etl::text {
namespace {

using etl::testing::Failure;
using etl::testing::MakeBatch;
using etl::testing::Rows;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class TextSinkTest : public ::testing::Test {
 protected:
  std::string Options(const std::string& more) const {
    return "{path: \"" + (scratch_ / "out.txt").string() + "\"" +
           (more.empty() ? "" : ", " + more) + "}";
  }
  std::string Written(const std::string& options, const Schema& schema,
                      const std::vector<RecordBatch>& batches) {
    etl::testing::RunSink<TextSink>(host_, Options(options), schema, batches);
    EXPECT_THAT(scratch_.Names(), ElementsAre("out.txt"));
    return scratch_.Get("out.txt");
  }
  Failure FailureOf(const std::string& options, const Schema& schema,
                    const std::vector<RecordBatch>& batches) {
    try {
      etl::testing::RunSink<TextSink>(host_, Options(options), schema, batches);
    } catch (const Failure& failure) {
      return failure;
    }
    return {ETL_OK, "no failure"};
  }

  const Schema lines_{{"line", Utf8()}};
  const Schema scores_{{"score", Int64()}, {"record", Utf8()}};
  atomic_file::ScratchDirectory scratch_;
  etl::testing::Host host_;
};

TEST_F(TextSinkTest, ALineIsAColumnAsItIs) {
  const RecordBatch batch = MakeBatch(lines_, {{"a \"b\""}, {""}, {"null"}, {" é\t"}});
  EXPECT_EQ(Written("", lines_, {batch}), "a \"b\"\n\n\n é\t\n");
  EXPECT_EQ(Written("null_text: \\N", lines_, {batch}), "a \"b\"\n\n\\N\n é\t\n");
  EXPECT_EQ(Written("eol: \"\\\\r\\\\n\", limit: 1", lines_, {batch, batch}), "a \"b\"\r\n");
  EXPECT_EQ(Written("", lines_, {}), "");
}

TEST_F(TextSinkTest, ASeparatorStandsBetweenColumns) {
  const RecordBatch batch = MakeBatch(scores_, {{"7", R"({"id": "a:b"})"}, {"-1", "null"}});
  EXPECT_EQ(Written("separator: \": \"", scores_, {batch}), "7: {\"id\": \"a:b\"}\n-1: \n");
}

TEST_F(TextSinkTest, WritesEachTypeExactly) {
  const Schema schema{{"b", Bool()},     {"u", UInt64()},     {"f", Float64()},
                      {"day", Date32()}, {"at", Timestamp()}, {"d", Decimal128(38, 2)}};
  const RecordBatch batch = MakeBatch(schema, {{"true", "18446744073709551615", "0.1", "2017-02-02",
                                                "2017-02-02T03:04:05.6", "-0.05"}});
  EXPECT_EQ(Written("separator: \"|\"", schema, {batch}),
            "true|18446744073709551615|0.1|2017-02-02|2017-02-02T03:04:05.600000|-0.05\n");
}

TEST_F(TextSinkTest, WhatWouldNotReadBackIsAnErrorAndTheOldFileStays) {
  scratch_.Put("out.txt", "old");
  const RecordBatch good = MakeBatch(lines_, {{"a"}, {"b"}});
  for (const char* text : {"a\nb", "a\r", "\n"}) {
    const Failure failure = FailureOf("", lines_, {good, MakeBatch(lines_, {{text}})});
    EXPECT_EQ(failure.status, ETL_DATA_ERROR);
    EXPECT_EQ(failure.row, 2);
    EXPECT_EQ(failure.column, "line");
    EXPECT_THAT(failure.what(), HasSubstr("line break"));
  }
  const Schema pair{{"a", Utf8()}, {"b", Utf8()}};
  EXPECT_THAT(FailureOf("separator: \"::\"", pair, {MakeBatch(pair, {{"x::", "y"}})}).what(),
              HasSubstr("separator"));
  EXPECT_THAT(FailureOf("separator: \"::\"", pair, {MakeBatch(pair, {{"x:", "y"}})}).what(),
              HasSubstr("separator"));
  EXPECT_EQ(scratch_.Get("out.txt"), "old");
  EXPECT_THAT(scratch_.Names(), ElementsAre("out.txt"));
  EXPECT_EQ(Written("separator: \"::\"", pair, {MakeBatch(pair, {{":x", "::y::"}})}),
            ":x::::y::\n");
}

TEST_F(TextSinkTest, RefusesColumnsAndOptionsThatMakeNoSense) {
  const Schema binary{{"x", Binary()}};
  EXPECT_EQ(FailureOf("", scores_, {}).status, ETL_CONFIG_ERROR);
  EXPECT_EQ(FailureOf("", binary, {}).status, ETL_CONFIG_ERROR);
  for (const char* options : {"eol: x", "limit: -1", "separator: \":\", null_text: \"a:b\""}) {
    EXPECT_EQ(FailureOf(options, lines_, {}).status, ETL_CONFIG_ERROR) << options;
    EXPECT_THROW(etl::testing::Describe<TextSink>(host_, Options(options), {{"in", lines_}}),
                 Failure)
        << options;
  }
  EXPECT_THAT(scratch_.Names(), IsEmpty());
}

// Whatever it accepts, the source reads back with the same separator.
TEST_F(TextSinkTest, TheSourceReadsBackWhatWasWritten) {
  const Schema pair{{"a", Utf8()}, {"b", Utf8()}};
  std::mt19937_64 random(7);
  int kept = 0;
  for (int i = 0; i < 400; ++i) {
    const std::string separator = std::string(1 + random() % 3, ':') + (random() % 2 ? "," : "");
    const auto text = [&](bool filled) {
      std::string out(filled ? "x" : "");
      for (auto left = random() % 5; left > 0; --left) out += ":,ax"[random() % 4];
      return out;
    };
    RecordBatchBuilder builder(pair);
    builder.column(0).AppendText(text(false));
    builder.column(1).AppendText(text(true));
    const RecordBatch batch = builder.Finish();
    const std::string quoted = "separator: \"" + separator + "\"";
    const Failure failure = FailureOf(quoted, pair, {batch});
    if (failure.status != ETL_OK) continue;
    ++kept;
    Rows written;
    written.Add(batch);
    EXPECT_EQ(etl::testing::ReadSource<TextSource>(
                  host_, Options(quoted + ", trim: false, schema: {a: string, b: string}"), {})
                  .text,
              written.text)
        << scratch_.Get("out.txt");
  }
  EXPECT_GT(kept, 100);
}

}  // namespace
}  // namespace etl::text
