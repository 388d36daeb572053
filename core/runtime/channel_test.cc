// SPDX-License-Identifier: Apache-2.0
#include "runtime/channel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "etl/batch_size.h"
#include "etl/record_batch_builder.h"

namespace etl::runtime {
namespace {

const Schema kSchema{{"n", Int64()}};

RecordBatch Batch(std::int64_t first, std::int64_t rows) {
  RecordBatchBuilder builder(kSchema, {rows, 1 << 30});
  for (std::int64_t i = 0; i < rows; ++i) builder.Append(first + i);
  return builder.Finish();
}

TEST(Channel, KeepsTheOrderAndEnds) {
  CancelToken cancel;
  auto channel = std::make_shared<Channel>(kSchema, 1000, cancel);
  std::thread writer([&] {
    for (int i = 0; i < 1000; ++i) EXPECT_TRUE(channel->Push(Batch(i * 10, 10)));
    channel->Finish();
  });
  StreamPointer reader = Channel::Reader(channel);
  std::int64_t next = 0;
  while (auto batch = reader->Next())
    for (std::int64_t row = 0; row < batch->num_rows(); ++row)
      ASSERT_EQ(batch->column(0).Int64At(row), next++);
  EXPECT_EQ(next, 10'000);
  writer.join();
}

TEST(Channel, AdmitsOneBatchHoweverLarge) {
  CancelToken cancel;
  auto channel = std::make_shared<Channel>(kSchema, 10, cancel);
  EXPECT_TRUE(channel->Push(Batch(0, 1000)));
  EXPECT_EQ(Channel::Reader(channel)->Next()->num_rows(), 1000);
}

TEST(Channel, HoldsMoreWhileMemoryIsToSpare) {
  CancelToken cancel;
  MemoryBudget budget(1000);
  const RecordBatch batch = Batch(0, 10);
  const std::int64_t size = SizeBytes(batch);
  auto channel = std::make_shared<Channel>(kSchema, size, cancel, std::function<void()>(),
                                           std::make_shared<StepMemory>(budget, 0), 3 * size);
  StreamPointer reader = Channel::Reader(channel);
  std::atomic<int> pushed = 0;
  std::jthread writer([&] {
    while (channel->Push(batch)) ++pushed;
  });
  while (pushed < 4) std::this_thread::yield();
  EXPECT_EQ(budget.used(), 3 * size);
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_EQ(pushed, 4) << "one by right, three by favour";
  EXPECT_TRUE(reader->Next());
  while (pushed < 5) std::this_thread::yield();
  reader.reset();
  writer.join();
  EXPECT_EQ(budget.used(), 0);
}

TEST(Channel, TellsTheWriterThatTheReaderHasLeft) {
  CancelToken cancel;
  std::atomic<int> left{0};
  auto channel = std::make_shared<Channel>(kSchema, 10, cancel, [&] { ++left; });
  StreamPointer reader = Channel::Reader(channel);
  EXPECT_TRUE(channel->Push(Batch(0, 1)));
  std::thread leaver([&] { reader.reset(); });
  while (channel->Push(Batch(0, 100))) {
  }
  leaver.join();
  EXPECT_EQ(left, 1);
}

TEST(Channel, WakesBothSidesOnCancel) {
  CancelToken cancel;
  auto full = std::make_shared<Channel>(kSchema, 10, cancel);
  auto empty = std::make_shared<Channel>(kSchema, 10, cancel);
  ASSERT_TRUE(full->Push(Batch(0, 100)));
  std::thread writer([&] { EXPECT_THROW(full->Push(Batch(0, 100)), Stopped); });
  std::thread reader([&] { EXPECT_THROW(Channel::Reader(empty)->Next(), Stopped); });
  cancel.Cancel();
  writer.join();
  reader.join();
}

TEST(Channel, AFailedWriterIsNotAnEnd) {
  CancelToken cancel;
  auto channel = std::make_shared<Channel>(kSchema, 1000, cancel);
  StreamPointer reader = Channel::Reader(channel);
  ASSERT_TRUE(channel->Push(Batch(0, 1)));
  channel->Fail();
  EXPECT_THROW(reader->Next(), Stopped);
}

}  // namespace
}  // namespace etl::runtime
