// SPDX-License-Identifier: Apache-2.0
// sort, limit, distinct and union against SQL: random rows in random batches.
#include <gtest/gtest.h>

#include <algorithm>

#include "etl/compare.h"
#include "etl/gather.h"
#include "etl/testing/harness.h"
#include "plugins/distinct/distinct.h"
#include "plugins/limit/limit.h"
#include "plugins/sort/sort.h"
#include "plugins/union/union.h"
#include "tests/property/oracle.h"
#include "tests/property/random_rows.h"

namespace etl::property {
namespace {

using etl::testing::Host;
using etl::testing::Input;
using etl::testing::RunTransform;

// v numbers the rows as they arrive.
const Schema& Rows() {
  static const Schema schema{{"k1", Utf8()}, {"k2", Int32()}, {"v", Int32(), false}};
  return schema;
}

// In the order, stable, as a planned sort would have it.
RecordBatch Sorted(const RecordBatch& rows, const Order& order) {
  const RowComparator comparator(rows.schema(), order);
  std::vector<RowRef> refs;
  for (std::int64_t i = 0; i < rows.num_rows(); ++i)
    refs.push_back({0, static_cast<std::uint32_t>(i)});
  std::stable_sort(refs.begin(), refs.end(), [&](RowRef a, RowRef b) {
    return comparator.Compare(rows, a.row, rows, b.row) < 0;
  });
  return GatherRows(rows.schema(), {rows}, refs);
}

RecordBatch MakeRows(Random& random, std::int64_t first) {
  const std::int64_t count = random.OneIn(8) ? random.Below(2) : random.Below(60);
  const std::int64_t names =
      random.Pick(std::vector<std::int64_t>{1, 3, static_cast<std::int64_t>(TrickyNames().size())});
  RecordBatchBuilder builder(Rows(), {1 << 20, 1 << 30});
  for (std::int64_t i = 0; i < count; ++i) {
    if (random.OneIn(6))
      builder.column(0).AppendNull();
    else
      builder.column(0).AppendText(TrickyNames()[static_cast<std::size_t>(random.Below(names))]);
    AppendRandom(random, builder.column(1));
    builder.column(2).Append(first + i);
  }
  return builder.Finish();
}

struct Keys {
  Order order;
  std::string option, sql;  // "[k1 desc, k2]", "k1 DESC NULLS FIRST, k2 ASC NULLS FIRST"
};

Keys MakeKeys(Random& random) {
  std::vector<std::string> columns{"k1", "k2"};
  if (random.OneIn(2)) std::swap(columns[0], columns[1]);
  if (random.OneIn(3)) columns.pop_back();
  Keys keys;
  for (const std::string& column : columns) {
    const OrderKey key{column, random.OneIn(2), random.OneIn(3)};
    keys.order.push_back(key);
    keys.option += (keys.option.empty() ? "[" : ", ") + ToString({key});
    keys.sql += (keys.sql.empty() ? "" : ", ") + column + (key.descending ? " DESC" : " ASC") +
                (key.nulls_last ? " NULLS LAST" : " NULLS FIRST");
  }
  keys.option += "]";
  return keys;
}

std::string Columns(const Order& order) {
  std::string out;
  for (const OrderKey& key : order) out += (out.empty() ? "" : ", ") + key.column;
  return out;
}

class TransformProperty : public ::testing::TestWithParam<std::uint64_t> {
 protected:
  TransformProperty() : random_(GetParam()) { host_.set_batch_rows(1 + random_.Below(30)); }

  Input Ordered(const std::string& name, const RecordBatch& rows, const Order& order) {
    return {name, Rows(), Cut(random_, order.empty() ? rows : Sorted(rows, order)), order};
  }

