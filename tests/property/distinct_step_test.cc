// SPDX-License-Identifier: Apache-2.0
// distinct against SQL, on random rows in random batches.
#include "plugins/distinct/distinct.h"
#include "tests/property/step_property.h"

namespace etl::property {
namespace {

using etl::testing::RunTransform;

std::string Columns(const Order& order) {
  std::string out;
  for (const OrderKey& key : order) out += (out.empty() ? "" : ", ") + key.column;
  return out;
}

TEST_P(StepProperty, DistinctIsTheFirstOfEachGroup) {
  const RecordBatch rows = MakeStepRows(random_, 0);
  const Keys keys = MakeKeys(random_);
  const bool count = random_.OneIn(2);
  oracle_.Load("a", rows);
  const std::string options = "{by: " + keys.option + (count ? ", count: n}" : "}");
  const auto plan = etl::testing::Describe<distinct::Distinct>(host_, options, {{"a", StepRows()}});
  const std::string group = "(PARTITION BY " + Columns(keys.order);
  EXPECT_EQ(
      RunTransform<distinct::Distinct>(host_, options, {Ordered("a", rows, plan.required.at(0))})
          .text,
      oracle_.Query("SELECT k1, k2, v" + std::string(count ? ", n" : "") +
                    " FROM (SELECT *, row_number() OVER " + group + " ORDER BY v) AS place, " +
                    "count(*) OVER " + group + ") AS n FROM a) WHERE place = 1 ORDER BY " +
                    keys.sql));
}

TEST_P(StepProperty, DistinctWithoutKeysIsSelectDistinct) {
  const RecordBatch rows = MakeStepRows(random_, 0);
  oracle_.Load("a", rows);
  const Schema schema{StepRows()[0], StepRows()[1]};
  const auto plan = etl::testing::Describe<distinct::Distinct>(host_, "{}", {{"a", schema}});
  std::vector<RecordBatch> batches;
  for (const RecordBatch& batch : Cut(random_, Sorted(rows, plan.required.at(0))))
    batches.emplace_back(schema, std::vector<Column>{batch.column(0), batch.column(1)},
                         batch.num_rows());
  EXPECT_EQ(RunTransform<distinct::Distinct>(host_, "{}", {{"a", schema, batches}}).text,
            oracle_.Query("SELECT DISTINCT k1, k2 FROM a ORDER BY k1, k2"));
}

INSTANTIATE_TEST_SUITE_P(Seeds, StepProperty, ::testing::Range<std::uint64_t>(0, 150));

}  // namespace
}  // namespace etl::property
