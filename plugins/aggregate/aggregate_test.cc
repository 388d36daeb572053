// SPDX-License-Identifier: Apache-2.0
#include "plugins/aggregate/aggregate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "etl/testing/harness.h"

namespace etl::aggregate {
namespace {

using etl::testing::Describe;
using etl::testing::Failure;
using etl::testing::Host;
using etl::testing::Input;
using etl::testing::MakeBatch;
using etl::testing::RunTransform;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Schema kSchema{
    {"city", Utf8(), true, 20}, {"n", Int32()}, {"price", Decimal128(10, 2)}, {"x", Float64()}};

std::vector<RecordBatch> Rows() {
  return {MakeBatch(kSchema, {{"null", "1", "1.00", "0.5"}, {"null", "null", "2.01", "null"}}),
          MakeBatch(kSchema, {{"null", "3", "null", "1.5"}, {"Bonn", "null", "null", "null"}}),
          MakeBatch(kSchema, {{"Oslo", "5", "0.01", "1e300"}}),
          MakeBatch(kSchema, {{"Oslo", "4", "0.02", "-1e300"},
                              {"Oslo", "5", "0.02", "2"},
                              {"Rom", "7", "9.99", "NaN"}})};
}

std::string RowsOf(const std::string& options, std::vector<RecordBatch> rows = Rows(),
                   const Schema& schema = kSchema) {
  Host host;
  return RunTransform<Aggregate>(host, options, {{"in", schema, std::move(rows)}}).text;
}

Failure Problem(const std::string& options, const Schema& schema = kSchema) {
  Host host;
  try {
    Describe<Aggregate>(host, options, {{"in", schema}});
  } catch (const Failure& failure) {
    return failure;
  }
  return Failure(0, "none");
}

TEST(Aggregate, CountsRowsAndValues) {
  EXPECT_EQ(RowsOf("{by: city, set: {rows: count(), some: count(n)}}"),
            "null|3|2\nBonn|1|0\nOslo|3|3\nRom|1|1\n");
}

TEST(Aggregate, SumsAndAveragesExactly) {
  EXPECT_EQ(RowsOf("{by: city, set: {s: sum(n), a: avg(n), r: \"avg(n, 0)\"}}"),
            "null|4|2.0000|2\nBonn|null|null|null\nOslo|14|4.6667|5\nRom|7|7.0000|7\n");
  EXPECT_EQ(RowsOf("{by: city, set: {s: sum(price), a: avg(price), r: \"avg(price, 2)\"}}"),
            "null|3.01|1.505000|1.51\nBonn|null|null|null\nOslo|0.05|0.016667|0.02\nRom|9.99|9."
            "990000|9.99\n");
}

TEST(Aggregate, SumsDoublesWithoutLosingSmallOnes) {
  EXPECT_EQ(RowsOf("{by: city, set: {s: sum(x), a: avg(x)}}"),
            "null|2|1\nBonn|null|null\nOslo|2|0.6666666666666666\nRom|NaN|NaN\n");
}

TEST(Aggregate, PicksValues) {
  EXPECT_EQ(
      RowsOf("{by: city, set: {a: first(n), b: last(n), c: min(n), d: max(price), e: max(x)}}"),
      "null|1|3|1|2.01|1.5\nBonn|null|null|null|null|null\nOslo|5|5|4|0.02|1e+300\nRom|7|7|7|"
      "9.99|NaN\n");
}

TEST(Aggregate, PicksOfEveryTypeAcrossBatches) {
  const Schema schema{{"bool", Bool()},         {"big", Int64()},   {"ubig", UInt64()},
                      {"text", Utf8()},         {"date", Date32()}, {"ts", Timestamp()},
                      {"d", Decimal128(30, 1)}, {"nothing", Null()}};
  const std::vector<std::vector<std::string>> values{
      {"true", "5", "18446744073709551615", "b", "2024-02-29", "2024-02-29T00:00:01", "-1.5",
       "null"},
      {"false", "-5", "0", "", "1970-01-01", "1969-12-31T23:59:59",
       "99999999999999999999999999999.9", "null"},
      {"null", "null", "null", "null", "null", "null", "null", "null"}};
  for (int i = 0; i < schema.size(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    std::vector<RecordBatch> batches;
    for (const auto& row : {values[2], values[0], values[2], values[1]})
      batches.push_back(MakeBatch(schema, {row}));
    const bool up = i == 6;  // where the second one is the greater
    EXPECT_EQ(RowsOf("{set: {a: min(" + schema[i].name + "), b: max(" + schema[i].name + ")}}",
                     batches, schema),
              values[up ? 0 : 1][at] + "|" + values[up ? 1 : 0][at] + "\n")
        << schema[i].name;
  }
}

TEST(Aggregate, CountsDistinctValuesOfSortedGroups) {
  const Schema schema{{"k", Int32()}, {"v", Utf8()}};
  EXPECT_EQ(RowsOf("{by: k, set: {d: count_distinct(v), c: count(v), x: max(v)}}",
                   {MakeBatch(schema, {{"1", "null"}, {"1", "a"}}), MakeBatch(schema, {{"1", "a"}}),
                    MakeBatch(schema, {{"1", "b"}, {"2", "b"}, {"3", "null"}, {"3", "null"}})},
                   schema),
            "1|2|3|b\n2|1|1|b\n3|0|0|null\n");
  EXPECT_EQ(RowsOf("{by: k, set: {d: count_distinct(k)}}",
                   {MakeBatch(schema, {{"null", "a"}, {"1", "a"}, {"1", "b"}})}, schema),
            "null|0\n1|1\n");
}

TEST(Aggregate, WithoutKeysThereIsOneGroup) {
  EXPECT_EQ(RowsOf("{set: {c: count(), s: sum(n), f: first(city), m: max(city)}}"),
            "8|25|null|Rom\n");
  EXPECT_EQ(
      RowsOf("{by: [], set: {c: count(), v: count(n), s: sum(n), a: avg(x), f: first(city), m: "
             "min(price)}}",
             {}),
      "0|0|null|null|null|null\n");
  EXPECT_EQ(RowsOf("{by: city, set: {c: count()}}", {}), "");
}

TEST(Aggregate, SaysWhichGroupIsTooLarge) {
  const Schema schema{{"k", Utf8()}, {"d", Decimal128(38, 0)}, {"t", Duration()}, {"b", Int64()}};
  const std::string nines(38, '9');
  const auto problem = [&](const std::string& set, std::vector<RecordBatch> rows) {
    try {
      return RowsOf("{by: k, set: {r: " + set + "}}", std::move(rows), schema);
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.status, ETL_DATA_ERROR);
      EXPECT_EQ(failure.column, "r");
      return std::string(failure.what());
    }
  };
  const auto twice = [&] {
    return std::vector<RecordBatch>{
        MakeBatch(schema,
                  {{"a", "0", "null", "1"}, {"b", nines, "25:00:54", "9223372036854775807"}}),
        MakeBatch(schema, {{"b", nines, "25:00:54", "9223372036854775807"}})};
  };
  EXPECT_EQ(problem("sum(d)", twice()),
            "sum(d) of the group k='b' is more than a decimal(38,0) holds");
  // The group ends with a batch that has none of its rows.
  auto more = twice();
  more.push_back(MakeBatch(schema, {{"c", "1", "null", "1"}}));
  EXPECT_EQ(problem("avg(d)", {MakeBatch(schema, {{"b", nines, "null", "1"}}), more[2]}),
            "avg(d) of the group k='b' is more than a decimal(38,4) holds");
  EXPECT_EQ(problem("sum(b)", twice()), "a|1\nb|18446744073709551614\n");
}

TEST(Aggregate, DescribesItsResult) {
  Host host;
  const auto plan =
      Describe<Aggregate>(host,
                          "{by: [city desc, n], set: {c: count(), d: count_distinct(price), s: "
                          "sum(n), a: \"avg(price, 1)\", m: max(city)}}",
                          {Input{"in", kSchema}});
  EXPECT_EQ(plan.required.at(0), (Order{{"city", true}, {"n"}, {"price"}}));
  EXPECT_EQ(*plan.order, (Order{{"city", true}, {"n"}}));
  EXPECT_EQ(plan.kind, Kind::kByKey);
  EXPECT_THAT(plan.schema->names(), ElementsAre("city", "n", "c", "d", "s", "a", "m"));
  std::string types;
  for (const Field& field : *plan.schema)
    types += ToString(field.type) + (field.nullable ? " " : "! ");
  EXPECT_EQ(types, "string int bigint! bigint! bigint decimal(10,1) string ");
  EXPECT_EQ((*plan.schema)[6].max_chars, 20);
  EXPECT_THAT(plan.lineage, ElementsAre("0<-0.city", "*<-0.city", "1<-0.n", "*<-0.n", "3<-0.price",
                                        "4<-0.n", "5<-0.price", "6<-0.city", "*<-0.price"));
  const auto whole = Describe<Aggregate>(host, "{set: {c: count()}}", {Input{"in", kSchema}});
  EXPECT_EQ(whole.kind, Kind::kWhole);
  EXPECT_TRUE(whole.required.empty());
}

TEST(Aggregate, SaysWhatIsWrong) {
  EXPECT_STREQ(Problem("{set: {a: summ(n)}}").what(),
               "`a`: there is no function `summ`; did you mean `sum`?");
  EXPECT_STREQ(Problem("{set: {a: sum(city)}}").what(),
               "`a`: sum needs numbers, and `city` is string");
  EXPECT_STREQ(Problem("{set: {a: avg(city)}}").what(),
               "`a`: avg needs numbers, and `city` is string");
  EXPECT_STREQ(Problem("{set: {a: sum()}}").what(), "`a`: sum needs a column: sum(x)");
  EXPECT_STREQ(Problem("{set: {a: \"sum(n, 2)\"}}").what(), "`a`: sum takes 1 argument");
  EXPECT_STREQ(Problem("{set: {a: sum(n) / 2}}").what(), "`a`: `/` is too much behind a function");
  EXPECT_THAT(Problem("{set: {a: \"avg(x, 2)\"}}").what(),
              HasSubstr("`x` is double, which cannot be rounded exactly"));
  EXPECT_STREQ(Problem("{set: {a: \"avg(n, 99)\"}}").what(),
               "`a`: '99' is no number of digits between 0 and 38");
  EXPECT_STREQ(Problem("{by: city, set: {city: count()}}").what(),
               "`city` is a key of the groups already");
  const Failure column = Problem("{set: {a: sum(nn)}}");
  EXPECT_EQ(column.status, ETL_CONFIG_ERROR);
  EXPECT_STREQ(column.what(), "`in` has no column `nn`");
  EXPECT_EQ(column.hint,
            "its columns are `city`, `n`, `price`, `x`; an expression goes into a select in front "
            "of this step");
  EXPECT_EQ(column.caret, 4);
  EXPECT_STREQ(Problem("{by: city, set: {a: count_distinct(n), b: count_distinct(x)}}").what(),
               "the values of two columns are to be counted, `n` and `x`");
  EXPECT_THAT(Problem("{by: city, set: {a: count_distinct(n), b: first(x)}}").what(),
              HasSubstr("first and last cannot stand beside count_distinct"));
  EXPECT_STREQ(Problem("{by: city, set: {a: count_distinct(city), b: first(x)}}").what(), "none");
}

}  // namespace
}  // namespace etl::aggregate
