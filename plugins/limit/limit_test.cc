// SPDX-License-Identifier: Apache-2.0
#include "plugins/limit/limit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "etl/testing/harness.h"

namespace etl::limit {
namespace {

using etl::testing::Describe;
using etl::testing::Failure;
using etl::testing::Host;
using etl::testing::Input;
using etl::testing::MakeBatch;
using etl::testing::RunTransform;
using ::testing::ElementsAre;

const Schema kSchema{{"id", Int64()}, {"name", Utf8()}};

Input People(Order order = {}) {
  return {"in",
          kSchema,
          {MakeBatch(kSchema, {{"1", "a"}, {"2", "b"}, {"3", "c"}}),
           MakeBatch(kSchema, {{"4", "d"}, {"5", "e"}})},
          std::move(order)};
}

std::string Ids(const std::string& options) {
  Host host;
  std::string ids;
  const std::string text = RunTransform<Limit>(host, options, {People()}).text;
  for (std::size_t i = 0; i < text.size(); i += 4) ids += text[i];
  return ids;
}

TEST(Limit, TakesTheFirstRows) {
  EXPECT_EQ(Ids("{rows: 0}"), "");
  EXPECT_EQ(Ids("{rows: 1}"), "1");
  EXPECT_EQ(Ids("{rows: 3}"), "123");
  EXPECT_EQ(Ids("{rows: 4}"), "1234");
  EXPECT_EQ(Ids("{rows: 99}"), "12345");
}

TEST(Limit, SkipsSomeBefore) {
  EXPECT_EQ(Ids("{rows: 2, skip: 0}"), "12");
  EXPECT_EQ(Ids("{rows: 3, skip: 1}"), "234");
  EXPECT_EQ(Ids("{rows: 1, skip: 3}"), "4");
  EXPECT_EQ(Ids("{rows: 9, skip: 4}"), "5");
  EXPECT_EQ(Ids("{rows: 9, skip: 5}"), "");
  EXPECT_EQ(Ids("{rows: 9223372036854775807, skip: 9223372036854775807}"), "");
}

// An input that counts the batches it gave, and whether it was let go.
struct Counted {
  int batches = 0;
  bool released = false;
};

TEST(Limit, ReadsNoMoreThanItNeedsAndLetsGo) {
  Host host;
  Context context(host.get());
  Counted counted;
  std::shared_ptr<Counted> held(&counted, [](Counted* c) { c->released = true; });
  detail::ExportedStream::Pull pull =
      [held = std::move(held), batch = People().batches[0]]() -> std::optional<RecordBatch> {
    ++held->batches;
    return batch;
  };
  ArrowArrayStream stream;
  detail::ExportedStream::Export(host.get(), kSchema, std::move(pull), &stream);
  Limit limit(detail::ReadOptions<LimitOptions>(host.get(), host.Options("{rows: 4, skip: 1}")));
  std::vector<BatchReader> inputs;
  inputs.emplace_back(&stream);
  limit.Open(context, std::move(inputs));
  EXPECT_EQ(limit.Next()->num_rows(), 2);
  EXPECT_FALSE(counted.released);
  EXPECT_EQ(limit.Next()->num_rows(), 2);
  EXPECT_EQ(counted.batches, 2);
  EXPECT_TRUE(counted.released);
  EXPECT_EQ(limit.Next(), std::nullopt);
  EXPECT_EQ(counted.batches, 2);
}

TEST(Limit, KeepsTheOrderAndTellsWhereColumnsComeFrom) {
  Host host;
  const auto plan = Describe<Limit>(host, "{rows: 3}", {People({{"id", true}})});
  EXPECT_EQ(*plan.schema, kSchema);
  EXPECT_EQ(*plan.order, (Order{{"id", true}}));
  EXPECT_TRUE(plan.required.empty());
  EXPECT_EQ(plan.kind, Kind::kByKey);
  EXPECT_THAT(plan.lineage, ElementsAre("0<-0.id", "1<-0.name"));
  EXPECT_TRUE(plan.notes.empty());
  EXPECT_THAT(Describe<Limit>(host, "{rows: 3}", {People()}).notes,
              ElementsAre("the first rows as they come: its input has no order"));
}

TEST(Limit, WantsNumbersThatAreNotNegative) {
  Host host;
  for (const char* options : {"{rows: -1}", "{rows: 1, skip: -1}"}) {
    try {
      Describe<Limit>(host, options, {People()});
      FAIL();
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.status, ETL_CONFIG_ERROR);
      EXPECT_EQ(failure.option_text, "-1");
    }
  }
}

}  // namespace
}  // namespace etl::limit
