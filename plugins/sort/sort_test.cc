// SPDX-License-Identifier: Apache-2.0
#include "plugins/sort/sort.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "etl/testing/harness.h"

namespace etl::sort {
namespace {

using etl::testing::Describe;
using etl::testing::Failure;
using etl::testing::Host;
using etl::testing::Input;
using etl::testing::MakeBatch;
using etl::testing::RunTransform;
using ::testing::ElementsAre;

const Schema kSchema{{"id", Int64()}, {"name", Utf8(), true, 9}};

Input People(Order order = {}) {
  return {"in",
          kSchema,
          {MakeBatch(kSchema, {{"1", "ann"}, {"2", "null"}}), MakeBatch(kSchema, {{"3", ""}})},
          std::move(order)};
}

TEST(Sort, AsksForTheOrderAndPromisesIt) {
  Host host;
  const auto plan = Describe<Sort>(host, "{by: [name desc nulls last, id]}", {People()});
  const Order order{{"name", true, true}, {"id"}};
  EXPECT_EQ(*plan.schema, kSchema);
  EXPECT_EQ(plan.required.at(0), order);
  EXPECT_EQ(*plan.order, order);
  EXPECT_EQ(plan.kind, Kind::kByKey);
  EXPECT_EQ(plan.minimum_memory, 0);
  EXPECT_THAT(plan.lineage, ElementsAre("0<-0.id", "1<-0.name", "*<-0.name", "*<-0.id"));
}

TEST(Sort, KeepsALongerOrderThatIsThere) {
  Host host;
  const Order there{{"id"}, {"name", true}};
  const auto plan = Describe<Sort>(host, "{by: id}", {People(there)});
  EXPECT_EQ(plan.required.at(0), (Order{{"id"}}));
  EXPECT_EQ(*plan.order, there);
  EXPECT_EQ(*Describe<Sort>(host, "{by: name}", {People(there)}).order, (Order{{"name"}}));
}

TEST(Sort, HandsOnTheSameRowsAndTheSameMemory) {
  Host host;
  Input input = People({{"id"}});
  const std::vector<RecordBatch> batches = input.batches;
  const auto rows = RunTransform<Sort>(host, "{by: id}", {std::move(input)});
  EXPECT_EQ(rows.text, "1|ann\n2|null\n3|\n");
  ASSERT_EQ(rows.batches.size(), 2u);
  EXPECT_EQ(rows.batches[0].column(1).values<char>(), batches[0].column(1).values<char>());
}

TEST(Sort, WantsColumnsThatThereAre) {
  Host host;
  try {
    Describe<Sort>(host, "{by: [id, nam desc]}", {People()});
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.status, ETL_CONFIG_ERROR);
    EXPECT_STREQ(failure.what(), "`in` has no column `nam`");
    EXPECT_EQ(failure.hint, "did you mean `name`?");
    EXPECT_EQ(failure.option_text, "nam desc");
  }
  EXPECT_THROW(Describe<Sort>(host, "{by: []}", {People()}), Failure);
}

}  // namespace
}  // namespace etl::sort
