// SPDX-License-Identifier: Apache-2.0
#include "plugins/generate/generate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>

#include "etl/testing/harness.h"

namespace etl::generate {
namespace {

using etl::testing::Describe;
using etl::testing::Failure;
using etl::testing::Host;
using etl::testing::MakeOffer;
using etl::testing::ReadSource;
using etl::testing::ReadSplits;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string Columns(const std::string& rows, const std::string& columns) {
  return "{rows: " + rows + ", columns: {" + columns + "}}";
}

std::vector<std::string> Values(const std::string& rows, const std::string& spec) {
  Host host;
  std::istringstream lines(
      ReadSource<GenerateSource>(host, Columns(rows, "a: \"" + spec + "\"")).text);
  std::vector<std::string> values;
  for (std::string line; std::getline(lines, line);) values.push_back(line);
  return values;
}

std::string Problem(const std::string& spec, const std::string& rows = "10") {
  Host host;
  try {
    Describe<GenerateSource>(host, Columns(rows, "a: \"" + spec + "\""));
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.status, ETL_CONFIG_ERROR);
    return std::to_string(failure.caret) + " " + failure.what();
  }
  return "none";
}

constexpr const char* kAll =
    "id: \"sequence(1)\", down: \"sequence(10, -3)\", i: \"int(-5, 5)\", b: \"bigint(0, "
    "9223372036854775806)\", "
    "d: \"decimal(10, 2, 0.50, 99.90)\", x: \"double(-1, 1)\", yes: \"bool(0.25)\", day: "
    "\"date(2024-02-28, 2024-03-01)\", "
    "at: \"timestamp(2024-01-01, 2024-01-02T12:00:00)\", z: \"timestamp(2024-01-01T00:00:00Z, "
    "2024-01-02T00:00:00Z)\", "
    "c: \"choice(cat*5, 'guinea pig'*2, 'a, b')\", w: \"word()\", ws: \"words(1, 3)\", t: "
    "\"text(0, 4)\", h: \"hex(20) unique\", "
    "who: \"name()\", r: \"ref(1, 20) skewed\", n: \"int(1, 2) null 50%\", f: \"format('{}-{}: "
    "{\\\"n\\\":{}}', id, c, d)\", "
    "g: \"format('{}', n)\"";

TEST(Generate, GivesEachTypeItsSchema) {
  Host host;
  const auto plan = Describe<GenerateSource>(host, Columns("3", kAll));
  std::string types;
  for (const Field& field : *plan.schema)
    types += field.name + " " + ToString(field.type) + (field.nullable ? "?" : "") +
             (field.max_chars ? "/" + std::to_string(field.max_chars) : "") + ", ";
  EXPECT_EQ(types,
            "id bigint, down bigint, i int, b bigint, d decimal(10,2), x double, yes bool, day "
            "date, at timestamp, "
            "z timestamptz, c string/10, w string/8, ws string/27, t string/4, h string/20, who "
            "string/19, r bigint, "
            "n int?, f string?, g string?, ");
}

// What a seed means is for ever: files made with it may be anywhere.
TEST(Generate, MakesTheSameRowsForEver) {
  Host host;
  EXPECT_EQ(
      ReadSource<GenerateSource>(host, Columns("3", kAll)).text,
      R"(1|10|2|1842540196946045577|55.72|-0.7360979216831458|false|2024-02-28|2024-01-02T11:53:49|2024-01-01T06:25:53Z|a, b|forest|sand stable|h|a32e56353703af011606|Lin Wagner|3|1|1-a, b: {"n":55.72}|1
2|7|-2|8499804755685002174|35.34|-0.11421630907121316|false|2024-02-28|2024-01-01T22:19:03|2024-01-01T21:38:23Z|guinea pig|sunset|brush ocean|yfpq|ccbeac2e1a49ccc61e1a|Cecilia Patel|1|null|2-guinea pig: {"n":35.34}|null
3|4|-2|99410597952880236|56.30|0.1257261782859771|false|2024-03-01|2024-01-01T09:33:13|2024-01-01T21:05:01Z|cat|zebra|brick south|qbz|c84d2b618b2ac235e915|Luis Zhang|1|null|3-cat: {"n":56.30}|null
)");
}

TEST(Generate, SplitsAreTheSameRows) {
  Host host;
  host.set_batch_rows(1000);
  const std::string options = Columns("70000", kAll);
  const auto offer = MakeOffer<GenerateSource>(host, options, {});
  EXPECT_EQ(offer.splits, 2);
  EXPECT_EQ(offer.estimate, 70'000);
  const auto whole = ReadSource<GenerateSource>(host, options);
  EXPECT_EQ(whole.count, 70'000);
  EXPECT_TRUE(whole.text == ReadSplits<GenerateSource>(host, options, {0, 1}).text);
  EXPECT_EQ(ReadSplits<GenerateSource>(host, Columns("65537", "id: sequence"), {1}).text,
            "65537\n");
}

TEST(Generate, TableOfNoRows) {
  Host host;
  EXPECT_EQ(ReadSource<GenerateSource>(host, Columns("0", kAll)).text, "");
  EXPECT_EQ(MakeOffer<GenerateSource>(host, Columns("0", kAll), {}).splits, 1);
}

TEST(Generate, KeepsWithinItsBatch) {
  Host host;
  host.set_batch_rows(7);
  const auto rows = ReadSource<GenerateSource>(host, Columns("20", "id: \"sequence(5, 5)\""));
  EXPECT_EQ(rows.batches.size(), 3u);
  EXPECT_EQ(rows.batches[0].num_rows(), 7);
}

TEST(Generate, OffersColumnsAndTheOrderOfASequence) {
  Host host;
  const std::string options =
      Columns("3", "id: \"sequence(7)\", down: \"sequence(7, -1)\", w: word()");
  Scan wanted;
  wanted.columns = {"w", "down"};
  wanted.order = {{"down", true}, {"w"}};
  const auto offer = MakeOffer<GenerateSource>(host, options, wanted);
  EXPECT_THAT(offer.schema->names(), ElementsAre("w", "down"));
  EXPECT_EQ(offer.order, 2u);
  EXPECT_TRUE(offer.tie);
  EXPECT_EQ(offer.explain, "3 rows of seed 1");
  const auto rows = ReadSource<GenerateSource>(host, options, offer.accepted);
  EXPECT_THAT(rows.schema.names(), ElementsAre("w", "down"));
  EXPECT_THAT(rows.text, HasSubstr("|5\n"));
  wanted.order = {{"down"}};
  EXPECT_EQ(MakeOffer<GenerateSource>(host, options, wanted).order, 0u);
  wanted.order = {{"w"}};
  EXPECT_EQ(MakeOffer<GenerateSource>(host, options, wanted).order, 0u);
}

TEST(Generate, SeedsAndNamesMakeOtherValues) {
  Host host;
  const auto text = [&](const std::string& options) {
    return ReadSource<GenerateSource>(host, options).text;
  };
  const std::string one = text("{rows: 50, seed: 1, columns: {a: \"int(1, 1000000)\"}}");
  EXPECT_EQ(one, text("{rows: 50, columns: {a: \"int(1, 1000000)\"}}"));
  EXPECT_NE(one, text("{rows: 50, seed: 2, columns: {a: \"int(1, 1000000)\"}}"));
  EXPECT_NE(one, text("{rows: 50, columns: {b: \"int(1, 1000000)\"}}"));
  // More rows, or another column, change nothing of what was there.
  EXPECT_TRUE(text("{rows: 51, columns: {a: \"int(1, 1000000)\"}}").starts_with(one));
}

TEST(Generate, UniqueValuesAreAllDifferent) {
  for (const char* spec :
       {"int(1, 2000) unique", "decimal(9, 1, -100.0, 99.9) unique", "ref(5, 3000) unique",
        "date(2000-01-01, 2010-01-01) unique", "timestamp(2000-01-01, 2010-01-01) unique",
        "hex(4) unique", "hex(40) unique"}) {
    const auto values = Values("2000", spec);
    EXPECT_EQ(std::set<std::string>(values.begin(), values.end()).size(), 2000u) << spec;
    EXPECT_FALSE(std::is_sorted(values.begin(), values.end())) << spec;
  }
  EXPECT_EQ(Problem("int(1, 9) unique"),
            "0 column `a`: 10 rows cannot be unique with 9 different values");
  EXPECT_EQ(Problem("hex(1) unique", "17"),
            "0 column `a`: 17 rows cannot be unique with 16 different values");
}

TEST(Generate, SharesAreAboutAsAsked) {
  std::map<std::string, int> seen;
  for (const std::string& value : Values("10000", "choice(a*7, 'b'*2, c, d*0) null 20%"))
    ++seen[value];
  EXPECT_NEAR(seen["a"], 5600, 200);
  EXPECT_NEAR(seen["b"], 1600, 150);
  EXPECT_NEAR(seen["c"], 800, 100);
  EXPECT_NEAR(seen["null"], 2000, 150);
  EXPECT_EQ(seen.size(), 4u);
  seen.clear();
  for (const std::string& value : Values("10000", "bool(0.1)")) ++seen[value];
  EXPECT_NEAR(seen["true"], 1000, 120);
  // Of what is skewed, half lies in the first eighth.
  int low = 0;
  for (const std::string& value : Values("10000", "ref(1, 800) skewed"))
    low += std::stoi(value) <= 100;
  EXPECT_NEAR(low, 5000, 200);
}

TEST(Generate, ValuesStayWithinTheirEnds) {
  std::set<std::string> seen;
  for (const std::string& value : Values("500", "int(-2147483648, -2147483646)"))
    seen.insert(value);
  EXPECT_THAT(seen, ElementsAre("-2147483646", "-2147483647", "-2147483648"));
  seen.clear();
  for (const std::string& value : Values("500", "date(2024-02-28, 2024-03-01)")) seen.insert(value);
  EXPECT_THAT(seen, ElementsAre("2024-02-28", "2024-02-29", "2024-03-01"));
  EXPECT_THAT(Values("2", "int(7, 7)"), ElementsAre("7", "7"));
  EXPECT_THAT(Values("2", "text(0)"), ElementsAre("", ""));
  EXPECT_THAT(Values("3", "sequence(9223372036854775805)"),
              ElementsAre("9223372036854775805", "9223372036854775806", "9223372036854775807"));
}

TEST(Generate, SaysWhatIsWrong) {
  const std::string column = "column `a`: ";
  EXPECT_EQ(Problem("sequenc(1)"),
            "0 " + column + "there is no generator `sequenc`; did you mean `sequence`?");
  EXPECT_THAT(Problem("qqqqqqq(1)"), HasSubstr("there are sequence, ref, int, "));
  EXPECT_EQ(Problem("int(1)"), "0 " + column + "1 argument, where int(min, max) is the form");
  EXPECT_EQ(Problem("int(1, x)"), "7 " + column + "'x' is no whole number");
  EXPECT_EQ(Problem("int(1, 3000000000)"),
            "7 " + column + "3000000000 is not between -2147483648 and 2147483647");
  EXPECT_EQ(Problem("int(5, 1)"), "7 " + column + "'1' is less than 5");
  EXPECT_EQ(Problem("bigint(-9223372036854775808, 9223372036854775807)"),
            "29 " + column + "the range holds more than 2^63 values");
  EXPECT_EQ(Problem("sequence(9223372036854775807)"),
            "0 " + column +
                "10 values from 9223372036854775807 in steps of 1 are more than a bigint holds");
  EXPECT_EQ(Problem("sequence(1, 0)"), "12 " + column + "a sequence does not stand still");
  EXPECT_EQ(Problem("sequence(1) null 5%"), "0 " + column + "values of sequence cannot be null");
  EXPECT_EQ(Problem("decimal(4, 2, 0, 1.234)"), "17 " + column + "'1.234' is no decimal(4,2)");
  EXPECT_EQ(Problem("date(2023-02-29, 2024-01-01)"),
            "5 " + column + "'2023-02-29' is no date, such as 2024-02-29");
  EXPECT_EQ(Problem("timestamp(2023-02-20T00:00:00Z, 2024-01-01)"),
            "32 " + column + "one of the two has a zone, the other has none");
  EXPECT_EQ(Problem("bool(2)"), "5 " + column + "2 is not between 0 and 1");
  EXPECT_EQ(Problem("choice(a*x)"),
            "7 " + column +
                "'*x' is no weight; write for example cat*5, and quote a text that holds a *");
  EXPECT_EQ(Problem("choice(a*0)"), "0 " + column + "all weights are 0");
  EXPECT_EQ(Problem("word() unique"), "0 " + column + "values of word cannot be made unique");
  EXPECT_EQ(Problem("word() skewed"), "0 " + column + "values of word cannot be skewed");
  EXPECT_EQ(Problem("int(1, 90) unique skewed"), "0 " + column + "what is unique cannot be skewed");
  EXPECT_EQ(Problem("word() null 5"),
            "12 " + column + "'5' is no share of nulls; write for example `null 5%`");
  EXPECT_THAT(Problem("word() often"), HasSubstr("7 " + column + "'often' is not understood here"));
  EXPECT_EQ(Problem("format('{} {}', a)"), "7 " + column + "2 places {} for 1 columns");
  EXPECT_EQ(Problem("format('{}', b)"), "13 " + column + "there is no column `b` before this one");
  Host host;
  EXPECT_THROW(Describe<GenerateSource>(host, "{rows: -1, columns: {a: sequence}}"), Failure);
  EXPECT_THROW(Describe<GenerateSource>(host, "{rows: 1, columns: {}}"), Failure);
}

}  // namespace
}  // namespace etl::generate
