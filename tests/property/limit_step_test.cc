// SPDX-License-Identifier: Apache-2.0
// limit against SQL, on random rows in random batches.
#include "plugins/limit/limit.h"
#include "tests/property/step_property.h"

namespace etl::property {
namespace {

using etl::testing::RunTransform;

TEST_P(StepProperty, LimitIsLimitOffset) {
  const RecordBatch rows = MakeStepRows(random_, 0);
  oracle_.Load("a", rows);
  const std::string count = std::to_string(random_.Below(70)),
                    skip = std::to_string(random_.OneIn(2) ? 0 : random_.Below(70));
  EXPECT_EQ(RunTransform<limit::Limit>(host_, "{rows: " + count + ", skip: " + skip + "}",
                                       {Ordered("a", rows, {})})
                .text,
            oracle_.Query("SELECT * FROM a ORDER BY v LIMIT " + count + " OFFSET " + skip));
}

INSTANTIATE_TEST_SUITE_P(Seeds, StepProperty, ::testing::Range<std::uint64_t>(0, 150));

}  // namespace
}  // namespace etl::property
