// SPDX-License-Identifier: Apache-2.0
#include "plugins/union/union.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "etl/testing/harness.h"

namespace etl::union_all {
namespace {

using etl::testing::Describe;
using etl::testing::Failure;
using etl::testing::Host;
using etl::testing::Input;
using etl::testing::MakeBatch;
using etl::testing::RunTransform;
using ::testing::ElementsAre;

const Schema kSchema{{"k", Utf8()}, {"n", Int64()}};
const Schema kTurned{{"n", Int32()}, {"k", Utf8()}};

Input A() {
  return {"a",
          kSchema,
          {MakeBatch(kSchema, {{"null", "1"}, {"b", "2"}}),
           MakeBatch(kSchema, {{"b", "3"}, {"d", "null"}})}};
}
Input B() {
  return {"b",
          kTurned,
          {MakeBatch(kTurned, {{"4", "a"}, {"5", "b"}}),
           MakeBatch(kTurned, {{"null", "b"}, {"7", "e"}})}};
}

TEST(Union, PutsOneInputBehindTheOther) {
  Host host;
  const auto rows = RunTransform<Union>(host, "{}", {A(), B()});
  EXPECT_EQ(rows.text, "null|1\nb|2\nb|3\nd|null\na|4\nb|5\nb|null\ne|7\n");
  EXPECT_EQ(rows.schema, kSchema);
  EXPECT_EQ(RunTransform<Union>(host, "{}", {A()}).text, "null|1\nb|2\nb|3\nd|null\n");
  EXPECT_EQ(RunTransform<Union>(host, "{}", {{"x", kSchema}, {"y", kSchema}}).text, "");
}

TEST(Union, MergesByAnOrder) {
  Host host;
  EXPECT_EQ(RunTransform<Union>(host, "{order: k}", {A(), B()}).text,
            "null|1\na|4\nb|2\nb|3\nb|5\nb|null\nd|null\ne|7\n");
  EXPECT_EQ(RunTransform<Union>(host, "{order: k}", {B(), A(), {"x", kSchema}}).text,
            "1|null\n4|a\n5|b\nnull|b\n2|b\n3|b\nnull|d\n7|e\n");
}

TEST(Union, NamesTheStepThatARowComesFrom) {
  Host host;
  EXPECT_EQ(RunTransform<Union>(host, "{source: from}", {A(), B()}).text,
            "null|1|a\nb|2|a\nb|3|a\nd|null|a\na|4|b\nb|5|b\nb|null|b\ne|7|b\n");
  EXPECT_EQ(RunTransform<Union>(host, "{source: from, order: k}", {A(), B()}).text,
            "null|1|a\na|4|b\nb|2|a\nb|3|a\nb|5|b\nb|null|b\nd|null|a\ne|7|b\n");
}

TEST(Union, SharesLongRunsAndHoldsToTheLimits) {
  Host host;
  host.set_batch_rows(4);
  std::vector<std::vector<std::string>> low, high, mixed;
  for (int i = 0; i < 2000; ++i) {
    low.push_back({"a", "1"});
    high.push_back({"z", "2"});
  }
  const RecordBatch first = MakeBatch(kSchema, low), last = MakeBatch(kSchema, high);
  const auto rows = RunTransform<Union>(
      host, "{order: k}",
      {{"x", kSchema, {first, MakeBatch(kSchema, {{"b", "3"}, {"d", "4"}, {"f", "5"}})}},
       {"y", kSchema, {MakeBatch(kSchema, {{"c", "6"}, {"e", "7"}, {"g", "8"}}), last}}});
  EXPECT_EQ(rows.count, 4006);
  EXPECT_EQ(rows.text.substr(4 * 2000, 24), "b|3\nc|6\nd|4\ne|7\nf|5\ng|8\n");
  EXPECT_EQ(rows.batches.front().column(1).values<std::int64_t>(),
            first.column(1).values<std::int64_t>());
  EXPECT_EQ(rows.batches.back().column(1).values<std::int64_t>(),
            last.column(1).values<std::int64_t>());
  for (const RecordBatch& batch : rows.batches)
    EXPECT_TRUE(batch.num_rows() <= 4 || batch.num_rows() == 2000) << batch.num_rows();
}

// An input that says when it was read.
void Export(Host& host, std::vector<std::string>& log, const std::string& name,
            ArrowArrayStream* out) {
  auto pull = [&log, name, left = 2]() mutable -> std::optional<RecordBatch> {
    log.push_back(name);
    if (left-- == 0) return std::nullopt;
    return MakeBatch(kSchema, {{name, "1"}});
  };
  detail::ExportedStream::Export(host.get(), kSchema, std::move(pull), out);
}

TEST(Union, ReadsAnInputWhenTheOneBeforeHasEnded) {
  Host host;
  host.set_inputs({"x", "y"});
  Context context(host.get());
  std::vector<std::string> log;
  ArrowArrayStream x, y;
  Export(host, log, "x", &x);
  Export(host, log, "y", &y);
  std::vector<BatchReader> inputs;
  inputs.emplace_back(&x);
  inputs.emplace_back(&y);
  Union step({});
  step.Open(context, std::move(inputs));
  EXPECT_TRUE(log.empty());
  step.Next();
  EXPECT_THAT(log, ElementsAre("x"));
  step.Next();
  step.Next();
  EXPECT_THAT(log, ElementsAre("x", "x", "x", "y"));
}

TEST(Union, TellsThePlanOrderAndLineage) {
  Host host;
  const auto plain = Describe<Union>(host, "{source: from}", {A(), B()});
  EXPECT_EQ(*plain.schema, (Schema{{"k", Utf8()}, {"n", Int64()}, {"from", Utf8(), false, 1}}));
  EXPECT_FALSE(plain.order.has_value());
  EXPECT_TRUE(plain.required.empty());
  EXPECT_EQ(plain.kind, Kind::kByKey);
  EXPECT_EQ(plain.minimum_memory, 0);
  EXPECT_THAT(plain.lineage,
              ElementsAre("0<-0.k", "1<-0.n", "*<-0.k", "0<-1.k", "1<-1.n", "*<-1.k"));
  const auto merged = Describe<Union>(host, "{order: [n desc, k]}", {A(), B()});
  const Order order{{"n", true}, {"k"}};
  EXPECT_EQ(*merged.order, order);
  EXPECT_EQ(merged.required.at(0), order);
  EXPECT_EQ(merged.required.at(1), order);
  EXPECT_GT(merged.minimum_memory, 0);
  EXPECT_THAT(merged.lineage, ::testing::IsSupersetOf({"*<-0.n", "*<-1.n"}));
}

TEST(Union, RefusesWhatDoesNotFit) {
  Host host;
  const auto problem = [&](const std::string& options) -> std::string {
    try {
      Describe<Union>(host, options, {A(), B()});
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.status, ETL_CONFIG_ERROR);
      return std::string(failure.what()) + " @ " + failure.option_text;
    }
    return "none";
  };
  EXPECT_EQ(problem("{source: k}"), "`a` has a column `k` already @ k");
  EXPECT_EQ(problem("{source: \"\"}"), "`source` needs a name for the column @ ");
  EXPECT_NE(problem("{order: [kk]}").find("has no column `kk` @ kk"), std::string::npos);
}

}  // namespace
}  // namespace etl::union_all
