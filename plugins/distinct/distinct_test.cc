// SPDX-License-Identifier: Apache-2.0
#include "plugins/distinct/distinct.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "etl/testing/harness.h"

namespace etl::distinct {
namespace {

using etl::testing::Describe;
using etl::testing::Failure;
using etl::testing::Host;
using etl::testing::Input;
using etl::testing::MakeBatch;
using etl::testing::RunTransform;
using ::testing::Contains;
using ::testing::ElementsAre;

const Schema kSchema{{"k", Utf8()}, {"n", Int32()}, {"v", Int64()}};

std::vector<RecordBatch> Batches(const std::vector<std::vector<std::vector<std::string>>>& cut) {
  std::vector<RecordBatch> batches;
  for (const auto& rows : cut) batches.push_back(MakeBatch(kSchema, rows));
  return batches;
}

std::string RowsOf(const std::string& options, std::vector<RecordBatch> batches) {
  Host host;
  return RunTransform<Distinct>(host, options, {{"in", kSchema, std::move(batches)}}).text;
}

std::vector<RecordBatch> Rows() {
  return Batches({{{"null", "1", "1"}, {"null", "1", "2"}, {"", "1", "3"}},
                  {{"", "1", "4"}, {"", "null", "5"}},
                  {{"", "null", "6"}},
                  {{"a", "1", "7"}, {"b", "1", "8"}, {"b", "1", "9"}}});
}

TEST(Distinct, KeepsTheFirstRowOfEachKey) {
  EXPECT_EQ(RowsOf("{by: k}", Rows()), "null|1|1\n|1|3\na|1|7\nb|1|8\n");
  EXPECT_EQ(RowsOf("{by: [k, n]}", Rows()), "null|1|1\n|1|3\n|null|5\na|1|7\nb|1|8\n");
}

TEST(Distinct, ComparesAllColumnsWithoutKeys) {
  EXPECT_EQ(RowsOf("{}", Batches({{{"a", "1", "1"}, {"a", "1", "1"}, {"a", "2", "1"}}})),
            "a|1|1\na|2|1\n");
  EXPECT_EQ(RowsOf("{}", {}), "");
}

TEST(Distinct, CountsTheRowsOfEachKey) {
  EXPECT_EQ(RowsOf("{by: k, count: n_rows}", Rows()), "null|1|1|2\n|1|3|4\na|1|7|1\nb|1|8|2\n");
  EXPECT_EQ(RowsOf("{by: k, count: c}", Batches({{{"a", "1", "1"}}, {{"a", "1", "2"}}})),
            "a|1|1|2\n");
  EXPECT_EQ(RowsOf("{by: k, count: c}", {}), "");
}

TEST(Distinct, KnowsEqualValuesOfEveryType) {
  const Schema schema{{"bool", Bool()},     {"double", Float64()}, {"decimal", Decimal128(30, 2)},
                      {"binary", Binary()}, {"date", Date32()},    {"ts", Timestamp()},
                      {"nothing", Null()},  {"ubigint", UInt64()}};
  const std::vector<std::string> base{"true", "0", "1.25", "x", "2017-02-02", "2017-02-02T10:00:00",
                                      "null", "7"};
  const std::vector<std::string> other{
      "false", "0.5", "-1.25", "xy", "2017-02-03", "2017-02-02T10:00:01", "null", "8"};
  for (int i = 0; i < schema.size(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    std::vector<std::vector<std::string>> rows{base, base, base, base};
    rows[2][at] = other[at];
    rows[3][at] = "null";
    if (i == 1) rows[1][1] = "-0";
    Host host;
    const auto text = RunTransform<Distinct>(host, "{by: " + schema[i].name + "}",
                                             {{"in", schema, {MakeBatch(schema, rows)}}});
    EXPECT_EQ(text.count, schema[i].name == "nothing" ? 1 : 3) << schema[i].name;
  }
}

TEST(Distinct, SharesRowsThatAreNeighbours) {
  Host host;
  const RecordBatch batch = MakeBatch(kSchema, {{"a", "1", "1"}, {"b", "1", "2"}});
  const auto rows = RunTransform<Distinct>(host, "{by: k}", {{"in", kSchema, {batch}}});
  EXPECT_EQ(rows.batches.at(0).column(2).values<std::int64_t>(),
            batch.column(2).values<std::int64_t>());
}

TEST(Distinct, AsksForAnOrderOfItsKeys) {
  Host host;
  const Input input{"in", kSchema, {}, {{"n", true}, {"v"}}};
  const auto by = Describe<Distinct>(host, "{by: [k desc, n], count: c}", {input});
  EXPECT_EQ(by.required.at(0), (Order{{"k", true}, {"n"}}));
  EXPECT_EQ(*by.order, by.required.at(0));
  EXPECT_EQ(by.kind, Kind::kByKey);
  EXPECT_THAT(by.schema->names(), ElementsAre("k", "n", "v", "c"));
  EXPECT_FALSE((*by.schema)[3].nullable);
  EXPECT_THAT(by.lineage, ElementsAre("0<-0.k", "1<-0.n", "2<-0.v", "*<-0.k", "*<-0.n"));
  // Without `by` any order of the columns will do: the one that is there goes first.
  const auto all = Describe<Distinct>(host, "{}", {input});
  EXPECT_EQ(all.required.at(0), (Order{{"n", true}, {"v"}, {"k"}}));
  EXPECT_EQ(*all.order, all.required.at(0));
  EXPECT_THAT(all.lineage, Contains("*<-0.v"));
}

TEST(Distinct, WantsColumnsThatThereAre) {
  Host host;
  try {
    Describe<Distinct>(host, "{by: [key]}", {{"in", kSchema}});
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.status, ETL_CONFIG_ERROR);
    EXPECT_STREQ(failure.what(), "`in` has no column `key`");
    EXPECT_EQ(failure.option_text, "key");
  }
}

}  // namespace
}  // namespace etl::distinct
