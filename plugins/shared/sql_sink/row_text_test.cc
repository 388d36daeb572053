// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/sql_sink/row_text.h"

#include <gtest/gtest.h>

#include "etl/testing/harness.h"

namespace etl::sql_sink {
namespace {

std::vector<BoundColumn> Bound(const Schema& schema) {
  std::vector<BoundColumn> columns;
  for (const Field& field : schema) {
    BoundColumn column;
    column.field = column.target.field = field;
    columns.push_back(column);
  }
  return columns;
}

std::string Text(RowForm form, const Schema& schema, const std::vector<std::string>& row) {
  std::string out;
  RowText(form, Bound(schema)).Append(etl::testing::MakeBatch(schema, {row}), 0, 0, out);
  return out;
}

const Schema kSchema{{"b", Bool()},           {"i", Int64()},   {"u", UInt64()}, {"f", Float64()},
                     {"d", Decimal128(9, 2)}, {"s", Utf8()},    {"x", Binary()}, {"day", Date32()},
                     {"at", TimestampUtc()},  {"t", Duration()}};
const std::vector<std::string> kRow{"true",      "-5",         "7",
                                    "0.1",       "-3.50",      "a'\\\t\n",
                                    "AZ",        "2024-02-29", "2024-02-29T12:00:00.5Z",
                                    "-100:00:01"};

TEST(RowText, BetweenTabs) {
  EXPECT_EQ(Text(RowForm::kTabs, kSchema, kRow),
            "1\t-5\t7\t0.1\t-3.50\ta'\\\\\\t\\n\t415A\t2024-02-29\t2024-02-29 "
            "12:00:00.500000\t-100:00:01\n");
  EXPECT_EQ(Text(RowForm::kTabs, {{"a", Utf8()}, {"b", Int32()}}, {"null", "null"}), "\\N\t\\N\n");
  EXPECT_EQ(Text(RowForm::kTabs, {{"a", Utf8()}}, {"\\N"}), "\\\\N\n");
}

TEST(RowText, ForCopy) {
  EXPECT_EQ(Text(RowForm::kCopy, {{"x", Binary()}, {"s", Utf8()}, {"f", Float64()}},
                 {"AZ", "a\\b", "0.1"}),
            "\\\\x415A\ta\\\\b\t0.1\n");
  EXPECT_EQ(Text(RowForm::kCopy, {{"x", Binary()}}, {"null"}), "\\N\n");
}

TEST(RowText, AsLiterals) {
  EXPECT_EQ(Text(RowForm::kLiterals, kSchema, kRow),
            "(1,-5,7,0.1,-3.50,'a''\\\t\n',X'415A','2024-02-29','2024-02-29 "
            "12:00:00.500000','-100:00:01')");
  EXPECT_EQ(Text(RowForm::kLiterals, {{"a", Utf8()}}, {"null"}), "(NULL)");
}

// What of a value a column would lose.
TEST(RowText, RefusesWhatWouldBeCut) {
  const auto refused = [](DataType type, const std::string& value, const auto& change) {
    const Schema schema{{"x", type}};
    std::vector<BoundColumn> columns = Bound(schema);
    change(columns[0]);
    std::string out;
    try {
      RowText(RowForm::kTabs, columns)
          .Append(etl::testing::MakeBatch(schema, {{value}}), 0, 41, out);
    } catch (const DataError& error) {
      EXPECT_EQ(error.row(), 41);
      EXPECT_EQ(error.column(), "x");
      return true;
    }
    return false;
  };
  const auto chars = [](BoundColumn& c) { c.target.field.max_chars = 2; };
  EXPECT_FALSE(refused(Utf8(), "éé", chars));
  EXPECT_TRUE(refused(Utf8(), "ééé", chars));
  EXPECT_TRUE(refused(Binary(), "abc", chars));
  const auto not_null = [](BoundColumn& c) { c.target.field.nullable = false; };
  EXPECT_TRUE(refused(Int32(), "null", not_null));
  EXPECT_TRUE(refused(Int32(), "null", [](BoundColumn& c) { c.in_key = true; }));
  const auto scale = [](BoundColumn& c) { c.target.field.type = Decimal128(9, 1); };
  EXPECT_FALSE(refused(Decimal128(9, 3), "-1.500", scale));
  EXPECT_TRUE(refused(Decimal128(9, 3), "-1.510", scale));
  const auto seconds = [](BoundColumn& c) { c.target.fraction_digits = 0; };
  EXPECT_FALSE(refused(Timestamp(), "2024-01-01T00:00:01", seconds));
  EXPECT_TRUE(refused(Timestamp(), "2024-01-01T00:00:01.5", seconds));
  EXPECT_TRUE(refused(Duration(), "00:00:00.000001", seconds));
  const auto single = [](BoundColumn& c) { c.target.is_float32 = true; };
  EXPECT_FALSE(refused(Float64(), "0.5", single));
  EXPECT_TRUE(refused(Float64(), "0.1", single));
  EXPECT_TRUE(refused(Float64(), "NaN", [](BoundColumn&) {}));
}

}  // namespace
}  // namespace etl::sql_sink
