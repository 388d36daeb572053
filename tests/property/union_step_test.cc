// SPDX-License-Identifier: Apache-2.0
// union against SQL, on random rows in random batches.
#include "plugins/union/union.h"
#include "tests/property/step_property.h"

namespace etl::property {
namespace {

using etl::testing::Input;
using etl::testing::RunTransform;

TEST_P(StepProperty, UnionIsUnionAll) {
  const Keys keys = MakeKeys(random_);
  const bool merge = !random_.OneIn(3), source = random_.OneIn(2);
  const std::string options = std::string("{") + (merge ? "order: " + keys.option : "") +
                              (merge && source ? ", " : "") + (source ? "source: step" : "") + "}";
  std::vector<Input> inputs;
  std::string sql;
  const std::int64_t count = 1 + random_.Below(5);
  for (std::int64_t i = 0; i < count; ++i) {
    const std::string name(1, static_cast<char>('a' + i));
    const RecordBatch rows = MakeStepRows(random_, 1000 * i);
    oracle_.Load(name, rows);
    sql += (i ? " UNION ALL SELECT *, '" : "SELECT *, '") + name + "' AS step FROM " + name;
    inputs.push_back(Ordered(name, rows, merge ? keys.order : Order{}));
  }
  EXPECT_EQ(RunTransform<union_all::Union>(host_, options, std::move(inputs)).text,
            oracle_.Query("SELECT k1, k2, v" + std::string(source ? ", step" : "") + " FROM (" +
                          sql + ") ORDER BY " + (merge ? keys.sql + ", v" : "v")));
}

INSTANTIATE_TEST_SUITE_P(Seeds, StepProperty, ::testing::Range<std::uint64_t>(0, 150));

}  // namespace
}  // namespace etl::property
