// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "etl/testing/harness.h"

namespace etl {
namespace {

const Schema kSchema{{"flag", Bool()},           {"i32", Int32()}, {"i64", Int64()},
                     {"dec", Decimal128(20, 2)}, {"text", Utf8()}, {"none", Null()}};

void Append(RecordBatchBuilder& batch, bool flag, int number, const std::string& text) {
  batch.column(0).AppendBool(flag);
  batch.column(1).AppendInt32(number);
  batch.column(2).AppendInt64(-number);
  batch.column(3).AppendDecimal(number * 100);
  batch.column(4).AppendText(text);
  batch.column(5).AppendNull();
}

void AppendNulls(RecordBatchBuilder& batch) {
  for (int i = 0; i < kSchema.size(); ++i) batch.column(i).AppendNull();
}

std::string Text(RecordBatchBuilder& batch) {
  testing::Rows rows;
  rows.Add(batch.Finish());
  return rows.text;
}

TEST(RecordBatchBuilder, TakesBackRowsAndHalfOfOne) {
  RecordBatchBuilder batch(kSchema);
  Append(batch, true, 1, "one");
  Append(batch, false, 2, "two");
  AppendNulls(batch);
  batch.Truncate(2);
  batch.column(0).AppendBool(true);
  batch.column(1).AppendNull();
  batch.Truncate(2);
  Append(batch, true, 3, "three");
  AppendNulls(batch);
  EXPECT_EQ(Text(batch),
            "true|1|-1|1.00|one|null\nfalse|2|-2|2.00|two|null\ntrue|3|-3|3.00|three|null\n"
            "null|null|null|null|null|null\n");
  AppendNulls(batch);
  batch.Truncate(0);
  Append(batch, false, 4, "");
  const RecordBatch last = batch.Finish();
  EXPECT_FALSE(last.column(1).may_have_nulls());
  EXPECT_EQ(last.num_rows(), 1);
}

}  // namespace
}  // namespace etl
