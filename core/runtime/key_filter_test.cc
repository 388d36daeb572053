// SPDX-License-Identifier: Apache-2.0
#include "runtime/key_filter.h"

#include <gtest/gtest.h>

#include <thread>

#include "etl/testing/harness.h"
#include "tests/property/random_rows.h"

namespace etl::runtime {
namespace {

using testing::MakeBatch;

class KeyFilterTest : public ::testing::Test {
 protected:
  static std::string Text(const RecordBatch& batch) {
    testing::Rows rows;
    rows.Add(batch);
    return rows.text;
  }

  MemoryBudget budget_{1 << 20};
  StepMemory memory_{budget_, 0};
  CancelToken cancel_;
};

TEST_F(KeyFilterTest, DropsRowsWhoseKeyIsNotThereAndRowsWithoutOne) {
  const Schema left{{"n", Int32()}, {"id", Int64()}, {"name", Utf8()}};
  const Schema right{{"id", Int64()}, {"name", Utf8()}};
  KeyFilter filter({Int64(), Utf8()}, memory_, cancel_);
  filter.Add(MakeBatch(right, {{"1", "a"}, {"2", "b"}, {"null", "c"}, {"4", "null"}}), {0, 1});
  filter.Finish(true);
  const RecordBatch rows = MakeBatch(
      left,
      {{"1", "1", "a"}, {"2", "1", "b"}, {"3", "2", "b"}, {"4", "null", "c"}, {"5", "4", "null"}});
  EXPECT_EQ(Text(filter.Reduce(rows, {1, 2})), "1|1|a\n3|2|b\n");
}

TEST_F(KeyFilterTest, NeverLosesAKeyOfAnyType) {
  property::Random random(7);
  for (const DataType type : {Bool(), Int32(), Int64(), UInt64(), Float64(), Decimal128(38, 4),
                              Utf8(), Binary(), Date32()}) {
    RecordBatchBuilder builder(Schema({{"k", type}}), {1 << 20, 1 << 30});
    for (int i = 0; i < 2000; ++i) property::AppendRandom(random, builder.column(0));
    const RecordBatch batch = builder.Finish();
    std::int64_t values = 0;
    for (std::int64_t row = 0; row < batch.num_rows(); ++row)
      values += !batch.column(0).IsNull(row);
    KeyFilter filter({type}, memory_, cancel_);
    filter.Add(batch, {0});
    filter.Finish(true);
    EXPECT_EQ(filter.Reduce(batch, {0}).num_rows(), values) << ToString(type);
  }
}

TEST_F(KeyFilterTest, ZeroIsMinusZero) {
  const Schema schema{{"k", Float64()}};
  KeyFilter filter({Float64()}, memory_, cancel_);
  filter.Add(MakeBatch(schema, {{"0"}}), {0});
  filter.Finish(true);
  EXPECT_EQ(filter.Reduce(MakeBatch(schema, {{"-0"}, {"1"}}), {0}).num_rows(), 1);
}

TEST_F(KeyFilterTest, DropsNothingWithTooManyKeysNoMemoryOrKeysThatNeverCame) {
  const Schema schema{{"k", Int64()}};
  const RecordBatch other = MakeBatch(schema, {{"-5"}});
  KeyFilter full({Int64()}, memory_, cancel_);
  RecordBatchBuilder builder(schema, {1 << 20, 1 << 30});
  for (std::int64_t i = 0; i < 200'000; ++i) builder.Append(i);  // 64 KiB have room for 131,072
  const RecordBatch keys = builder.Finish();
  full.Add(keys, {0});
  EXPECT_EQ(full.Reduce(other, {0}).num_rows(), 1);

  // What is known to come is provided for, within a quarter of the memory.
  KeyFilter known({Int64()}, memory_, cancel_, 200'000);
  EXPECT_EQ(memory_.used(), (1 << 16) + (1 << 18));
  known.Add(keys, {0});
  known.Finish(true);
  EXPECT_EQ(known.Reduce(other, {0}).num_rows(), 0);
  EXPECT_EQ(known.Reduce(keys, {0}).num_rows(), 200'000);
  KeyFilter few({Int64()}, memory_, cancel_, 100);
  EXPECT_EQ(memory_.used(), (1 << 16) + (1 << 18) + 256);

  MemoryBudget nothing(0);
  StepMemory none(nothing, 0);
  KeyFilter poor({Int64()}, none, cancel_);
  poor.Add(other, {0});
  poor.Finish(true);
  EXPECT_EQ(poor.Reduce(MakeBatch(schema, {{"7"}}), {0}).num_rows(), 1);

  KeyFilter left({Int64()}, memory_, cancel_);
  left.Finish(false);
  left.Finish(true);
  EXPECT_EQ(left.Reduce(other, {0}).num_rows(), 1);
}

TEST_F(KeyFilterTest, GivesItsMemoryBackAndGivesUpWhereNothingIsDropped) {
  const Schema schema{{"k", Int64()}};
  {
    KeyFilter filter({Int64()}, memory_, cancel_);
    EXPECT_EQ(memory_.used(), (1 << 20) / 16);
    RecordBatchBuilder builder(schema, {1 << 20, 1 << 30});
    for (std::int64_t i = 0; i < 70'000; ++i) builder.Append(i % 1000);
    const RecordBatch same = builder.Finish();
    filter.Add(same.Slice(0, 1000), {0});
    filter.Finish(true);
    EXPECT_EQ(filter.Reduce(same, {0}).num_rows(), 70'000);
    EXPECT_EQ(filter.Reduce(MakeBatch(schema, {{"-5"}}), {0}).num_rows(), 1) << "looks no more";
  }
  EXPECT_EQ(memory_.used(), 0);
}

TEST_F(KeyFilterTest, WhoWaitsIsWokenByTheEndAndByACancelledRun) {
  const Schema schema{{"k", Int64()}};
  const RecordBatch row = MakeBatch(schema, {{"1"}});
  KeyFilter filter({Int64()}, memory_, cancel_);
  std::jthread fills([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    filter.Finish(true);
  });
  EXPECT_EQ(filter.Reduce(row, {0}).num_rows(), 0);
  KeyFilter never({Int64()}, memory_, cancel_);
  std::jthread stops([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    cancel_.Cancel();
  });
  EXPECT_THROW(never.Reduce(row, {0}), Stopped);
}

}  // namespace
}  // namespace etl::runtime
