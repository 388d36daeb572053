// SPDX-License-Identifier: Apache-2.0
#include "runtime/sort/sorted_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "etl/testing/harness.h"

namespace etl::runtime {
namespace {

using etl::testing::MakeBatch;
using RowTexts = std::vector<std::vector<std::string>>;

struct Sorting {
  Schema schema;
  Order order;
  int presorted = 0;
  std::int64_t memory = 1 << 20;
  BatchLimits limits = {};
};

// Sorts batches of these rows, and gives the rows as text, a line each.
std::string Sort(const Sorting& with, std::vector<RowTexts> batches,
                 std::vector<std::int64_t>* sizes = nullptr) {
  MemoryBudget budget(with.memory);
  etl::testing::Rows out;
  {
    StepMemory memory(budget, 0);
    std::size_t next = 0;
    const auto input = [&]() -> std::optional<RecordBatch> {
      if (next == batches.size()) return std::nullopt;
      return MakeBatch(with.schema, batches[next++]);
    };
    SortedStream stream(input, with.schema, with.order, with.presorted, memory, with.limits,
                        SpillDirectory());
    while (auto batch = stream.Next()) {
      if (sizes) sizes->push_back(batch->num_rows());
      out.Add(std::move(*batch));
    }
    EXPECT_FALSE(stream.Next()) << "the end stays the end";
  }
  EXPECT_EQ(budget.used(), 0);
  return out.text;
}

const Schema& Pair() {
  static const Schema schema{{"k", Int32()}, {"n", Int32()}};
  return schema;
}

TEST(SortedStream, IsStable) {
  EXPECT_EQ(
      Sort({Pair(), {{"k"}}}, {{{"2", "1"}, {"1", "2"}}, {{"2", "3"}, {"1", "4"}, {"null", "5"}}}),
      "null|5\n1|2\n1|4\n2|1\n2|3\n");
}

TEST(SortedStream, DescendingKeepsArrivalAndPutsNullsWhereSaid) {
  const std::vector<RowTexts> rows{{{"2", "1"}, {"null", "2"}, {"3", "3"}, {"2", "4"}}};
  EXPECT_EQ(Sort({Pair(), {{"k", true, false}}}, rows), "null|2\n3|3\n2|1\n2|4\n");
  EXPECT_EQ(Sort({Pair(), {{"k", true, true}}}, rows), "3|3\n2|1\n2|4\nnull|2\n");
}

TEST(SortedStream, EmptyInputs) {
  EXPECT_EQ(Sort({Pair(), {{"k"}}}, {}), "");
  EXPECT_EQ(Sort({Pair(), {{"k"}}}, {{}, {}}), "");
  EXPECT_EQ(Sort({Pair(), {{"k"}, {"n"}}, 1}, {}), "");
}

TEST(SortedStream, WithAPresortedPrefixOnlyGroupsAreSorted) {
  // The prefix is descending by value: were it sorted too, the groups would change places.
  const std::vector<RowTexts> rows{
      {{"3", "2"}, {"3", "1"}}, {{"3", "0"}, {"2", "9"}}, {{"2", "8"}}};
  EXPECT_EQ(Sort({Pair(), {{"k"}, {"n"}}, 1}, rows), "3|0\n3|1\n3|2\n2|8\n2|9\n");
  EXPECT_EQ(Sort({Pair(), {{"k"}, {"n"}}, 1, 0}, rows), "3|0\n3|1\n3|2\n2|8\n2|9\n");
}

TEST(SortedStream, GroupsLeaveAsSoonAsEnoughAreComplete) {
  MemoryBudget budget(1 << 20);
  StepMemory memory(budget, 0);
  int pulled = 0;
  const auto input = [&]() -> std::optional<RecordBatch> {
    const std::string key = std::to_string(pulled++);
    return MakeBatch(Pair(), {{key, "2"}, {key, "1"}});
  };
  SortedStream stream(input, Pair(), {{"k"}, {"n"}}, 1, memory, {10, 1 << 20}, SpillDirectory());
  const auto batch = stream.Next();
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->num_rows(), 10) << "small groups leave together";
  EXPECT_EQ(pulled, 6) << "an endless input is no obstacle";
}

TEST(SortedStream, BatchesKeepToTheLimits) {
  RowTexts rows;
  for (int i = 0; i < 100; ++i) rows.push_back({std::to_string(i * 37 % 100), "0"});
  std::vector<std::int64_t> sizes;
  Sort({Pair(), {{"k"}}, 0, 1 << 20, {30, 1 << 20}}, {rows}, &sizes);
  EXPECT_THAT(sizes, ::testing::ElementsAre(30, 30, 30, 10));
  sizes.clear();
  Sort({Pair(), {{"k"}}, 0, 1 << 20, {1000, 80}}, {rows}, &sizes);
  EXPECT_THAT(sizes, ::testing::Each(10)) << "eight bytes a row";
}

TEST(SortedStream, TheResultDoesNotDependOnTheMemory) {
  std::vector<RowTexts> batches;
  for (int b = 0; b < 60; ++b) {
    batches.emplace_back();
    for (int i = 0; i < 40; ++i)
      batches.back().push_back({std::to_string((b * 40 + i) * 7919 % 97), std::to_string(b)});
  }
  const std::string in_memory = Sort({Pair(), {{"k"}}}, batches);
  for (const std::int64_t bytes : {0, 1000, 5000, 20000})
    EXPECT_EQ(Sort({Pair(), {{"k"}}, 0, bytes, {100, 700}}, batches), in_memory) << bytes;
}

TEST(SortedStream, StopsWhileMerging) {
  MemoryBudget budget(0);
  StepMemory memory(budget, 0);
  int left = 5;
  const auto input = [&]() -> std::optional<RecordBatch> {
    if (left-- == 0) return std::nullopt;
    return MakeBatch(Pair(), {{"1", "1"}});
  };
  SortedStream stream(input, Pair(), {{"k"}}, 0, memory, {}, SpillDirectory(),
                      [] { throw Cancelled(); });
  EXPECT_THROW(stream.Next(), Cancelled);
}

}  // namespace
}  // namespace etl::runtime
