// SPDX-License-Identifier: Apache-2.0
// top against SQL, on random rows in random batches.
#include "plugins/top/top.h"
#include "tests/property/step_property.h"

namespace etl::property {
namespace {

using etl::testing::RunTransform;

TEST_P(StepProperty, TopIsOrderByLimit) {
  const RecordBatch rows = MakeStepRows(random_, 0);
  const Keys keys = MakeKeys(random_);
  const std::string n = std::to_string(random_.OneIn(3) ? random_.Below(100) : random_.Below(10));
  oracle_.Load("a", rows);
  EXPECT_EQ(RunTransform<top::Top>(host_, "{n: " + n + ", order: " + keys.option + "}",
                                   {Ordered("a", rows, {})})
                .text,
            oracle_.Query("SELECT * FROM a ORDER BY " + keys.sql + ", v LIMIT " + n));
}

// Where `unique` objects, and where it does not.
TEST_P(StepProperty, TopKnowsWhatStandsTwice) {
  const RecordBatch rows = MakeStepRows(random_, 0);
  const Keys keys = MakeKeys(random_);
  const std::string n = std::to_string(1 + random_.Below(20));
  const std::string column = random_.OneIn(2) ? "k1" : "k2";
  oracle_.Load("a", rows);
  // rank() gives the rows that are level with the last the number of the first of them.
  const std::int64_t twice = oracle_.Count(
      "SELECT count(*) FROM (SELECT " + column + " FROM (SELECT *, rank() OVER (ORDER BY " +
      keys.sql + ") AS place FROM a) WHERE place <= " + n + " AND " + column +
      " IS NOT NULL GROUP BY " + column + " HAVING count(*) > 1)");
  const std::string options = "{n: " + n + ", order: " + keys.option + ", unique: " + column + "}";
  try {
    RunTransform<top::Top>(host_, options, {Ordered("a", rows, {})});
    EXPECT_EQ(twice, 0) << options;
  } catch (const etl::testing::Failure& failure) {
    EXPECT_GT(twice, 0) << options << ": " << failure.what();
    EXPECT_EQ(failure.status, ETL_DATA_ERROR);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, StepProperty, ::testing::Range<std::uint64_t>(0, 200));

}  // namespace
}  // namespace etl::property
