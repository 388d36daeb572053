// SPDX-License-Identifier: Apache-2.0
// sort against SQL, on random rows in random batches.
#include "plugins/sort/sort.h"
#include "tests/property/step_property.h"

namespace etl::property {
namespace {

using etl::testing::RunTransform;

TEST_P(StepProperty, SortIsOrderBy) {
  const RecordBatch rows = MakeStepRows(random_, 0);
  const Keys keys = MakeKeys(random_);
  oracle_.Load("a", rows);
  const auto plan =
      etl::testing::Describe<sort::Sort>(host_, "{by: " + keys.option + "}", {{"a", StepRows()}});
  EXPECT_EQ(RunTransform<sort::Sort>(host_, "{by: " + keys.option + "}",
                                     {Ordered("a", rows, plan.required.at(0))})
                .text,
            oracle_.Query("SELECT * FROM a ORDER BY " + keys.sql + ", v"));
}

INSTANTIATE_TEST_SUITE_P(Seeds, StepProperty, ::testing::Range<std::uint64_t>(0, 150));

}  // namespace
}  // namespace etl::property
