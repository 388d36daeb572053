// SPDX-License-Identifier: Apache-2.0
#include "plugins/json/json_sink.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include <random>

#include "etl/testing/harness.h"
#include "plugins/shared/atomic_file/scratch_directory.h"

namespace etl::json {
namespace {

using etl::testing::Failure;
using etl::testing::MakeBatch;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class JsonSinkTest : public ::testing::Test {
 protected:
  std::string Options(const std::string& more) const {
    return "{path: \"" + (scratch_ / "out.json").string() + "\"" + (more.empty() ? "" : ", ") +
           more + "}";
  }
  std::string Written(const std::string& options, const Schema& schema,
                      const std::vector<RecordBatch>& batches) {
    etl::testing::RunSink<JsonSink>(host_, Options(options), schema, batches);
    EXPECT_THAT(scratch_.Names(), ElementsAre("out.json"));
    return scratch_.Get("out.json");
  }
  Failure FailureOf(const std::string& options, const Schema& schema,
                    const std::vector<RecordBatch>& batches) {
    try {
      etl::testing::RunSink<JsonSink>(host_, Options(options), schema, batches);
    } catch (const Failure& failure) {
      return failure;
    }
    return {ETL_OK, "no failure"};
  }

  const Schema people_{{"id", Int32()}, {"name", Utf8()}};
  atomic_file::ScratchDirectory scratch_;
  etl::testing::Host host_;
};

TEST_F(JsonSinkTest, IndentsAnArrayUnderARoot) {
  const RecordBatch batch = MakeBatch(people_, {{"1", "Ann"}, {"2", "null"}});
  EXPECT_EQ(Written("root: users, indent: 4", people_, {batch}), R"({
    "users": [
        {
            "id": 1,
            "name": "Ann"
        },
        {
            "id": 2,
            "name": null
        }
    ]
}
)");
}

TEST_F(JsonSinkTest, IndentsABareArray) {
  EXPECT_EQ(Written("indent: 2", people_, {MakeBatch(people_, {{"1", "Ann"}})}), R"([
  {
    "id": 1,
    "name": "Ann"
  }
]
)");
}

TEST_F(JsonSinkTest, IsCompactWithoutIndent) {
  const RecordBatch batch = MakeBatch(people_, {{"1", "Ann"}, {"2", "Bob"}});
  EXPECT_EQ(Written("root: users", people_, {batch}),
            "{\"users\":[{\"id\":1,\"name\":\"Ann\"},{\"id\":2,\"name\":\"Bob\"}]}\n");
  EXPECT_EQ(Written("", people_, {batch}),
            "[{\"id\":1,\"name\":\"Ann\"},{\"id\":2,\"name\":\"Bob\"}]\n");
}

TEST_F(JsonSinkTest, WritesLines) {
  const RecordBatch batch = MakeBatch(people_, {{"1", "Ann\nLee"}, {"2", "Bob"}});
  EXPECT_EQ(Written("lines: true", people_, {batch, batch}),
            "{\"id\":1,\"name\":\"Ann\\nLee\"}\n{\"id\":2,\"name\":\"Bob\"}\n"
            "{\"id\":1,\"name\":\"Ann\\nLee\"}\n{\"id\":2,\"name\":\"Bob\"}\n");
}

TEST_F(JsonSinkTest, AnEmptyStreamIsAnEmptyArray) {
  EXPECT_EQ(Written("", people_, {}), "[]\n");
  EXPECT_EQ(Written("indent: 4", people_, {MakeBatch(people_, {})}), "[]\n");
  EXPECT_EQ(Written("root: users", people_, {}), "{\"users\":[]}\n");
  EXPECT_EQ(Written("root: users, indent: 4", people_, {}), "{\n    \"users\": []\n}\n");
  EXPECT_EQ(Written("lines: true", people_, {}), "");
}

