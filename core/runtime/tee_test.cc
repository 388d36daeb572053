// SPDX-License-Identifier: Apache-2.0
#include "runtime/tee.h"

#include <gtest/gtest.h>

#include <thread>

#include "etl/record_batch_builder.h"

namespace etl::runtime {
namespace {

const Schema kSchema{{"n", Int64()}};

RecordBatch Batch(std::int64_t first, std::int64_t rows) {
  RecordBatchBuilder builder(kSchema, {rows, 1 << 30});
  for (std::int64_t i = 0; i < rows; ++i) builder.Append(first + i);
  return builder.Finish();
}

std::int64_t ReadAll(BatchStream& stream) {
  std::int64_t next = 0;
  while (auto batch = stream.Next())
    for (std::int64_t row = 0; row < batch->num_rows(); ++row)
      EXPECT_EQ(batch->column(0).Int64At(row), next++);
  return next;
}

class TeeTest : public testing::Test {
 protected:
  std::shared_ptr<Tee> Make(std::size_t consumers, std::int64_t ahead = 1000) {
    return std::make_shared<Tee>(kSchema, consumers, ahead, memory_, SpillDirectory(), cancel_,
                                 [this] { ++left_; });
  }
  CancelToken cancel_;
  MemoryBudget budget_{4000};
  std::shared_ptr<StepMemory> memory_ = std::make_shared<StepMemory>(budget_, 0);
  int left_ = 0;
};

TEST_F(TeeTest, GivesEveryConsumerEverything) {
  auto tee = Make(3);
  std::vector<std::thread> consumers;
  for (std::size_t i = 0; i < 3; ++i)
    consumers.emplace_back([&tee, i] { EXPECT_EQ(ReadAll(*Tee::Reader(tee, i)), 10'000); });
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(tee->Push(Batch(i * 10, 10)));
  tee->Finish();
  for (std::thread& consumer : consumers) consumer.join();
  EXPECT_EQ(left_, 0);
}

// One consumer reads all before the other reads anything, in far less memory than the rows take:
// what both sides of a join do to a source that they share.
TEST_F(TeeTest, SpillsWhatASlowConsumerHasNotRead) {
  auto tee = Make(2);
  StreamPointer slow = Tee::Reader(tee, 1);
  std::thread fast([&] { EXPECT_EQ(ReadAll(*Tee::Reader(tee, 0)), 100'000); });
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(tee->Push(Batch(i * 100, 100)));
  tee->Finish();
  fast.join();
  EXPECT_LE(budget_.peak(), 4000);
  EXPECT_EQ(ReadAll(*slow), 100'000);
  EXPECT_EQ(budget_.used(), 0);
}

TEST_F(TeeTest, DetachesWhoLeavesEarly) {
  auto tee = Make(2);
  Tee::Reader(tee, 0).reset();
  std::thread other([&] { EXPECT_EQ(ReadAll(*Tee::Reader(tee, 1)), 10'000); });
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(tee->Push(Batch(i * 100, 100)));
  tee->Finish();
  other.join();
  EXPECT_EQ(left_, 0);
}

TEST_F(TeeTest, StopsTheWriterWhenAllHaveLeft) {
  auto tee = Make(2);
  Tee::Reader(tee, 0).reset();
  Tee::Reader(tee, 1).reset();
  EXPECT_FALSE(tee->Push(Batch(0, 10)));
  EXPECT_EQ(left_, 1);
}

TEST_F(TeeTest, WakesTheWriterOnCancel) {
  auto tee = Make(1, 10);
  StreamPointer reader = Tee::Reader(tee, 0);
  ASSERT_TRUE(tee->Push(Batch(0, 100)));
  std::thread writer([&] { EXPECT_THROW(tee->Push(Batch(0, 100)), Stopped); });
  cancel_.Cancel();
  writer.join();
}

}  // namespace
}  // namespace etl::runtime
