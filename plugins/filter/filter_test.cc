// SPDX-License-Identifier: Apache-2.0
#include "plugins/filter/filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "etl/testing/harness.h"
#include "plugins/filter/gather.h"

namespace etl::filter {
namespace {

using etl::testing::Describe;
using etl::testing::Failure;
using etl::testing::Host;
using etl::testing::Input;
using etl::testing::MakeBatch;
using etl::testing::RunTransform;
using ::testing::ElementsAre;

const Schema kSchema{{"id", Int64()}, {"name", Utf8(), true, 9}, {"ok", Bool()}};

Input People() {
  return {"in",
          kSchema,
          {MakeBatch(kSchema, {{"1", "ann", "true"},
                               {"2", "null", "false"},
                               {"null", "cy", "null"},
                               {"4", "dé", "true"}}),
           MakeBatch(kSchema, {{"5", "", "true"}})},
          {{"id"}}};
}

std::string RowsWhere(const std::string& where) {
  Host host;
  return RunTransform<Filter>(host, "{where: \"" + where + "\"}", {People()}).text;
}

TEST(Filter, KeepsRowsThatAreTrueOnly) {
  EXPECT_EQ(RowsWhere("ok"), "1|ann|true\n4|dé|true\n5||true\n");
  EXPECT_EQ(RowsWhere("not ok"), "2|null|false\n");
  EXPECT_EQ(RowsWhere("id > 1 and id < 5"), "2|null|false\n4|dé|true\n");
  EXPECT_EQ(RowsWhere("id is null or name is null"), "2|null|false\nnull|cy|null\n");
  EXPECT_EQ(RowsWhere("true"), "1|ann|true\n2|null|false\nnull|cy|null\n4|dé|true\n5||true\n");
  EXPECT_EQ(RowsWhere("ok and null"), "");
}

TEST(Filter, GathersEveryType) {
  const Schema schema{{"bool", Bool()},      {"int", Int32()},      {"bigint", Int64()},
                      {"ubigint", UInt64()}, {"double", Float64()}, {"decimal", Decimal128(30, 2)},
                      {"text", Utf8()},      {"date", Date32()},    {"ts", Timestamp()},
                      {"time", Duration()},  {"nothing", Null()},   {"keep", Int32()}};
  std::vector<std::vector<std::string>> rows;
  std::string expected;
  for (int i = 0; i < 100; ++i) {
    const std::string n = std::to_string(i);
    std::vector<std::string> row{i % 2 ? "true" : "false",
                                 n,
                                 "-" + n,
                                 n,
                                 n + ".5",
                                 n + "12345678901234567890.25",
                                 "t" + n,
                                 "2017-02-02",
                                 "2017-02-02T10:00:00",
                                 "10:00:00",
                                 "null",
                                 std::to_string(i % 3)};
    for (std::size_t k = 0; k < 11; ++k)
      if ((static_cast<std::size_t>(i) + k) % 7 == 0) row[k] = "null";
    if (i % 3 == 1)
      for (std::size_t k = 0; k < row.size(); ++k)
        expected += (row[k] == "-0" ? "0" : row[k]) + (k + 1 < row.size() ? "|" : "\n");
    rows.push_back(std::move(row));
  }
  Host host;
  // A slice, so that offsets into bits and texts are not zero.
  const RecordBatch whole = MakeBatch(schema, rows);
  EXPECT_EQ(
      RunTransform<Filter>(host, "{where: keep = 1}", {{"in", schema, {whole.Slice(1, 99)}}}).text,
      expected);
}

TEST(Filter, SharesWhatItNeedNotCopy) {
  Host host;
  Context context(host.get());
  const auto first_column = [&](const std::string& where) {
    Filter filter(
        detail::ReadOptions<FilterOptions>(host.get(), host.Options("{where: \"" + where + "\"}")));
    filter.Open(context, kSchema);
    BatchQueue queue;
    static const RecordBatch batch = People().batches[0];
    filter.Process(batch, queue);
    return queue.Pop()->column(0).array() == batch.column(0).array();
  };
  EXPECT_TRUE(first_column("true"));
  EXPECT_TRUE(first_column("id < 3"));
  EXPECT_FALSE(first_column("ok"));
}

TEST(Filter, TellsThePlanWhatItNeedsAndWhatASourceMayUse) {
  Host host;
  const auto plan = Describe<Filter>(
      host, "{where: \"id >= 3 and 'm' > name and length(name) = 2 and ok\"}", {People()});
  EXPECT_EQ(*plan.schema, kSchema);
  EXPECT_FALSE(plan.order.has_value());  // its input's
  EXPECT_EQ(plan.kind, Kind::kRowwise);
  EXPECT_THAT(plan.lineage,
              ElementsAre("0<-0.id", "1<-0.name", "2<-0.ok", "*<-0.id", "*<-0.name", "*<-0.ok"));
  ASSERT_EQ(plan.predicates.size(), 3u);
  EXPECT_EQ(plan.predicates[0].column, "id");
  EXPECT_EQ(plan.predicates[0].op, ETL_OP_GE);
  EXPECT_EQ(plan.predicates[0].values.at(0).integer, 3);
  EXPECT_EQ(plan.predicates[1].column, "name");
  EXPECT_EQ(plan.predicates[1].op, ETL_OP_LT);
  EXPECT_EQ(plan.predicates[1].values.at(0).text, "m");
  EXPECT_EQ(plan.predicates[2].column, "ok");
  EXPECT_EQ(plan.predicates[2].op, ETL_OP_EQ);
}

TEST(Filter, WantsACondition) {
  Host host;
  try {
    Describe<Filter>(host, "{where: id + 1}", {People()});
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.status, ETL_CONFIG_ERROR);
    EXPECT_STREQ(failure.what(), "`where` must be a condition (bool), not bigint");
    EXPECT_EQ(failure.caret, 0);
    EXPECT_EQ(failure.option_text, "id + 1");
  }
}

}  // namespace
}  // namespace etl::filter
