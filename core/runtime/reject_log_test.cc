// SPDX-License-Identifier: Apache-2.0
#include "runtime/reject_log.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "plan/reject_policy.h"
#include "runtime/reject_writer.h"

namespace etl::runtime {
namespace {

plan::StepFailure Failure(std::int64_t row, const std::string& message) {
  plan::StepFailure failure;
  failure.status = ETL_DATA_ERROR;
  failure.step = "s";
  failure.row = row;
  failure.message = message;
  return failure;
}

class RejectLogTest : public testing::Test {
 protected:
  std::vector<std::string> ReadAll(RejectLog& log) {
    std::vector<std::string> rows;
    while (const auto batch = log.Next())
      for (std::int64_t i = 0; i < batch->num_rows(); ++i)
        rows.push_back((batch->column(0).IsNull(i) ? std::string("-")
                                                   : std::to_string(batch->column(0).Int64At(i))) +
                       " " + std::string(batch->column(4).TextAt(i)));
    return rows;
  }

  CancelToken cancel_;
  MemoryBudget budget_{40'000};
  StepMemory memory_{budget_, 0};
};

TEST_F(RejectLogTest, PutsSplitsInOrderAndCountsRowsFromTheFirst) {
  RejectLog log(memory_, SpillDirectory(), cancel_, std::nullopt);
  RejectWriter late(log, {}), early(log, {});
  late.BeginSplit(2);
  late.Add(Failure(0, "c"), "");
  late.Add(Failure(-1, "d"), "");
  EXPECT_EQ(late.count(), 2);
  late.Flush();
  early.BeginSplit(0);
  early.Add(Failure(3, "a"), "");
  early.BeginSplit(1);
  EXPECT_EQ(early.count(), 0);
  early.Add(Failure(1, "b"), "");
  early.Flush();
  log.Finish({0, 10, 15});
  EXPECT_EQ(ReadAll(log), (std::vector<std::string>{"4 a", "12 b", "16 c", "- d"}));
  EXPECT_EQ(memory_.used(), 0);
}

TEST_F(RejectLogTest, SpillsWhatTheMemoryDoesNotHold) {
  RejectLog log(memory_, SpillDirectory(), cancel_, std::nullopt);
  RejectWriter writer(log, {100, 1 << 20});
  const std::string data(1000, 'x');
  for (int i = 0; i < 1000; ++i) writer.Add(Failure(i, "m" + std::to_string(i)), data);
  writer.Flush();
  log.Finish();
  EXPECT_GT(log.spilled_bytes(), 800'000);
  EXPECT_LE(memory_.peak(), 40'000);
  const std::vector<std::string> rows = ReadAll(log);
  ASSERT_EQ(rows.size(), 1000U);
  for (int i = 0; i < 1000; ++i)
    EXPECT_EQ(rows[static_cast<std::size_t>(i)], std::to_string(i + 1) + " m" + std::to_string(i));
}

TEST_F(RejectLogTest, KeepsTheFirstOnesWhereNobodyReads) {
  RejectLog log(memory_, SpillDirectory(), cancel_, 5);
  RejectWriter writer(log, {2, 1 << 20});
  for (const std::int64_t split : {7, 3, 9, 1}) {
    writer.BeginSplit(split);
    for (int i = 0; i < 4; ++i) writer.Add(Failure(i, std::to_string(split)), "");
  }
  writer.Flush();
  std::vector<std::string> kept;
  for (const RecordBatch& batch : log.ReadAll())
    for (std::int64_t i = 0; i < batch.num_rows(); ++i)
      kept.emplace_back(batch.column(4).TextAt(i));
  ASSERT_GE(kept.size(), 5U);
  EXPECT_LE(kept.size(), 6U);  // whole batches
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(kept[i], i < 4 ? "1" : "3");
}

TEST_F(RejectLogTest, TheReaderWaitsForTheEndOrTheCancel) {
  RejectLog log(memory_, SpillDirectory(), cancel_, std::nullopt);
  RejectLog never(memory_, SpillDirectory(), cancel_, std::nullopt);
  RejectWriter writer(log, {});
  std::vector<std::string> rows;
  std::thread reader([&] { rows = ReadAll(log); });
  writer.Add(Failure(0, "a"), "");
  writer.Flush();
  log.Finish();
  reader.join();
  EXPECT_EQ(rows, std::vector<std::string>{"1 a"});
  std::thread stopped([&] { EXPECT_THROW(never.Next(), Stopped); });
  cancel_.Cancel();
  stopped.join();
}

TEST_F(RejectLogTest, TextsBecomeUtf8AndAreCut) {
  RejectLog log(memory_, SpillDirectory(), cancel_, std::nullopt);
  RejectWriter writer(log, {});
  writer.Add(Failure(0, "bad \xff\xc3\xa9\xed\xa0\x80"), std::string(100'000, 'y'));
  writer.Add(Failure(1, "long"), std::string(RejectWriter::kMaxData - 1, 'z') + "\xc3\xa9");
  writer.Flush();
  log.Finish();
  const auto batch = log.Next();
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->column(4).TextAt(0),
            "bad \xef\xbf\xbd\xc3\xa9\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
  EXPECT_EQ(batch->column(5).TextAt(0).size(), RejectWriter::kMaxData);
  EXPECT_EQ(batch->column(5).TextAt(1).size(), RejectWriter::kMaxData - 1);  // no half character
  EXPECT_TRUE(batch->column(1).IsNull(0));
  EXPECT_EQ(batch->column(2).TextAt(0), "data");
  EXPECT_EQ(batch->column(6).TextAt(0), "s");
}

TEST(RejectPolicyTest, AllowsACountOrAShare) {
  plan::RejectPolicy policy;
  EXPECT_TRUE(policy.Allows(0, 0));
  EXPECT_FALSE(policy.Allows(1, 100));
  policy.max_rows = 3;
  EXPECT_TRUE(policy.Allows(3, 100));
  EXPECT_FALSE(policy.Allows(4, 100));
  policy.max_percent = 0.5;
  EXPECT_TRUE(policy.Allows(5, 1000));
  EXPECT_FALSE(policy.Allows(6, 1000));
  EXPECT_TRUE(policy.Allows(0, 0));
}

}  // namespace
}  // namespace etl::runtime
