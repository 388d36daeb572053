// SPDX-License-Identifier: Apache-2.0
#include "plugins/json/json_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "etl/testing/harness.h"
#include "plugins/json/line_records.h"
#include "plugins/shared/atomic_file/scratch_directory.h"
#include "plugins/shared/compression/pack.h"

namespace etl::json {
namespace {

using etl::testing::Failure;
using etl::testing::Rows;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class JsonSourceTest : public ::testing::Test {
 protected:
  std::string Path(const std::string& name) const { return (scratch_ / name).string(); }
  std::string Options(const std::string& more, const std::string& name = "in.json") const {
    return "{path: \"" + Path(name) + "\"" + (more.empty() ? "" : ", ") + more + "}";
  }
  Rows Read(const std::string& text, const std::string& options, const Scan& scan = {}) {
    scratch_.Put("in.json", text);
    return etl::testing::ReadSource<JsonSource>(host_, Options(options), scan);
  }
  Failure Fails(const std::string& text, const std::string& options) {
    try {
      ADD_FAILURE() << "read " << Read(text, options).text;
    } catch (const Failure& failure) {
      return failure;
    }
    return {ETL_OK, ""};
  }
  // "people.json:3: what".
  std::string Message(const std::string& text, const std::string& options) {
    const Failure failure = Fails(text, options);
    EXPECT_EQ(failure.status, ETL_DATA_ERROR) << failure.what();
    EXPECT_THAT(failure.position, ::testing::StartsWith(Path("in.json")));
    return failure.position.substr(Path("").size()) + ": " + failure.what();
  }

  const std::string people_ = "schema: {id: int, name: string}";
  atomic_file::ScratchDirectory scratch_;
  etl::testing::Host host_;
};

TEST_F(JsonSourceTest, ReadsLines) {
  EXPECT_EQ(
      Read("{\"id\": 1, \"name\": \"Ann\"}\n{\"name\": \"B\\u00f6b\", \"x\": [1, {}], \"id\": 2}\n",
           people_)
          .text,
      "1|Ann\n2|Böb\n");
  EXPECT_EQ(
      Read("\xef\xbb\xbf\n \r\n{\"id\":1,\"name\":\"a\"}\r\n\n\t{\"id\":2,\"name\":\"b\"} \n \n"
           "{\"id\":3,\"name\":null}",
           people_)
          .text,
      "1|a\n2|b\n3|null\n");
  for (const char* nothing : {"", "\n", " \n\n ", "\xef\xbb\xbf"})
    EXPECT_EQ(Read(nothing, people_).count, 0);
}

TEST_F(JsonSourceTest, ReadsAList) {
  EXPECT_EQ(
      Read(" [{\"id\": 1, \"name\": \"]}\\\"\"}\n,{\"id\": 2, \"name\": \"b\"} ] \n", people_).text,
      "1|]}\"\n2|b\n");
  EXPECT_EQ(Read("[]", people_).count, 0);
  EXPECT_EQ(Read("\xef\xbb\xbf[ ]", people_).count, 0);
}

TEST_F(JsonSourceTest, ReadsAListWithinADocument) {
  const std::string options = people_ + ", records: /data/1/us~1ers";
  EXPECT_EQ(Read("{\"n\": {\"data\": []}, \"da\\u0074a\": [[7, \"[\"], {\"x\": {\"us/ers\": [1]}, "
                 "\"us/ers\": [{\"id\": 1, \"name\": \"a\"}], \"y\": [{}]}], \"data\": 5}",
                 options)
                .text,
            "1|a\n");
  EXPECT_EQ(Message("{\"data\": 1, \"x\": [{\"id\": 1}]}", options),
            "in.json: the document, an object, has no /data/1/us~1ers");
  EXPECT_THAT(Fails("{\"data\": 1, \"x\": 2}", options).hint, HasSubstr("fields are 'data', 'x'"));
  EXPECT_EQ(Message("{\"d\": {}}", people_ + ", records: /d"),
            "in.json: /d is no list of records but an object: '{}'");
  EXPECT_EQ(Message("{\"d\": [{\"id\": 1, \"name\": 2}]}", people_ + ", records: /d"),
            "in.json, record 1: /d/0/name: expected string, found an integer: 2");
}

TEST_F(JsonSourceTest, ChecksWhatStandsAroundTheList) {
  const std::string options = people_ + ", records: /d";
  for (const char* bad :
       {"{\"x\": tru, \"d\": []}", "{\"d\": [], \"x\": 01}", "{\"d\": []} x", "{\"d\": []",
        "{\"d\" []}", "{\"d\": [] \"x\": 1}", "{,\"d\": []}", "{\"d\": [],}"})
    EXPECT_THAT(Message(bad, options), HasSubstr("the document, without its records, is no valid"))
        << bad;
  EXPECT_THAT(Message("", options), HasSubstr("the document is empty"));
}

TEST_F(JsonSourceTest, SaysWhatIsWrongInALine) {
  const std::string good = "{\"id\": 1, \"name\": \"a\"}\n";
  EXPECT_EQ(Message(good + "\n{\"id\": \"x\", \"name\": \"b\"}\n" + good, people_),
            "in.json:3: /id: expected int, found text: 'x'");
  EXPECT_EQ(Message(good + "{\"id\": 2}", people_), "in.json:2: /name is missing");
  EXPECT_EQ(Message(good + "17\n", people_),
            "in.json:2: the record is no object but an integer: 17");
  EXPECT_EQ(Message(good + "[1]\n", people_),
            "in.json:2: the record is no object but a list: '[1]'");
  EXPECT_EQ(Message(good + "{\"id\": 2, \"id\": 3, \"name\": \"\"}", people_),
            "in.json:2: /id: stands twice in the record: 3");
  for (const char* bad :
       {"{\"id\": 1, \"name\": \"a\"} {\"id\": 1, \"name\": \"a\"}",
        "{\"id\": 1,\n\"name\": \"a\"}", "{\"id\": 1", "{\"id\": 01, \"name\": \"\"}",
        "{\"id\": 1, \"name\": \"\", \"x\": tru}", "{\"id\": 1, \"name\": \"\", \"x\": \"\\q\"}",
        "{\"id\": 1, \"name\": \"\xff\"}", "{\"id\": 1, \"name\": \"\", \"x\": 1e999}", "x",
        "{\"id\": 1, \"name\": \"\"},", "{\"id\": 1, \"name\": \"\", \"x\": 123456789012345678901}",
        "{\"id\": 1, \"name\": \"\x01\"}", "\"", "{\"id\": 1}}",
        "{\"id\": 1, \"name\": \"a\"}\r{\"id\": 1, \"name\": \"a\"}"})
    EXPECT_THAT(Message(good + "\n" + bad + "\n" + good, people_),
                ::testing::StartsWith("in.json:3: the record is no valid JSON: "))
        << bad;
}

TEST_F(JsonSourceTest, SaysWhatIsWrongInAList) {
  const std::string good = "[{\"id\": 1, \"name\": \"a\"}";
  EXPECT_EQ(Message(good + ",{\"id\": true, \"name\": \"b\"}]", people_),
            "in.json, record 2: /1/id: expected int, found a boolean: true");
  EXPECT_EQ(Message(good + ", 7]", people_),
            "in.json, record 2: /1 is no object but an integer: 7");
  EXPECT_EQ(Message(good + " {}]", people_),
            "in.json, record 2: a comma or the end of the list is missing before '{'");
  EXPECT_EQ(Message(good + ", ]", people_), "in.json, record 2: a record is missing before ']'");
  EXPECT_EQ(Message(good + ",,{}]", people_), "in.json, record 2: a record is missing before ','");
  EXPECT_EQ(Message(good, people_), "in.json, record 1: the file ends within the list of records");
  EXPECT_EQ(Message(good + ", {\"id\": \"]", people_),
            "in.json, record 2: the file ends within a record");
  for (const char* bad : {"{\"id\": 1]}", "{\"id\" 1}", "tru", "}", "\"a\tb\"", "-", "{]"})
    EXPECT_THAT(Message(good + "," + bad + ", {}]", people_),
                HasSubstr("in.json, record 2: the record is no valid JSON"))
        << bad;
  EXPECT_THAT(Message(good + "] [", people_),
              HasSubstr("the document, without its records, is no"));
  EXPECT_THAT(Message("{\"id\": 1}", people_ + ", format: array"),
              HasSubstr("is no list of records but an object"));
}

TEST_F(JsonSourceTest, FindsColumnsInTheFirstRecords) {
  const Rows rows = Read(
      "{\"b\": true, \"i\": 1, \"d\": 1, \"s\": \"2020-01-01\", \"o\": {\"x\" : 1}, \"m\": 1}\n"
      "{\"i\": null, \"l\": [], \"d\": 1.5, \"u\": 18446744073709551615, \"n\": null, \"m\": "
      "\"a\"}\n",
      "");
  EXPECT_THAT(rows.schema.names(), ElementsAre("b", "i", "d", "s", "o", "m", "l", "u", "n"));
  std::string types;
  for (const Field& field : rows.schema)
    types += (field.sql_type.empty() ? ToString(field.type) : field.sql_type) + " ";
  EXPECT_EQ(types, "bool bigint double string json json json ubigint json ");
  EXPECT_EQ(rows.text,
            "true|1|1|2020-01-01|{\"x\":1}|1|null|null|null\n"
            "null|null|1.5|null|null|\"a\"|[]|18446744073709551615|null\n");
  EXPECT_EQ(Message("{\"a\": 1}\n{\"a\": 1, \"b\": 2}\n", "sample: 1"),
            "in.json:2: /b is no column: the sample that the columns were found in lacks it");
  Scan scan;
  scan.columns = std::vector<std::string>{"b"};
  EXPECT_EQ(
      Read("{\"a\": 1, \"b\": 1}\n{\"a\": \"x\", \"b\": 2, \"c\": 3}\n", "sample: 1", scan).text,
      "1\n2\n");
  EXPECT_EQ(Message("{\"a\": 1}\n{\"a\": \"x\"}\n", "sample: 1"),
            "in.json:2: /a: expected bigint, found text: 'x'");
  EXPECT_THAT(Fails("", "").what(), HasSubstr("nothing says what its columns are"));
  EXPECT_EQ(Message("{\"a\\u0000b\": 1}\n", ""),
            "in.json:1: a field's name holds a NUL, and a column's cannot: 'a\\x00b'");
  EXPECT_THAT(Message("{\"a\": 1}\n{", ""), HasSubstr("in.json:2: the record is no valid JSON"));
}

TEST_F(JsonSourceTest, BuildsOnlyTheColumnsThatAreWanted) {
  const std::string text = "{\"name\": \"a\", \"id\": 1}\n";
  Scan scan;
  scan.columns = std::vector<std::string>{"name"};
  scratch_.Put("in.json", text);
  const auto offer = etl::testing::MakeOffer<JsonSource>(host_, Options(people_), scan);
  EXPECT_TRUE(offer.columns);
  EXPECT_THAT(offer.schema->names(), ElementsAre("name"));
  EXPECT_EQ(etl::testing::ReadSource<JsonSource>(host_, Options(people_), offer.accepted).text,
            "a\n");
  EXPECT_THROW(Read("{\"name\": \"a\", \"id\": \"x\"}\n", people_, scan), Failure);
}

TEST_F(JsonSourceTest, ReadsManyFilesCompressedOnesToo) {
  scratch_.Put("a1.json", "{\"id\": 1, \"name\": \"a\"}");
  scratch_.Put("a2.json.gz", compression::Gzipped("{\"id\": 2, \"name\": \"b\"}\n"));
  scratch_.Put("a3.json.zst", compression::Zstandard("{\"id\": 3, \"name\": \"c\"}\n{}\n"));
  try {
    etl::testing::ReadSource<JsonSource>(host_, Options(people_, "a*"));
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.position, Path("a3.json.zst:2"));
  }
  scratch_.Put("a3.json.zst", compression::Zstandard("{\"id\": 3, \"name\": \"c\"}\n"));
  const std::string all = "1|a\n2|b\n3|c\n";
  EXPECT_EQ(etl::testing::ReadSource<JsonSource>(host_, Options(people_, "a*")).text, all);
  EXPECT_EQ(etl::testing::ReadSource<JsonSource>(host_, Options("", "a*")).text, all);
  EXPECT_EQ(etl::testing::ReadSplits<JsonSource>(host_, Options(people_, "a*"), {0, 1, 2}).text,
            all);
}

TEST_F(JsonSourceTest, RefusesRecordsThatAreTooLong) {
  const std::string line = "{\"id\": 1, \"name\": \"" + std::string(500'000, 'x') + "\"}";
  EXPECT_EQ(Read(line + "\n" + line, people_).count, 2);
  EXPECT_EQ(Read("[" + line + "," + line + "]", people_).count, 2);
  EXPECT_EQ(Message("\n" + line, people_ + ", max_record: 400000"),
            "in.json:2: the record that begins here is longer than 400000 bytes");
  EXPECT_EQ(Message("[" + line + "]", people_ + ", max_record: 400000"),
            "in.json, record 1: the record that begins here is longer than 400000 bytes");
  host_.memory_left = 100'000;
  EXPECT_EQ(Fails(line, people_).status, ETL_ENVIRONMENT_ERROR);
}

TEST_F(JsonSourceTest, RefusesOptionsThatCannotWork) {
  for (const char* options :
       {"records: users", "records: /users, format: lines", "sample: 0", "max_record: 10",
        "schema: {a: binary}", "schema: {a: {type: int, path: b}}", "schema: {a: int, a: int}"}) {
    EXPECT_EQ(Fails("", options).status, ETL_CONFIG_ERROR) << options;
    EXPECT_THROW(etl::testing::Describe<JsonSource>(host_, Options(options)), Failure) << options;
  }
}

// The rows that ranges of so many bytes give one after the other, or the first failure.
std::string ReadRanges(etl::testing::Host& host, const std::vector<file_input::InputFile>& files,
                       std::int64_t bytes, std::size_t block_bytes) {
  Context context(host.get());
  const file_input::SplitPlan plan(files, bytes);
  DeclaredSchema declared;
  declared.entries.resize(2);
  declared.entries[0].field = {"id", Int32()};
  declared.entries[1].field = {"name", Utf8()};
  json_records::RecordReader reader(declared, std::nullopt);
  RecordBatchBuilder batch(reader.schema());
  LineRecords records(std::make_unique<TextWindow>(context, plan.files()[0], 1 << 20, block_bytes,
                                                   file_input::Metered::kNo));
  try {
    for (std::int64_t i = 0; i < plan.count(); ++i) {
      records.Open(plan.split(i));
      for (simdjson::dom::element record; records.Next(record);)
        reader.Append(record, {"", "", -1, -1}, batch);
    }
  } catch (const DataError& error) {
    return records.place() + ": " + error.what();
  }
  Rows rows;
  rows.Add(batch.Finish());
  return rows.text;
}

// However a file is cut: the same rows, or the same error.
TEST_F(JsonSourceTest, EverySplitGivesTheSame) {
  std::mt19937 random(11);
  for (int round = 0; round < 60; ++round) {
    std::string text;
    const bool broken = round % 3 == 0;
    const int lines = 1 + static_cast<int>(random() % 40);
    for (int i = 0; i < lines; ++i) {
      const std::string padding(random() % 60, ' ');
      if (random() % 8 == 0) text += padding + "\n";
      text += "{\"id\": " + std::to_string(i) + "," + padding + "\"name\": \"" +
              std::string(random() % 50, 'n') + "\"}" + (random() % 4 ? "" : " \r") + "\n";
      if (broken && i == lines / 2) text += round % 2 ? "{\"id\": tru}\n" : "{\"id\": 1}\n";
    }
    if (random() % 2) text.pop_back();
    scratch_.Put("in.json", text);
    const auto file = file_input::FindFiles({{Path("in.json")}, {}}, "auto");
    std::string whole;
    try {
      whole = etl::testing::ReadSource<JsonSource>(host_, Options(people_)).text;
    } catch (const Failure& failure) {
      whole = failure.position + ": " + failure.what();
    }
    EXPECT_EQ(whole.find("in.json:") != std::string::npos, broken);
    for (const std::int64_t bytes : {1, 2, 7, 40, 100, 1000})
      for (const std::size_t block : {64, 300})
        EXPECT_EQ(ReadRanges(host_, file, bytes, block), whole)
            << "parts of " << bytes << " bytes of\n"
            << text;
  }
}

}  // namespace
}  // namespace etl::json
