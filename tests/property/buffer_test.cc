// SPDX-License-Identifier: Apache-2.0
// A buffer in tiny memory against a list of rows.
#include <gtest/gtest.h>

#include "etl/testing/harness.h"
#include "runtime/batch_buffer.h"
#include "tests/property/random_rows.h"

namespace etl::property {
namespace {

using runtime::BatchBuffer, runtime::MemoryBudget, runtime::StepMemory;

const Schema& Rows() {
  static const Schema schema{{"b", Bool()},    {"i", Int32()},  {"u", UInt64()},
                             {"f", Float64()}, {"t", Utf8()},   {"d", Decimal128(38, 2)},
                             {"z", Null()},    {"x", Binary()}, {"s", Duration()}};
  return schema;
}

RecordBatch MakeRows(Random& random) {
  RecordBatchBuilder builder(Rows());
  const std::int64_t count = random.Below(200);
  for (std::int64_t row = 0; row < count; ++row)
    for (int i = 0; i < Rows().size(); ++i) AppendRandom(random, builder.column(i));
  return builder.Finish();
}

std::string ReadRest(BatchBuffer::Reader& reader) {
  etl::testing::Rows rows;
  while (auto batch = reader.Next()) rows.Add(std::move(*batch));
  return rows.text;
}

TEST(BufferProperty, GivesBackWhatWasAppended) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    MemoryBudget budget(random.Pick(std::vector<std::int64_t>{0, 500, 5000, 50000}));
    {
      StepMemory memory(budget, 0);
      BatchBuffer buffer(Rows(), memory, runtime::SpillDirectory());
      etl::testing::Rows expected;
      for (int round = 0; round < 3; ++round) {
        for (const RecordBatch& batch : Cut(random, MakeRows(random))) {
          buffer.Append(batch);
          expected.Add(batch);
        }
        BatchBuffer::Reader first = buffer.Read(), second = buffer.Read();
        ASSERT_EQ(ReadRest(first), expected.text);
        ASSERT_EQ(buffer.num_rows(), expected.count);
        ASSERT_LE(budget.used(), budget.total());
        if (random.OneIn(2)) {
          buffer.Clear();
          ASSERT_EQ(ReadRest(second), expected.text) << "a reader keeps what it reads";
          expected = {};
        }
      }
    }
    ASSERT_EQ(budget.used(), 0);
  }
}

}  // namespace
}  // namespace etl::property
