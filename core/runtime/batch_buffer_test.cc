// SPDX-License-Identifier: Apache-2.0
#include "runtime/batch_buffer.h"

#include <gtest/gtest.h>

#include "etl/testing/harness.h"

namespace etl::runtime {
namespace {

const Schema& Numbers() {
  static const Schema schema{{"n", Int64()}};
  return schema;
}

RecordBatch Range(std::int64_t begin, std::int64_t count) {
  RecordBatchBuilder builder(Numbers());
  for (std::int64_t i = 0; i < count; ++i) builder.Append(begin + i);
  return builder.Finish();
}

// Whether the reader gives 0, 1, 2, ... up to `count`.
::testing::AssertionResult Counts(BatchBuffer::Reader reader, std::int64_t count) {
  std::int64_t next = 0;
  while (const auto batch = reader.Next())
    for (std::int64_t row = 0; row < batch->num_rows(); ++row)
      if (batch->column(0).Int64At(row) != next++)
        return ::testing::AssertionFailure() << "at " << next - 1;
  if (next != count) return ::testing::AssertionFailure() << next << " rows";
  return ::testing::AssertionSuccess();
}

struct Step {
  explicit Step(std::int64_t bytes) : budget(bytes), memory(budget, 0) {}
  MemoryBudget budget;
  StepMemory memory;
  BatchBuffer buffer{Numbers(), memory, SpillDirectory()};
};

TEST(BatchBuffer, StaysInMemoryWhileItIsGranted) {
  Step step(1 << 20);
  for (int i = 0; i < 10; ++i) step.buffer.Append(Range(i * 100, 100));
  EXPECT_EQ(step.buffer.memory_bytes(), 8000);
  EXPECT_EQ(step.memory.used(), 8000);
  EXPECT_EQ(step.buffer.spilled_bytes(), 0);
  EXPECT_EQ(step.buffer.num_rows(), 1000);
  EXPECT_TRUE(Counts(step.buffer.Read(), 1000));
}

TEST(BatchBuffer, SpillsTheRestAndKeepsTheOrder) {
  for (const std::int64_t bytes : {0, 100, 800, 4100}) {
    Step step(bytes);
    for (int i = 0; i < 10; ++i) step.buffer.Append(Range(i * 100, 100));
    EXPECT_LE(step.buffer.memory_bytes(), bytes);
    EXPECT_GT(step.buffer.spilled_bytes(), 0);
    EXPECT_TRUE(Counts(step.buffer.Read(), 1000)) << bytes;
    EXPECT_TRUE(Counts(step.buffer.Read(), 1000)) << "a second time";
  }
}

TEST(BatchBuffer, ReadersAreIndependentAndOutliveClearAndTheBuffer) {
  MemoryBudget budget(1000);
  StepMemory memory(budget, 0);
  std::optional<BatchBuffer> buffer(std::in_place, Numbers(), memory, SpillDirectory());
  for (int i = 0; i < 4; ++i) buffer->Append(Range(i * 100, 100));
  std::optional<BatchBuffer::Reader> ahead = buffer->Read();
  ahead->Next();
  const BatchBuffer::Reader early = buffer->Read();
  buffer->Clear();
  EXPECT_EQ(buffer->num_rows(), 0);
  EXPECT_TRUE(Counts(buffer->Read(), 0));
  buffer->Append(Range(0, 7));
  EXPECT_TRUE(Counts(buffer->Read(), 7));
  buffer.reset();
  EXPECT_TRUE(Counts(early, 400));
  EXPECT_EQ(ahead->Next()->column(0).Int64At(0), 100);
}

TEST(BatchBuffer, GivesTheMemoryBack) {
  Step step(1000);
  step.buffer.Append(Range(0, 100));
  step.buffer.Append(Range(100, 100));
  EXPECT_EQ(step.memory.used(), 800);
  step.buffer.Clear();
  EXPECT_EQ(step.memory.used(), 0);
  step.buffer.Append(Range(0, 100));
  EXPECT_EQ(step.buffer.spilled_bytes(), 0) << "it starts in memory again";
}

TEST(BatchBuffer, ASliceCountsForItself) {
  Step step(1000);
  step.buffer.Append(Range(0, 100000).Slice(0, 100));
  EXPECT_EQ(step.buffer.memory_bytes(), 800);
}

}  // namespace
}  // namespace etl::runtime
