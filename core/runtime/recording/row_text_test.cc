// SPDX-License-Identifier: Apache-2.0
#include "runtime/recording/row_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "etl/value_text.h"

namespace etl::runtime {
namespace {

Schema AllTypes() {
  return {{"b", Bool()},        {"i", Int32()},          {"l", Int64()},
          {"u", UInt64()},      {"f", Float64()},        {"d", Decimal128(38, 10)},
          {"t \"\\\n", Utf8()}, {"x", Binary()},         {"day", Date32()},
          {"at", Timestamp()},  {"utc", TimestampUtc()}, {"time", Duration()}};
}

// Whether both hold the same, to the bit.
void ExpectSame(const RecordBatch& a, const RecordBatch& b) {
  ASSERT_EQ(a.num_rows(), b.num_rows());
  for (int i = 0; i < a.num_columns(); ++i)
    for (std::int64_t row = 0; row < a.num_rows(); ++row) {
      ASSERT_EQ(a.column(i).IsNull(row), b.column(i).IsNull(row));
      if (a.column(i).IsNull(row)) continue;
      EXPECT_EQ(FormatValue(a.column(i), row), FormatValue(b.column(i), row));
      if (a.column(i).type().id == TypeId::kFloat64) {
        EXPECT_EQ(std::signbit(a.column(i).Float64At(row)),
                  std::signbit(b.column(i).Float64At(row)));
      }
    }
}

RecordBatch ThereAndBack(const RecordBatch& batch) {
  RowText text(batch.schema());
  RecordBatchBuilder back(batch.schema());
  for (std::int64_t row = 0; row < batch.num_rows(); ++row) {
    std::string line;
    text.Append(batch, row, line);
    EXPECT_EQ(line.back(), '\n');
    line.pop_back();
    EXPECT_EQ(line.find('\n'), std::string::npos);
    EXPECT_TRUE(text.Parse(line, back)) << line;
  }
  return back.Finish();
}

TEST(RowTextTest, GivesBackTheEdgesOfEveryType) {
  RecordBatchBuilder rows(AllTypes());
  const auto row = [&](std::int64_t l, double f, Int128 d, std::string_view text, std::int32_t day,
                       std::int64_t micros) {
    rows.column(0).AppendBool(l > 0);
    rows.column(1).AppendInt32(day);
    rows.column(2).AppendInt64(l);
    rows.column(3).AppendUInt64(static_cast<std::uint64_t>(l));
    rows.column(4).AppendFloat64(f);
    rows.column(5).AppendDecimal(d);
    rows.column(6).AppendText(text);
    rows.column(7).AppendText(std::string_view("\xff\x00\x80", 3));
    rows.column(8).AppendInt32(day);
    for (const int i : {9, 10, 11}) rows.column(i).AppendInt64(micros);
  };
  using Limits = std::numeric_limits<std::int64_t>;
  row(Limits::max(), 0.1, 1, "", 0, 0);
  row(Limits::min(), -0.0, -1, "\"\\\n\r\t\x01\x7f é 🙂 \xe2\x80\xa8", INT32_MAX, Limits::max());
  row(-1, std::numeric_limits<double>::infinity(), 0, "null", INT32_MIN, Limits::min());
  row(0, std::nan(""), (Int128{1} << 100), "NaN", -719162, -62135596800000000);
  row(1, std::numeric_limits<double>::denorm_min(), 5, "}", 2932896, 253402300799999999);
  row(2, -1.7976931348623157e308, 5, ",", 2932897, 253402300800000000);
  for (int i = 0; i < 12; ++i) rows.column(i).AppendNull();
  const RecordBatch batch = rows.Finish();
  ExpectSame(batch, ThereAndBack(batch));
}

TEST(RowTextTest, RefusesLinesThatAreNoRow) {
  const Schema schema{{"id", Int32()}, {"name", Utf8()}};
  RowText text(schema);
  RecordBatchBuilder rows(schema);
  EXPECT_TRUE(text.Parse(R"({"id":1,"name":"a"})", rows));
  for (const char* line :
       {"", "{}", R"({"id":1})", R"({"name":"a","id":1})", R"({"id":1,"name":"a"} )",
        R"({"id":1,"name":"a")", R"({"id":1,"name":"a)", R"({"id":1.5,"name":"a"})",
        R"({"id":"1","name":"a"})", R"({"id":3000000000,"name":"a"})", R"({"id":1,"name":a})",
        R"({"id":1,"name":"\q"})", R"({"id":1,"name":"\u0041"})", R"({"id":,"name":"a"})"}) {
    EXPECT_FALSE(text.Parse(line, rows)) << line;
    EXPECT_EQ(rows.num_rows(), 1) << line;
    EXPECT_EQ(rows.column(1).length(), 1) << line;
  }
  EXPECT_TRUE(text.Parse(R"({"id":null,"name":null})", rows));
  EXPECT_EQ(rows.Finish().num_rows(), 2);
}

}  // namespace
}  // namespace etl::runtime