TEST_F(JsonSinkTest, WritesEachTypeExactly) {
  const Schema schema{{"b", Bool()},        {"i", Int64()},           {"u", UInt64()},
                      {"f", Float64()},     {"d", Decimal128(38, 2)}, {"x", Binary()},
                      {"day", Date32()},    {"at", Timestamp()},      {"utc", TimestampUtc()},
                      {"long", Duration()}, {"none", Null()},         {"key \"\n", Utf8()}};
  const RecordBatch batch = MakeBatch(
      schema, {{"true", "-9223372036854775808", "18446744073709551615", "0.1",
                "123456789012345678901234567890123456.70", "\x01\xff", "2017-02-02",
                "2017-02-02T03:04:05.6", "2017-02-02T03:04:05Z", "-838:59:59", "null", "\""}});
  EXPECT_EQ(Written("lines: true", schema, {batch}),
            R"({"b":true,"i":-9223372036854775808,"u":18446744073709551615,"f":0.1,)"
            R"("d":123456789012345678901234567890123456.70,"x":"Af8=","day":"2017-02-02",)"
            R"("at":"2017-02-02T03:04:05.600000","utc":"2017-02-02T03:04:05Z",)"
            R"("long":"-838:59:59","none":null,"key \"\n":"\""})"
            "\n");
}

TEST_F(JsonSinkTest, LimitsWhatItWritesNotWhatItTakes) {
  const RecordBatch batch = MakeBatch(people_, {{"1", "a"}, {"2", "b"}, {"3", "c"}});
  EXPECT_EQ(Written("lines: true, limit: 4", people_, {batch, batch, batch}),
            "{\"id\":1,\"name\":\"a\"}\n{\"id\":2,\"name\":\"b\"}\n{\"id\":3,\"name\":\"c\"}\n"
            "{\"id\":1,\"name\":\"a\"}\n");
  EXPECT_EQ(Written("root: users, limit: 0", people_, {batch}), "{\"users\":[]}\n");
  EXPECT_EQ(Written("limit: 100, lines: true", people_, {batch}).size(), 3 * 20u);
}

