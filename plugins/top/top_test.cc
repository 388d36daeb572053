// SPDX-License-Identifier: Apache-2.0
#include "plugins/top/top.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "etl/testing/harness.h"

namespace etl::top {
namespace {

using etl::testing::Describe;
using etl::testing::Failure;
using etl::testing::Host;
using etl::testing::Input;
using etl::testing::MakeBatch;
using etl::testing::RunTransform;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Schema kSchema{{"score", Int64()}, {"id", Utf8()}, {"line", Int32()}};

std::vector<RecordBatch> Batches(const std::vector<std::vector<std::vector<std::string>>>& cut) {
  std::vector<RecordBatch> batches;
  for (const auto& rows : cut) batches.push_back(MakeBatch(kSchema, rows));
  return batches;
}

std::vector<RecordBatch> Scores() {
  return Batches({{{"5", "a", "1"}, {"9", "b", "2"}, {"null", "c", "3"}},
                  {{"7", "d", "4"}},
                  {{"9", "e", "5"}, {"1", "f", "6"}, {"7", "g", "7"}, {"7", "h", "8"}}});
}

std::string RowsOf(const std::string& options, std::vector<RecordBatch> batches = Scores()) {
  Host host;
  try {
    return RunTransform<Top>(host, options, {{"scores", kSchema, std::move(batches)}}).text;
  } catch (const Failure& failure) {
    return Format("{} {}: {}", failure.status, failure.column, std::string_view(failure.what()));
  }
}

TEST(Top, KeepsTheFirstRowsOfAnOrder) {
  const std::string order = "order: score desc nulls last";
  EXPECT_EQ(RowsOf("{n: 3, " + order + "}"), "9|b|2\n9|e|5\n7|d|4\n");
  EXPECT_EQ(RowsOf("{n: 1, " + order + "}"), "9|b|2\n");
  EXPECT_EQ(RowsOf("{n: 0, " + order + "}"), "");
  EXPECT_EQ(RowsOf("{n: 2, order: score}"), "null|c|3\n1|f|6\n");
  EXPECT_EQ(RowsOf("{n: 2, order: [score desc, id desc]}"), "null|c|3\n9|e|5\n");
}

TEST(Top, KeepsAllOfFewerRows) {
  EXPECT_EQ(RowsOf("{n: 100, order: score desc nulls last}"),
            "9|b|2\n9|e|5\n7|d|4\n7|g|7\n7|h|8\n5|a|1\n1|f|6\nnull|c|3\n");
  EXPECT_EQ(RowsOf("{n: 100, order: score}", {}), "");
}

TEST(Top, ComparesWholeTexts) {
  const auto rows = [] {
    return Batches(
        {{{"1", "long name 2", "1"}, {"2", "long name", "2"}},
         {{"3", "long name 10", "3"}, {"4", "long nam", "4"}, {"5", "long name 1", "5"}}});
  };
  EXPECT_EQ(RowsOf("{n: 3, order: id}", rows()), "4|long nam|4\n2|long name|2\n5|long name 1|5\n");
  EXPECT_EQ(RowsOf("{n: 2, order: id desc}", rows()), "1|long name 2|1\n3|long name 10|3\n");
}

TEST(Top, WantsValuesToStandOnce) {
  const std::string options = "order: score desc nulls last, unique: [score, id]}";
  EXPECT_EQ(RowsOf("{n: 1, " + options),
            "1 score: score=9 stands twice among the 1 first rows and those level with the last: "
            "row 2 and row 5 of `scores`");
  EXPECT_EQ(RowsOf("{n: 2, " + options),
            "1 score: score=9 stands twice among the 2 first rows: row 2 and row 5 of `scores`");
  EXPECT_EQ(RowsOf("{n: 1, locate: line, " + options),
            "1 score: score=9 stands twice among the 1 first rows and those level with the last: "
            "line=2 and line=5 of `scores`");
  // Beyond the last one nobody looks.
  EXPECT_EQ(RowsOf("{n: 1, order: score, unique: score}"), "null|c|3\n");
  EXPECT_EQ(RowsOf("{n: 2, order: score, unique: score}"), "null|c|3\n1|f|6\n");
  EXPECT_EQ(RowsOf("{n: 3, order: score, unique: score}"), "null|c|3\n1|f|6\n5|a|1\n");
  EXPECT_THAT(RowsOf("{n: 4, order: score, unique: score}"),
              HasSubstr("score=7 stands twice among the 4 first rows and those"));
  EXPECT_THAT(RowsOf("{n: 4, order: score, unique: score}"), HasSubstr("row 4 and row 7 of"));
}

TEST(Top, LooksAtAllRowsThatAreLevelWithTheLast) {
  const auto rows = [](const std::string& id) {
    return Batches({{{"1", "a", "1"}, {"1", "b", "2"}},
                    {{"1", "c", "3"}, {"1", id, "4"}, {"0", "z", "5"}, {"0", "z", "6"}}});
  };
  EXPECT_EQ(RowsOf("{n: 1, order: score desc, unique: id}", rows("d")), "1|a|1\n");
  EXPECT_EQ(RowsOf("{n: 1, order: score desc, unique: id}", rows("b")),
            "1 id: id='b' stands twice among the 1 first rows and those level with the last: row 2 "
            "and row 4 of `scores`");
  // A better row sends them away; what goes then is level with the new last one.
  EXPECT_EQ(RowsOf("{n: 1, order: score desc, unique: id}",
                   Batches({{{"1", "a", "1"}, {"1", "a", "2"}, {"2", "a", "3"}}})),
            "2|a|3\n");
  EXPECT_THAT(
      RowsOf("{n: 2, order: score desc, unique: id}",
             Batches({{{"1", "a", "1"}, {"1", "b", "2"}, {"1", "b", "3"}}, {{"2", "c", "4"}}})),
      HasSubstr("id='b' stands twice among the 2 first rows and those level with the last: row 2 "
                "and row 3"));
}

TEST(Top, NullsAreNotTheSameValue) {
  EXPECT_EQ(RowsOf("{n: 2, order: score, unique: score}",
                   Batches({{{"null", "a", "1"}, {"null", "b", "2"}, {"null", "c", "3"}}})),
            "null|a|1\nnull|b|2\n");
}

TEST(Top, DescribesItself) {
  Host host;
  const auto plan = Describe<Top>(host, "{n: 5, order: score desc, unique: id, locate: line}",
                                  {Input{"in", kSchema}});
  EXPECT_EQ(*plan.order, (Order{{"score", true}}));
  EXPECT_TRUE(plan.required.empty());
  EXPECT_EQ(plan.kind, Kind::kWhole);
  EXPECT_EQ(plan.minimum_memory, 2 * 512 * 1024);
  EXPECT_THAT(plan.lineage, ElementsAre("0<-0.score", "1<-0.id", "2<-0.line", "*<-0.score",
                                        "*<-0.id", "*<-0.line"));
  const auto sorted = Describe<Top>(host, "{n: 10001, order: score desc}", {Input{"in", kSchema}});
  EXPECT_EQ(sorted.required.at(0), (Order{{"score", true}}));
  EXPECT_TRUE(Describe<Top>(host, "{n: 10001, order: score, unique: id}", {Input{"in", kSchema}})
                  .required.empty());
}

TEST(Top, SaysWhatIsWrong) {
  const auto problem = [](const std::string& options) {
    Host host;
    try {
      Describe<Top>(host, options, {Input{"in", kSchema}});
      return std::string("none");
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.status, ETL_CONFIG_ERROR);
      return failure.what() + (failure.hint.empty() ? "" : " / " + failure.hint);
    }
  };
  EXPECT_EQ(problem("{n: -1, order: score}"), "`n` cannot be negative");
  EXPECT_EQ(problem("{n: 1, order: scor}"), "`in` has no column `scor` / did you mean `score`?");
  EXPECT_EQ(problem("{n: 1, order: score, unique: [idd]}"),
            "`in` has no column `idd` / did you mean `id`?");
  EXPECT_EQ(problem("{n: 1, order: score, locate: line}"),
            "`locate` is for the errors of `unique`, which is not there");
}

// Rows that get better all the time: each of them is kept for a while.
std::vector<RecordBatch> Rising(int batches, int rows) {
  std::vector<RecordBatch> out;
  for (int b = 0; b < batches; ++b) {
    RecordBatchBuilder builder(kSchema, {1 << 20, 1 << 30});
    for (int i = 0; i < rows; ++i) {
      const int at = b * rows + i;
      builder.Append(at, "id " + std::to_string(at) + std::string(80, 'x'), at);
    }
    out.push_back(builder.Finish());
  }
  return out;
}

TEST(Top, HoldsAboutTwiceItsRows) {
  Host host;
  host.memory_left = 1 << 20;
  const auto rows = RunTransform<Top>(host, "{n: 1000, order: score desc}",
                                      {{"scores", kSchema, Rising(200, 500)}});
  EXPECT_EQ(rows.count, 1000);
  EXPECT_TRUE(rows.text.starts_with("99999|id 99999xxx"));
  EXPECT_EQ(host.memory_left, 1 << 20);  // given back
}

TEST(Top, SaysHowMuchMemoryItNeeds) {
  Host host;
  host.memory_left = 100'000;
  try {
    RunTransform<Top>(host, "{n: 1000, order: score desc}", {{"scores", kSchema, Rising(10, 500)}});
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
    EXPECT_STREQ(failure.what(),
                 "the memory does not hold the 500 rows to be kept: they need 1 MiB");
    EXPECT_EQ(failure.hint,
              "run with a larger --memory; or use sort and limit, which may use the disk");
  }
}

TEST(Top, HandsOnTheBeginningOfASort) {
  Host host;
  std::vector<RecordBatch> batches = Rising(3, 5000);
  const auto rows = RunTransform<Top>(host, "{n: 12000, order: score}",
                                      {{"scores", kSchema, std::move(batches)}});
  EXPECT_EQ(rows.count, 12000);
}

}  // namespace
}  // namespace etl::top
