// SPDX-License-Identifier: Apache-2.0
// aggregate against SQL, on random rows in random batches.
#include "plugins/aggregate/aggregate.h"
#include "tests/property/step_property.h"

namespace etl::property {
namespace {

using etl::testing::RunTransform;

// The keys alone, and their order; empty for one group of all rows.
Keys MakeGroupKeys(Random& random) {
  if (random.OneIn(6)) return {};
  return MakeKeys(random);
}

std::string ColumnList(const Order& order) {
  std::string out;
  for (const OrderKey& key : order) out += (out.empty() ? "" : ", ") + key.column;
  return out;
}

TEST_P(StepProperty, AggregateIsGroupBy) {
  const RecordBatch rows = MakeStepRows(random_, 0);
  const Keys keys = MakeGroupKeys(random_);
  oracle_.Load("a", rows);
  const std::string by = keys.option.empty() ? "" : "by: " + keys.option + ", ";
  const std::string options = "{" + by +
                              "set: {c: count(), n: count(k2), d: count_distinct(k2), s: sum(k2), "
                              "lo: min(k1), hi: max(k1), last_v: max(v), least: min(k2)}}";
  const auto plan =
      etl::testing::Describe<aggregate::Aggregate>(host_, options, {{"a", StepRows()}});
  const auto required = plan.required.find(0);
  const Order order = required == plan.required.end() ? Order{} : required->second;
  const std::string columns = ColumnList(keys.order);
  EXPECT_EQ(
      RunTransform<aggregate::Aggregate>(host_, options, {Ordered("a", rows, order)}).text,
      oracle_.Query("SELECT " + (columns.empty() ? "" : columns + ", ") +
                    "count(*), count(k2), count(DISTINCT k2), sum(k2), min(k1), max(k1), "
                    "max(v), min(k2) FROM a" +
                    (columns.empty() ? "" : " GROUP BY " + columns + " ORDER BY " + keys.sql)));
}

// v is not negative, so that a division that cuts off can round; and rises with the rows.
TEST_P(StepProperty, AverageAndEndsOfAGroup) {
  RecordBatch rows = MakeStepRows(random_, 0);
  const Keys keys = MakeKeys(random_);
  oracle_.Load("a", rows);
  const std::string options =
      "{by: " + keys.option + ", set: {f: first(v), l: last(v), a: \"avg(v, 0)\"}}";
  const std::string columns = ColumnList(keys.order);
  EXPECT_EQ(
      RunTransform<aggregate::Aggregate>(host_, options, {Ordered("a", rows, keys.order)}).text,
      oracle_.Query("SELECT " + columns +
                    ", min(v), max(v), (2 * sum(v) + count(v)) / (2 * count(v)) FROM a GROUP BY " +
                    columns + " ORDER BY " + keys.sql));
}

INSTANTIATE_TEST_SUITE_P(Seeds, StepProperty, ::testing::Range<std::uint64_t>(0, 200));

}  // namespace
}  // namespace etl::property
