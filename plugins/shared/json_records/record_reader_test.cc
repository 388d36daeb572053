// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/json_records/record_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "etl/value_text.h"
#include "plugins/shared/json_records/pointer.h"

namespace etl::json_records {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

SchemaEntry Entry(std::string name, const char* type, std::string path = "",
                  bool optional = false) {
  SchemaEntry entry;
  const DeclaredType declared = ParseType(type);
  entry.field = {std::move(name), declared.type, true, declared.max_chars, type};
  entry.path = std::move(path);
  entry.optional = optional;
  return entry;
}

// The rows, or what was thrown.
std::string Read(RecordReader& reader, const std::vector<std::string>& records) {
  RecordBatchBuilder batch(reader.schema());
  simdjson::dom::parser parser;
  std::string out;
  try {
    for (const std::string& record : records)
      reader.Append(parser.parse(record).value(), {"", "", 0, -1}, batch);
  } catch (const DataError& error) {
    return error.what();
  }
  const RecordBatch rows = batch.Finish();
  for (std::int64_t row = 0; row < rows.num_rows(); ++row)
    for (int i = 0; i < rows.num_columns(); ++i)
      out += FormatValue(rows.column(i), row) + (i + 1 < rows.num_columns() ? "|" : "\n");
  return out;
}

std::string Read(const std::vector<SchemaEntry>& entries, const std::vector<std::string>& records) {
  RecordReader reader({entries}, std::nullopt);
  return Read(reader, records);
}

TEST(Pointer, HasStepsAndIndexes) {
  EXPECT_THAT(StepsOf(""), IsEmpty());
  EXPECT_THAT(StepsOf("/a~1b/~0~01/"), ElementsAre("a/b", "~~1", ""));
  EXPECT_EQ(EscapedStep("a/b~"), "a~1b~0");
  EXPECT_EQ(IndexOf("0"), 0);
  EXPECT_EQ(IndexOf("12"), 12);
  for (const char* none : {"", "-", "-1", "01", "+1", "1a", "99999999999999999999"})
    EXPECT_EQ(IndexOf(none), -1) << none;
}

TEST(KnownKeys, FindsKeysInAnySequence) {
  KnownKeys keys;
  keys.Add("a", 0);
  keys.Add("b", 1);
  for (int walk = 0; walk < 3; ++walk) {
    for (const char* sequence : {"abx", "xba", "b", "", "ayxb", "aab"}) {
      keys.Begin();
      for (const char* key = sequence; *key; ++key)
        EXPECT_EQ(keys.Find({key, 1}), *key == 'a' ? 0 : *key == 'b' ? 1 : KnownKeys::kNone);
    }
  }
  for (int i = 0; i < 10'000; ++i) EXPECT_EQ(keys.Find("k" + std::to_string(i)), KnownKeys::kNone);
  EXPECT_EQ(keys.Find("b"), 1);
}

TEST(KnownKeys, ComparesEveryByte) {
  for (std::size_t size = 1; size < 40; ++size) {
    KnownKeys keys;
    const std::string key(size, 'k');
    keys.Add(key, 0);
    for (std::size_t at = 0; at < size; ++at) {
      std::string other = key;
      other[at] = 'x';
      keys.Begin();
      EXPECT_EQ(keys.Find(key), 0);
      keys.Begin();  // now the key is the one that is tried first
      EXPECT_EQ(keys.Find(other), KnownKeys::kNone) << other;
    }
  }
}

TEST(RecordReader, ReadsRecordsThatDiffer) {
  const std::vector<SchemaEntry> fields = {Entry("a", "int", "", true), Entry("b", "string"),
                                           Entry("c", "bool", "", true)};
  EXPECT_EQ(Read(fields, {R"({"a": 1, "b": "x", "c": true})", R"({"b": "y"})",
                          R"({"z": [1], "c": false, "b": "z", "a": 2})",
                          R"({"b": "", "y": {"b": 1}, "a": null})"}),
            "1|x|true\nnull|y|null\n2|z|false\nnull||null\n");
}

TEST(RecordReader, WalksIntoObjectsAndLists) {
  const std::vector<SchemaEntry> fields = {
      Entry("whole", "json", "/a"), Entry("x", "int", "/a/x"), Entry("second", "int", "/a/l/1"),
      Entry("deep", "int", "/a/l/0/d", true), Entry("again", "bigint", "/a/x")};
  EXPECT_EQ(
      Read(fields, {R"({"a": {"x": 1, "l": [{"d": 5}, 7]}})",
                    R"({"b": 0, "a": {"l": {"1": 8, "0": 3}, "x": 2}})"}),
      "{\"x\":1,\"l\":[{\"d\":5},7]}|1|7|5|1\n{\"l\":{\"1\":8,\"0\":3},\"x\":2}|2|8|null|2\n");
  EXPECT_EQ(Read(fields, {R"({"a": {"x": 1, "l": [1]}})"}), "/0/a/l/1 is missing");
  EXPECT_EQ(Read(fields, {R"({"a": 1})"}), "/0/a/x is missing");
}

TEST(RecordReader, RefusesWhatStandsTwice) {
  EXPECT_EQ(Read({Entry("a", "int")}, {R"({"a": 1, "x": 0, "x": 1, "a": 1})"}),
            "/0/a: stands twice in the record: 1");
  EXPECT_EQ(Read({Entry("b", "int", "/a/b")}, {R"({"a": {"b": 1}, "a": {}})"}),
            "/0/a: stands twice in the record: '{}'");
  EXPECT_EQ(Read({Entry("b", "int", "/a/b")}, {R"({"a": {"b": 1, "b": 1}})"}),
            "/0/a/b: stands twice in the record: 1");
}

TEST(RecordReader, ChecksOrIgnoresWhatNobodyWants) {
  const DeclaredSchema schema{{Entry("a", "int"), Entry("b", "date")}};
  const std::vector<std::string> wanted = {"a"};
  const std::vector<std::string> records = {R"({"a": 1, "b": "soon"})"};
  RecordReader checks(schema, wanted), ignores(schema, wanted, Unwanted::kIgnored);
  EXPECT_EQ(Read(checks, records), "/0/b: no date (YYYY-MM-DD): 'soon'");
  EXPECT_EQ(Read(ignores, records), "1\n");
  std::vector<std::string> many(5000, R"({"b": "2020-01-01", "a": 1})");
  EXPECT_EQ(Read(checks, many).size(), 2 * many.size());
}

TEST(RecordReader, RefusesUndeclaredFieldsIfToldSo) {
  const DeclaredSchema schema{{Entry("a", "int"), Entry("b", "int", "/o/b", true)}};
  RecordReader reader(schema, std::nullopt, Unwanted::kIgnored, Undeclared::kRefused);
  EXPECT_EQ(Read(reader, {R"({"a": 1, "o": {"c": 1}})"}), "1|null\n");
  EXPECT_EQ(Read(reader, {R"({"a": 1, "x/y": 1})"}),
            "/0/x~1y is no column: the sample that the columns were found in lacks it");
  EXPECT_EQ(Read(reader, {R"({"a": 1, "x\u0000y": 1})"}),
            "/0/'x\\x00y' is no column: the sample that the columns were found in lacks it");
}

TEST(RecordReader, SaysWhereARecordStands) {
  EXPECT_EQ((RecordPlace{"page 7", "/d", 11, 5}.text()), "page 7, record 12");
  EXPECT_EQ((RecordPlace{"", "/d", 0, 5}.pointer()), "/d/0");
  EXPECT_EQ((RecordPlace{"", "", -1, -1}.pointer()), "");
  EXPECT_EQ((RecordPlace{"", "", -1, -1}.text()), "");
}

}  // namespace
}  // namespace etl::json_records
