// SPDX-License-Identifier: Apache-2.0
#include "etl/gather.h"

#include <gtest/gtest.h>

#include "etl/testing/harness.h"

namespace etl {
namespace {

using testing::MakeBatch;

const Schema& EveryType() {
  static const Schema schema{{"bool", Bool()},  {"i32", Int32()},   {"i64", Int64()},
                             {"u64", UInt64()}, {"f64", Float64()}, {"dec", Decimal128(20, 2)},
                             {"text", Utf8()},  {"day", Date32()},  {"none", Null()}};
  return schema;
}

RecordBatch Sample() {
  return MakeBatch(
      EveryType(),
      {{"true", "-1", "-2", "3", "1.5", "1.25", "first", "2024-02-29", "null"},
       {"null", "null", "null", "null", "null", "null", "null", "null", "null"},
       {"false", "7", "8", "18446744073709551615", "-0.5", "-9.99", "", "1969-12-31", "null"}});
}

std::string Text(const RecordBatch& batch) {
  testing::Rows rows;
  rows.Add(batch);
  return rows.text;
}

TEST(Gather, PicksRowsOfSeveralBatchesAndNoRows) {
  const RecordBatch sample = Sample();
  const std::vector<RecordBatch> batches{sample, sample.Slice(1, 2)};
  const std::vector<RowRef> rows{{0, 2}, {1, 1}, {}, {1, 0}, {0, 0}};
  EXPECT_EQ(Text(GatherRows(EveryType(), batches, rows)),
            "false|7|8|18446744073709551615|-0.5|-9.99||1969-12-31|null\n"
            "false|7|8|18446744073709551615|-0.5|-9.99||1969-12-31|null\n"
            "null|null|null|null|null|null|null|null|null\n"
            "null|null|null|null|null|null|null|null|null\n"
            "true|-1|-2|3|1.5|1.25|first|2024-02-29|null\n");
}

TEST(Gather, GrowsByLists) {
  const Schema schema{{"n", Int32()}, {"b", Bool()}};
  const RecordBatch full = MakeBatch(schema, {{"1", "true"}, {"2", "true"}});
  const RecordBatch holes = MakeBatch(schema, {{"null", "null"}, {"4", "false"}});
  ColumnGatherer numbers(Int32()), bools(Bool());
  const std::vector<RowRef> both{{0, 0}, {0, 1}};
  for (const RecordBatch* batch : {&full, &holes, &full}) {
    numbers.Append({&batch->column(0)}, both);
    bools.Append({&batch->column(1)}, both);
  }
  const RecordBatch all(schema, {numbers.Finish(), bools.Finish()}, 6);
  EXPECT_EQ(Text(all), "1|true\n2|true\nnull|null\n4|false\n1|true\n2|true\n");
  EXPECT_EQ(numbers.length(), 0);
  numbers.Append({&full.column(0)}, both);
  EXPECT_FALSE(numbers.Finish().may_have_nulls()) << "nothing is left of the first column";
}

TEST(Gather, CountsRowsThatFit) {
  const Schema schema{{"t", Utf8()}};
  const RecordBatch batch = MakeBatch(schema, {{"12345678"}, {"12345678"}, {"null"}});
  const std::vector<RowRef> rows{{0, 0}, {0, 1}, {0, 2}};
  EXPECT_EQ(CountFitting(schema, {batch}, rows, 1), 1u) << "always one";
  EXPECT_EQ(CountFitting(schema, {batch}, rows, 24), 2u);
  EXPECT_EQ(CountFitting(schema, {batch}, rows, 28), 3u);
}

TEST(Gather, NothingFromNothing) {
  const RecordBatch none = GatherRows(EveryType(), {}, {});
  EXPECT_EQ(none.num_rows(), 0);
  EXPECT_EQ(none.num_columns(), EveryType().size());
}

}  // namespace
}  // namespace etl