  Random random_;
  Host host_;
  Oracle oracle_;
};

TEST_P(TransformProperty, SortIsOrderBy) {
  const RecordBatch rows = MakeRows(random_, 0);
  const Keys keys = MakeKeys(random_);
  oracle_.Load("a", rows);
  const auto plan =
      etl::testing::Describe<sort::Sort>(host_, "{by: " + keys.option + "}", {{"a", Rows()}});
  EXPECT_EQ(RunTransform<sort::Sort>(host_, "{by: " + keys.option + "}",
                                     {Ordered("a", rows, plan.required.at(0))})
                .text,
            oracle_.Query("SELECT * FROM a ORDER BY " + keys.sql + ", v"));
}

TEST_P(TransformProperty, LimitIsLimitOffset) {
  const RecordBatch rows = MakeRows(random_, 0);
  oracle_.Load("a", rows);
  const std::string count = std::to_string(random_.Below(70)),
                    skip = std::to_string(random_.OneIn(2) ? 0 : random_.Below(70));
  EXPECT_EQ(RunTransform<limit::Limit>(host_, "{rows: " + count + ", skip: " + skip + "}",
                                       {Ordered("a", rows, {})})
                .text,
            oracle_.Query("SELECT * FROM a ORDER BY v LIMIT " + count + " OFFSET " + skip));
}

TEST_P(TransformProperty, DistinctIsTheFirstOfEachGroup) {
  const RecordBatch rows = MakeRows(random_, 0);
  const Keys keys = MakeKeys(random_);
  const bool count = random_.OneIn(2);
  oracle_.Load("a", rows);
  const std::string options = "{by: " + keys.option + (count ? ", count: n}" : "}");
  const auto plan = etl::testing::Describe<distinct::Distinct>(host_, options, {{"a", Rows()}});
  const std::string group = "(PARTITION BY " + Columns(keys.order);
  EXPECT_EQ(
      RunTransform<distinct::Distinct>(host_, options, {Ordered("a", rows, plan.required.at(0))})
          .text,
      oracle_.Query("SELECT k1, k2, v" + std::string(count ? ", n" : "") +
                    " FROM (SELECT *, row_number() OVER " + group + " ORDER BY v) AS place, " +
                    "count(*) OVER " + group + ") AS n FROM a) WHERE place = 1 ORDER BY " +
                    keys.sql));
}

TEST_P(TransformProperty, DistinctWithoutKeysIsSelectDistinct) {
  const RecordBatch rows = MakeRows(random_, 0);
  oracle_.Load("a", rows);
  const Schema schema{Rows()[0], Rows()[1]};
  const auto plan = etl::testing::Describe<distinct::Distinct>(host_, "{}", {{"a", schema}});
  std::vector<RecordBatch> batches;
  for (const RecordBatch& batch : Cut(random_, Sorted(rows, plan.required.at(0))))
    batches.emplace_back(schema, std::vector<Column>{batch.column(0), batch.column(1)},
                         batch.num_rows());
  EXPECT_EQ(RunTransform<distinct::Distinct>(host_, "{}", {{"a", schema, batches}}).text,
            oracle_.Query("SELECT DISTINCT k1, k2 FROM a ORDER BY k1, k2"));
}

TEST_P(TransformProperty, UnionIsUnionAll) {
  const Keys keys = MakeKeys(random_);
  const bool merge = !random_.OneIn(3), source = random_.OneIn(2);
  const std::string options = std::string("{") + (merge ? "order: " + keys.option : "") +
                              (merge && source ? ", " : "") + (source ? "source: step" : "") + "}";
  std::vector<Input> inputs;
  std::string sql;
  const std::int64_t count = 1 + random_.Below(5);
  for (std::int64_t i = 0; i < count; ++i) {
    const std::string name(1, static_cast<char>('a' + i));
    const RecordBatch rows = MakeRows(random_, 1000 * i);
    oracle_.Load(name, rows);
    sql += (i ? " UNION ALL SELECT *, '" : "SELECT *, '") + name + "' AS step FROM " + name;
    inputs.push_back(Ordered(name, rows, merge ? keys.order : Order{}));
  }
  EXPECT_EQ(RunTransform<union_all::Union>(host_, options, std::move(inputs)).text,
            oracle_.Query("SELECT k1, k2, v" + std::string(source ? ", step" : "") + " FROM (" +
                          sql + ") ORDER BY " + (merge ? keys.sql + ", v" : "v")));
}

INSTANTIATE_TEST_SUITE_P(Seeds, TransformProperty, ::testing::Range<std::uint64_t>(0, 150));

}  // namespace
}  // namespace etl::property