TEST_F(JsonSinkTest, GivesALimitedDocumentToTheReport) {
  const RecordBatch batch = MakeBatch(people_, {{"1", "a"}, {"2", "b"}, {"3", "c"}});
  const std::string written = Written("root: users, limit: 2", people_, {batch, batch});
  EXPECT_EQ(host_.artifacts["application/json"] + "\n", written + "\n");
  host_.artifacts.clear();
  Written("root: users", people_, {batch});
  EXPECT_THAT(host_.artifacts, IsEmpty());
  const Schema wide{{"text", Utf8()}};
  Written("limit: 10", wide, {MakeBatch(wide, {{std::string(100'000, 'x')}})});
  EXPECT_THAT(host_.artifacts, IsEmpty());
}

TEST_F(JsonSinkTest, ReportsTheSampleOfARunThatFails) {
  const RecordBatch good = MakeBatch(people_, {{"1", "a"}}),
                    bad = MakeBatch(people_, {{"2", "\xff"}});
  EXPECT_EQ(FailureOf("limit: 10", people_, {good, bad}).status, ETL_DATA_ERROR);
  EXPECT_EQ(host_.artifacts["application/json"], "[{\"id\":1,\"name\":\"a\"}]\n");
}

TEST_F(JsonSinkTest, NamesTheRowAndColumnOfWhatHasNoJson) {
  const RecordBatch good = MakeBatch(people_, {{"1", "a"}, {"2", "b"}});
  const RecordBatch bad = MakeBatch(people_, {{"3", "c"}, {"4", "\xff\x1b[2J"}});
  scratch_.Put("out.json", "old");
  Failure failure = FailureOf("", people_, {good, bad});
  EXPECT_EQ(failure.status, ETL_DATA_ERROR);
  EXPECT_EQ(failure.row, 3);
  EXPECT_EQ(failure.column, "name");
  EXPECT_THAT(failure.what(),
              AllOf(HasSubstr("the text is not valid UTF-8, and JSON holds nothing else: "),
                    HasSubstr("\\x1b[2J")));
  EXPECT_THAT(scratch_.Names(), ElementsAre("out.json"));
  EXPECT_EQ(scratch_.Get("out.json"), "old");

  const Schema numbers{{"n", Float64()}};
  failure = FailureOf("", numbers, {MakeBatch(numbers, {{"1"}, {"nan"}})});
  EXPECT_EQ(failure.row, 1);
  EXPECT_STREQ(failure.what(), "JSON has no number for NaN");
  EXPECT_FALSE(failure.hint.empty());
  EXPECT_EQ(FailureOf("limit: 1", numbers, {MakeBatch(numbers, {{"1"}, {"inf"}})}).status, ETL_OK);
}

// The texts of a column are looked at side by side, and two halves of a character are none.
TEST_F(JsonSinkTest, RefusesACharacterThatIsCutInTwo) {
  const Schema text{{"t", Utf8()}};
  EXPECT_EQ(Written("", text, {MakeBatch(text, {{"\xc3\xa9"}, {""}, {"z"}, {""}})}),
            "[{\"t\":\"\xc3\xa9\"},{\"t\":\"\"},{\"t\":\"z\"},{\"t\":\"\"}]\n");
  const Failure failure = FailureOf("", text, {MakeBatch(text, {{"a"}, {"\xc3"}, {"\xa9"}})});
  EXPECT_EQ(failure.status, ETL_DATA_ERROR);
  EXPECT_EQ(failure.row, 1);
}

TEST_F(JsonSinkTest, WritesLongColumnsAndShortOnes) {
  const Schema schema{{"a_name_that_is_longer_than_thirty_two_bytes", Utf8()}, {"b", Int64()}};
  std::string expected;
  std::vector<std::vector<std::string>> rows;
  for (int i = 0; i < 3000; ++i) {
    const std::string text(i % 700 == 0 ? 300'000 : static_cast<std::size_t>(i % 50),
                           i % 3 ? 'x' : '\n');
    rows.push_back({text, std::to_string(i - 5)});
    expected += "{\"a_name_that_is_longer_than_thirty_two_bytes\":\"";
    for (const char c : text) expected += c == '\n' ? "\\n" : std::string(1, c);
    expected += "\",\"b\":" + std::to_string(i - 5) + "}\n";
  }
  EXPECT_EQ(Written("lines: true", schema, {MakeBatch(schema, rows)}), expected);
}

TEST_F(JsonSinkTest, RefusesOptionsThatContradict) {
  for (const char* options : {"lines: true, root: users", "lines: true, indent: 4", "indent: -1",
                              "indent: 17", "limit: -1"}) {
    EXPECT_EQ(FailureOf(options, people_, {}).status, ETL_CONFIG_ERROR) << options;
    EXPECT_THROW(etl::testing::Describe<JsonSink>(host_, Options(options), {{"in", people_}}),
                 Failure)
        << options;
  }
  try {
    etl::testing::Describe<JsonSink>(host_, Options(""), {{"in", {{"\xff", Int32()}}}});
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_THAT(failure.what(), HasSubstr("a name in JSON must be valid UTF-8: "));
  }
  EXPECT_GT(etl::testing::Describe<JsonSink>(host_, Options(""), {{"in", people_}}).minimum_memory,
            0);
  EXPECT_THAT(scratch_.Names(), IsEmpty());
}

TEST_F(JsonSinkTest, AnAbortLeavesTheOldFileAndAClaimIsEnoughForIt) {
  scratch_.Put("out.json", "old");
  const std::string token = etl::testing::RunSink<JsonSink>(
      host_, Options(""), people_, {MakeBatch(people_, {{"1", "a"}})}, Decision::kAbort);
  EXPECT_THAT(host_.claims, ElementsAre(token));
  EXPECT_THAT(scratch_.Names(), ElementsAre("out.json"));
  EXPECT_EQ(scratch_.Get("out.json"), "old");
}

// Batches of any size, more than one block of text, texts of any kind: a parser finds every value.
TEST_F(JsonSinkTest, AParserFindsEveryValue) {
  std::mt19937 random(31);
  std::vector<RecordBatch> batches;
  std::vector<std::string> texts;
  for (int batch = 0; batch < 40; ++batch) {
    std::vector<std::vector<std::string>> rows;
    for (unsigned left = random() % 200; left > 0; --left) {
      std::string text;
      for (unsigned length = random() % 80; length > 0; --length)
        text += random() % 9 ? static_cast<char>(random() % 128) : '"';
      if (text == "null") continue;
      rows.push_back({std::to_string(texts.size()), text});
      texts.push_back(text);
    }
    batches.push_back(MakeBatch(people_, rows));
  }
  for (const char* options : {"root: users, indent: 4", "root: users"}) {
    const std::string document = Written(options, people_, batches);
    simdjson::dom::parser parser;
    simdjson::dom::array users;
    ASSERT_EQ(parser.parse(document)["users"].get(users), simdjson::SUCCESS);
    ASSERT_EQ(users.size(), texts.size());
    std::size_t i = 0;
    for (const auto user : users) {
      EXPECT_EQ(std::string_view(user["name"]), texts[i]);
      EXPECT_EQ(std::uint64_t(user["id"]), i++);
    }
  }
}

}  // namespace
}  // namespace etl::json
