// SPDX-License-Identifier: Apache-2.0
#include "plan/incremental.h"

#include <gtest/gtest.h>

#include "etl/value_text.h"

namespace etl::plan {
namespace {

Incremental By(std::string cursor) {
  Incremental incremental;
  incremental.cursor = std::move(cursor);
  return incremental;
}

TEST(Incremental, AsksTheSourceForWhatIsNew) {
  const auto wanted = [](DataType type, const std::string& value) {
    const Field field{"c", type};
    const Predicate predicate =
        *MakeBound(By("c"), field, {"c", CursorTypeName(type), value}).wanted;
    return Format("{} {}|{}", static_cast<int>(predicate.op), predicate.values.at(0).integer,
                  predicate.values[0].text);
  };
  EXPECT_EQ(wanted(Int32(), "-7"), Format("{} -7|", static_cast<int>(ETL_OP_GT)));
  EXPECT_EQ(wanted(Int64(), "5000000000"), Format("{} 5000000000|", static_cast<int>(ETL_OP_GT)));
  EXPECT_EQ(wanted(UInt64(), "18446744073709551615"),
            Format("{} 0|18446744073709551615", static_cast<int>(ETL_OP_GT)));
  EXPECT_EQ(wanted(Date32(), "1970-01-03"), Format("{} 2|", static_cast<int>(ETL_OP_GT)));
  EXPECT_EQ(wanted(Utf8(), "x"), Format("{} 0|x", static_cast<int>(ETL_OP_GT)));
  EXPECT_EQ(wanted(Decimal128(5, 2), "1.50"), Format("{} 0|1.50", static_cast<int>(ETL_OP_GT)));
  // Predicates know no times: the whole day is wanted, and the host looks at the rest.
  EXPECT_EQ(wanted(Timestamp(), "1970-01-03 12:00:00"),
            Format("{} 2|", static_cast<int>(ETL_OP_GE)));
  EXPECT_EQ(wanted(Timestamp(), "1969-12-31 12:00:00"),
            Format("{} -1|", static_cast<int>(ETL_OP_GE)));
  EXPECT_EQ(wanted(TimestampUtc(), "1970-01-03T12:00:00Z"),
            Format("{} 1|", static_cast<int>(ETL_OP_GE)));
}

TEST(Incremental, GoesBackByItsLag) {
  const auto from = [](DataType type, const std::string& value, std::optional<std::int64_t> number,
                       std::optional<std::int64_t> ms) {
    Incremental incremental = By("c");
    incremental.lag_number = number, incremental.lag_ms = ms;
    const CursorBound bound =
        MakeBound(incremental, {"c", type}, {"c", CursorTypeName(type), value});
    EXPECT_TRUE(bound.inclusive);
    return FormatValue(bound.value.column(0), 0);
  };
  EXPECT_EQ(from(Int32(), "100", 30, {}), "70");
  EXPECT_EQ(from(Int64(), "-9223372036854775807", 30, {}), "-9223372036854775808");
  EXPECT_EQ(from(UInt64(), "3", 30, {}), "0");
  EXPECT_EQ(from(Date32(), "2023-03-02", {}, 48 * 3'600'000), "2023-02-28");
  EXPECT_EQ(from(Date32(), "2023-03-02", {}, 1), "2023-03-01");
  EXPECT_EQ(from(Timestamp(), "2023-03-02 00:00:00", {}, 1000), "2023-03-01T23:59:59");
}

TEST(Incremental, RefusesWhatChanged) {
  const auto complaint = [](const Incremental& incremental, const Field& field,
                            const CursorState& state) -> std::string {
    try {
      CheckCursor(incremental, field, &state, "oslo");
    } catch (const ConfigError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(complaint(By("c"), {"c", Int32()}, {"c", "bigint", "5"}), "");
  EXPECT_EQ(complaint(By("c"), {"c", Int32()}, {"d", "bigint", "5"}),
            "its cursor was `d` in the last run, and is `c` now");
  EXPECT_EQ(complaint(By("c"), {"c", Date32()}, {"c", "bigint", "5"}),
            "its cursor `c` was bigint in the last run, and is date now");
  EXPECT_EQ(complaint(By("c"), {"c", Int32()}, {"c", "bigint", "5000000000"}),
            "the cursor `c` is int: that is no value of it: '5000000000'");
  EXPECT_EQ(complaint(By("c"), {"c", Float64()}, {"c", "double", "5"}),
            "`c` is double, which is no cursor");
  Incremental lagging = By("c");
  lagging.lag_number = 5;
  EXPECT_EQ(complaint(lagging, {"c", Date32()}, {"c", "date", "2023-01-01"}),
            "`lag` does not fit the cursor `c`, which is date");
}

}  // namespace
}  // namespace etl::plan
