// SPDX-License-Identifier: Apache-2.0
#include "plugins/csv/csv_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <random>

#include "etl/testing/harness.h"
#include "plugins/shared/atomic_file/scratch_directory.h"
#include "plugins/shared/compression/pack.h"

namespace etl::csv {
namespace {

using etl::testing::Failure;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class CsvSourceTest : public ::testing::Test {
 protected:
  std::string Options(const std::string& name, const std::string& more = "") const {
    return "{path: \"" + (scratch_ / name).string() + "\"" + (more.empty() ? "" : ", ") + more +
           "}";
  }
  std::string Read(const std::string& text, const std::string& more = "") {
    scratch_.Put("a.csv", text);
    return etl::testing::ReadSource<CsvSource>(host_, Options("a.csv", more)).text;
  }
  std::string Types(const std::string& text, const std::string& more = "") {
    scratch_.Put("a.csv", text);
    std::string types;
    const auto offered = etl::testing::MakeOffer<CsvSource>(host_, Options("a.csv", more), {});
    for (const Field& field : *offered.schema)
      types += field.name + " " + ToString(field.type) + "\n";
    return types;
  }
  Failure FailureOf(const std::string& text, const std::string& more = "") {
    try {
      Read(text, more);
    } catch (const Failure& failure) {
      Failure shown = failure;
      shown.position = shown.position.substr(shown.position.rfind('/') + 1);
      return shown;
    }
    return {ETL_OK, "no failure"};
  }

  atomic_file::ScratchDirectory scratch_;
  etl::testing::Host host_;
};

// 20 seconds, if each column were looked for among all.
TEST_F(CsvSourceTest, ManyColumnsAreFoundAtOnce) {
  constexpr int kColumns = 50'000;
  std::string names, values;
  for (int i = 0; i < kColumns; ++i) {
    names += Format("{}c{}", i == 0 ? "" : ",", i);
    values += Format("{}{}", i == 0 ? "" : ",", i);
  }
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_THAT(Read(names + "\n" + values + "\n"), HasSubstr("|49998|49999\n"));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST_F(CsvSourceTest, FindsNamesAndTypes) {
  const std::string text =
      "b,i,f,d,t,z,s,n\n"
      "true,-1,1.5,2024-02-29,2024-02-29 01:02:03,2024-02-29T01:02:03Z,007,\n"
      "False,\"9223372036854775807\",-2,0001-01-01,2024-02-29T01:02:03.5,2024-02-29T01:02:03+01:00,"
      "x,\n"
      ",,,,,,,\n";
  EXPECT_EQ(Types(text),
            "b bool\ni bigint\nf double\nd date\nt timestamp\nz timestamptz\ns string\nn string\n");
  EXPECT_EQ(Read(text),
            "true|-1|1.5|2024-02-29|2024-02-29T01:02:03|2024-02-29T01:02:03Z|007|null\n"
            "false|9223372036854775807|-2|0001-01-01|2024-02-29T01:02:03.500000|"
            "2024-02-29T00:02:03Z|x|null\n"
            "null|null|null|null|null|null|null|null\n");
}

TEST_F(CsvSourceTest, WhatWouldNotReadBackIsAString) {
  for (const char* value : {"007", "+1", "NaN", "1e", "9223372036854775808", "00.5", "2024-02-30",
                            "\"\"", " 1", "-", ".", "1,5", "yes"})
    EXPECT_EQ(Types(std::string("a;b\n") + value + ";1\n", "delimiter: ;"), "a string\nb bigint\n")
        << value;
  EXPECT_EQ(Types("a\n1\n2.5\n"), "a double\n");
  EXPECT_EQ(Types("a\n1e3\n-0.5\n"), "a double\n");
  EXPECT_EQ(Types("a\n1\ntrue\n"), "a string\n");
}

TEST_F(CsvSourceTest, ReadsEveryDeclaredType) {
  EXPECT_EQ(Read("c,a,b,x,u,d\n1.50,true,12,AP8=,18446744073709551615,-1:00:00\n",
                 "schema: {a: bool, b: int, c: \"decimal(10,3)\", x: binary, u: ubigint, d: time}"),
            std::string("true|12|1.500|0x00ff|18446744073709551615|-01:00:00\n"));
}

TEST_F(CsvSourceTest, NullIsNothingAndTheEmptyTextIsQuoted) {
  const std::string text = "a,b\n,\"\"\nNA,\"NA\"\n";
  EXPECT_EQ(Read(text), "null|\nNA|NA\n");
  EXPECT_EQ(Read(text, "nulls: [NA]"), "|\nnull|NA\n");
  EXPECT_EQ(Read(text, "nulls: [NA, \"\"]"), "null|\nnull|NA\n");
  EXPECT_EQ(Read("a\n-1\n2\n", "nulls: [\"-1\"], schema: {a: int}"), "null\n2\n");
}

TEST_F(CsvSourceTest, KnowsOtherWaysToWrite) {
  EXPECT_EQ(Read("a\tb\n1\tx\"y\n", "delimiter: \"\\\\t\", quote: none"), "1|x\"y\n");
  EXPECT_EQ(Read("1|'it''s'\n", "delimiter: \"|\", quote: \"'\", header: false"), "1|it's\n");
  EXPECT_EQ(Read("title\n\n# c\nid\n1\n#2\n", "skip: 2, comment: #"), "1\n");
  EXPECT_EQ(Read("\xef\xbb\xbfid\r\n1\r\n"), "1\n");
  EXPECT_EQ(Types("1,x\n", "header: false"), "column_1 bigint\ncolumn_2 string\n");
  EXPECT_EQ(Types(",x\n1,2\n"), "column_1 bigint\nx bigint\n");
  EXPECT_EQ(Read("1,x\n", "header: false, schema: {a: string, b: string}"), "1|x\n");
}

TEST_F(CsvSourceTest, FindsDeclaredColumnsByName) {
  EXPECT_EQ(Read("x,b,a\n9,2,1\n", "schema: {a: int, b: int}"), "1|2\n");
  EXPECT_EQ(Read("x\n9\n", "schema: {a: {type: int, optional: true}, x: int}"), "null|9\n");
  const Failure failure = FailureOf("id,nmae\n1,x\n", "schema: {id: int, name: string}");
  EXPECT_EQ(failure.status, ETL_CONFIG_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("a.csv has no column 'name'"));
  EXPECT_EQ(failure.hint, "did you mean 'nmae'? it has: id, nmae");
  EXPECT_THAT(FailureOf("a,a\n1,2\n").what(), HasSubstr("has two columns 'a'"));
  EXPECT_THAT(FailureOf("").what(), HasSubstr("is empty: not even a header is there"));
}

TEST_F(CsvSourceTest, ReadsOnlyWantedColumns) {
  scratch_.Put("a.csv", "a,b,c\n1,x,2\n3,4,5\n");
  Scan wanted;
  wanted.columns = {"c", "a"};
  const auto offered = etl::testing::MakeOffer<CsvSource>(host_, Options("a.csv"), wanted);
  EXPECT_TRUE(offered.columns);
  EXPECT_THAT(offered.schema->names(), ElementsAre("c", "a"));
  const std::string options = Options("a.csv", "schema: {a: int, b: int, c: int}");
  EXPECT_EQ(etl::testing::ReadSource<CsvSource>(host_, options, offered.accepted).text,
            "2|1\n5|3\n");
  // A batch of no columns has no rows.
  wanted.columns.emplace();
  EXPECT_FALSE(etl::testing::MakeOffer<CsvSource>(host_, Options("a.csv"), wanted).columns);
}

// Parts of a file that has grown would not be the parts that were offered.
TEST_F(CsvSourceTest, AFileThatGrowsBetweenOfferAndReadIsAnError) {
  scratch_.Put("a.csv", "a\n1\n");
  const auto offered = etl::testing::MakeOffer<CsvSource>(host_, Options("a.csv"), {});
  scratch_.Put("a.csv", "a\n1\n2\n");
  try {
    etl::testing::ReadSource<CsvSource>(host_, Options("a.csv"), offered.accepted);
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
    EXPECT_THAT(failure.what(), HasSubstr("changed since the run was planned"));
  }
}

TEST_F(CsvSourceTest, NamesPlaceColumnAndValueOfWhatDoesNotFit) {
  Failure failure = FailureOf("id,n\n1,\"\n\"\n2,x\nz,x\n", "sample: 1");
  EXPECT_EQ(failure.status, ETL_DATA_ERROR);
  EXPECT_STREQ(failure.what(), "'z' is no bigint");
  EXPECT_EQ(failure.position, "a.csv:5");
  EXPECT_EQ(failure.column, "id");
  EXPECT_THAT(failure.hint, HasSubstr("found in the first 1 rows"));
  // The first row, not the first column.
  failure = FailureOf("a,b\n1,2\n3,x\ny,4\n", "schema: {a: int, b: int}");
  EXPECT_EQ(failure.position, "a.csv:3");
  EXPECT_EQ(failure.column, "b");
  EXPECT_STREQ(FailureOf("a\n\"\"\n", "schema: {a: int}").what(), "'' is no int");
  EXPECT_STREQ(FailureOf("a\n2147483648\n", "schema: {a: int}").what(), "'2147483648' is no int");
  EXPECT_STREQ(FailureOf("a\n1.25\n", "schema: {a: \"decimal(3,1)\"}").what(),
               "'1.25' is no decimal(3,1)");
  EXPECT_STREQ(FailureOf("a\n\xff\n", "schema: {a: int}").what(), "'?' is no int");
  failure = FailureOf("a,b\nä,1\né\xff,2\n");
  EXPECT_STREQ(failure.what(), "text that is not UTF-8: '\?\?\?'");
  EXPECT_EQ(failure.position, "a.csv:3");
  EXPECT_EQ(Read("a,b\n\xff,ä\n", "schema: {b: string}"), "ä\n");
}

TEST_F(CsvSourceTest, RefusesOptionsThatMakeNoSense) {
  for (const char* options :
       {"delimiter: ab", "delimiter: \"\"", "quote: \",\"", "skip: -1", "sample: 0", "quote: é",
        "comment: \"\\\"\"", "schema: {a: {type: int, path: /x}}"})
    EXPECT_EQ(FailureOf("a\n1\n", options).status, ETL_CONFIG_ERROR) << options;
  EXPECT_THROW(etl::testing::Describe<CsvSource>(host_, "{path: \"-\"}"), Failure);
  EXPECT_EQ(
      etl::testing::Describe<CsvSource>(host_, "{path: \"-\", schema: {a: int}}").schema->size(),
      1);
}

TEST_F(CsvSourceTest, ReadsSeveralFilesWhateverTheOrderOfTheirColumns) {
  scratch_.Put("p1.csv", "a,b\n1,x\n");
  scratch_.Put("p2.csv.gz", compression::Gzipped("b,a\ny,2\n"));
  scratch_.Put("p3.csv", "a,b\n");
  scratch_.Put("p4.csv.zst", compression::Zstandard("a,b\n3,\n"));
  EXPECT_EQ(etl::testing::ReadSource<CsvSource>(host_, Options("p*")).text, "1|x\n2|y\n3|null\n");
  EXPECT_EQ(host_.metrics["files"], 4);
  scratch_.Put("p5.csv", "a,c,b\n1,2,3\n");
  EXPECT_THROW(etl::testing::ReadSource<CsvSource>(host_, Options("p*")), Failure);
  EXPECT_EQ(etl::testing::ReadSource<CsvSource>(host_, Options("p*", "schema: {a: int}")).count, 4);
}

// Quoted fields full of line breaks and delimiters, one of them longer than a part.
std::string Awkward(std::vector<std::string>* lines) {
  std::mt19937 random(29);
  std::string text = "id,text,number\n";
  std::int64_t line = 2;
  for (int id = 0; text.size() < 1'500'000; ++id) {
    lines->push_back("a.csv:" + std::to_string(line));
    std::string field;
    const unsigned size = id == 9'000 ? 400'000 : random() % 60;
    for (unsigned left = size; left > 0; --left) field += "ab,\n\"\" x"[random() % 8];
    for (const char c : field) line += c == '\n';
    std::string quoted;
    for (const char c : field) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    text +=
        std::to_string(id) + ",\"" + quoted + "\"," + std::to_string(random() % 100'000) + ".25\n";
    ++line;
  }
  return text;
}

TEST_F(CsvSourceTest, PartsOfAFileGiveWhatTheWholeGives) {
  std::vector<std::string> lines;
  scratch_.Put("a.csv", Awkward(&lines));
  const std::string options = Options("a.csv");
  const std::string whole = etl::testing::ReadSource<CsvSource>(host_, options).text;
  host_.get()->batch_bytes = 1000;
  for (std::int64_t rows : {1, 7, 1000, 100'000}) {
    host_.set_batch_rows(rows);
    ASSERT_EQ(etl::testing::ReadSource<CsvSource>(host_, options).text, whole);
    const auto count = etl::testing::MakeOffer<CsvSource>(host_, options, {}).splits;
    ASSERT_GE(count, 4);
    std::vector<std::int64_t> all, odd;
    std::string even_and_odd;
    for (std::int64_t i = 0; i < count; ++i) {
      all.push_back(i);
      even_and_odd += etl::testing::ReadSplits<CsvSource>(host_, options, {i}).text;
    }
    ASSERT_EQ(etl::testing::ReadSplits<CsvSource>(host_, options, all).text, whole);
    ASSERT_EQ(even_and_odd, whole);
    const auto some = etl::testing::ReadSplits<CsvSource>(host_, options, {0, 2, count - 1});
    EXPECT_EQ(some.text, etl::testing::ReadSplits<CsvSource>(host_, options, {0}).text +
                             etl::testing::ReadSplits<CsvSource>(host_, options, {2}).text +
                             etl::testing::ReadSplits<CsvSource>(host_, options, {count - 1}).text);
  }
}

TEST_F(CsvSourceTest, KnowsTheLineOfEveryRow) {
  std::vector<std::string> lines;
  const std::string text = Awkward(&lines);
  for (const std::string& bytes : {text, compression::Gzipped(text)}) {
    scratch_.Put("a.csv", bytes);
    SourceOptions read;
    read.path.value = {(scratch_ / "a.csv").string()};
    CsvSource source(read, {});
    Context context(host_.get());
    RecordBatchBuilder batch(source.Open(context), context.batch_limits());
    while (source.Read(batch) == ReadStatus::kMore) batch.Finish();
    for (std::size_t row : {std::size_t{0}, std::size_t{77}, std::size_t{8'999}, std::size_t{9'001},
                            lines.size() - 1}) {
      const std::string place = source.Locate(static_cast<std::int64_t>(row));
      EXPECT_EQ(place.substr(place.rfind('/') + 1), lines[row]);
    }
    EXPECT_EQ(source.Locate(static_cast<std::int64_t>(lines.size())), "");
  }
}

// A quote that is none turns all others round: the parts behind it must not be blamed.
TEST_F(CsvSourceTest, TheFirstFaultIsReportedByEveryPart) {
  std::vector<std::string> lines;
  std::string text = Awkward(&lines);
  text.insert(text.find("\n5,") + 2, "\"");
  scratch_.Put("a.csv", text);
  host_.get()->batch_bytes = 1000;
  for (std::int64_t split : {0, 1, 3}) {
    try {
      etl::testing::ReadSplits<CsvSource>(host_, Options("a.csv"), {split});
      ADD_FAILURE() << "part " << split;
    } catch (const Failure& failure) {
      EXPECT_THAT(failure.what(), HasSubstr("a quote inside of a field")) << split;
      EXPECT_THAT(failure.position, HasSubstr(lines[5] + ":")) << split;
    }
  }
}

TEST_F(CsvSourceTest, StopsWhenTheRunDoes) {
  scratch_.Put("a.csv", "a\n1\n");
  host_.cancelled = true;
  EXPECT_EQ(FailureOf("a\n1\n").status, ETL_CANCELLED);
}

}  // namespace
}  // namespace etl::csv
