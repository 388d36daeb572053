// SPDX-License-Identifier: Apache-2.0
// Units of the calendar: parts, beginnings, differences and sums.
#include <gtest/gtest.h>

#include <ctime>
#include <random>

#include "plugins/shared/expression/calendar.h"
#include "plugins/shared/expression/expression_testing.h"

namespace etl::expression {
namespace {

struct Case {
  const char *text, *expected;
};

void Check(const std::vector<Case>& cases) {
  for (const Case& test : cases) {
    Evaluator evaluator(
        {{"d", Date32()}, {"t", Timestamp()}, {"z", TimestampUtc()}, {"n", Int32()}, {"s", Utf8()}},
        {{"2024-02-29", "2024-02-29T23:59:59.999999", "2024-03-01T00:00:00Z", "12", "a"},
         {"1969-12-31", "1969-12-31T23:59:59.5", "1969-12-31T00:00:00Z", "-1", "b"},
         {"null", "null", "null", "1", "c"},
         {"9999-12-31", "0001-01-01T00:00:00", "9999-12-31T23:59:59Z", "0", "d"}});
    EXPECT_EQ(evaluator.Outcome(test.text), test.expected) << test.text;
  }
}

constexpr const char* kUnits =
    "the units are year, quarter, month, week, day, hour, minute and second";

TEST(Dates, Trunc) {
  Check({{"date_trunc('year', d)", "2024-01-01|1969-01-01|null|9999-01-01"},
         {"date_trunc('quarter', d)", "2024-01-01|1969-10-01|null|9999-10-01"},
         {"date_trunc('MONTH', d)", "2024-02-01|1969-12-01|null|9999-12-01"},
         {"date_trunc('week', d)", "2024-02-26|1969-12-29|null|9999-12-27"},
         {"date_trunc('day', d)", "2024-02-29|1969-12-31|null|9999-12-31"},
         {"date_trunc('week', t)",
          "2024-02-26T00:00:00|1969-12-29T00:00:00|null|0001-01-01T00:00:00"},
         {"date_trunc('hour', t)",
          "2024-02-29T23:00:00|1969-12-31T23:00:00|null|0001-01-01T00:00:00"},
         {"date_trunc('minute', t)",
          "2024-02-29T23:59:00|1969-12-31T23:59:00|null|0001-01-01T00:00:00"},
         {"date_trunc('second', t)",
          "2024-02-29T23:59:59|1969-12-31T23:59:59|null|0001-01-01T00:00:00"},
         {"date_trunc('year', z)",
          "2024-01-01T00:00:00Z|1969-01-01T00:00:00Z|null|9999-01-01T00:00:00Z"},
         {"date_trunc('month', d) = '2024-02-01'", "true|false|null|false"},
         {"date_trunc('month', '2024-02-29')", "2024-02-01|2024-02-01|2024-02-01|2024-02-01"},
         {"date_trunc('month', null)", "null|null|null|null"},
         {"date_trunc('hour', d)",
          "@19 date_trunc('hour', ...) takes a timestamp: a date has no time of day; "
          "cast(x as timestamp) is its midnight"},
         {"date_trunc('day', n)", "@18 date_trunc takes dates, not int"},
         {"date_trunc('day', s)",
          "@18 date_trunc takes dates, not string; cast(x as date) reads a date"}});
  EXPECT_EQ(Evaluator({{"s", Utf8()}}).Outcome("date_trunc(s, s)"),
            Format("@11 date_trunc takes the unit as a text literal; {}", kUnits));
  EXPECT_EQ(Evaluator({{"d", Date32()}}).Outcome("date_trunc('moth', d)"),
            Format("@11 date_trunc knows no unit 'moth'; did you mean 'month'? {}", kUnits));
  EXPECT_EQ(Evaluator({{"d", Date32()}}).Outcome("date_trunc('', d)"),
            Format("@11 date_trunc knows no unit ''; {}", kUnits));
}

TEST(Dates, Diff) {
  Check({{"date_diff('year', d, date '2025-01-01')", "1|56|null|-7974"},
         {"date_diff('quarter', d, date '2024-04-01')", "1|218|null|-31902"},
         {"date_diff('month', '2024-01-31', d)", "1|-649|null|95711"},
         {"date_diff('week', date '2024-02-25', d)", "1|-2825|null|416160"},
         {"date_diff('day', d, z)", "1|0|null|0"},
         {"date_diff('hour', t, timestamp '2024-03-01 00:00:00')", "1|474793|null|17734680"},
         {"date_diff('minute', t, '2024-03-01 00:00:00')", "1|28487521|null|1064080800"},
         {"date_diff('second', '2024-02-29 23:59:58', t)", "1|-1709251199|null|-63844847998"},
         {"date_diff('hour', '2024-03-01 02:00:00Z', z)", "-2|-474818|null|69914733"},
         {"date_diff('hour', d, t)",
          "@18 date_diff('hour', ...) takes a timestamp: a date has no time of day; "
          "cast(x as timestamp) is its midnight"},
         {"date_diff('month', null, d)", "null|null|null|null"}});
}

TEST(Dates, Parts) {
  Check({{"year(d)", "2024|1969|null|9999"},
         {"quarter(d)", "1|4|null|4"},
         {"month(t)", "2|12|null|1"},
         {"week(d)", "9|1|null|52"},
         {"day(t)", "29|31|null|1"},
         {"dayofweek(d)", "4|3|null|5"},
         {"isodow(z)", "5|3|null|5"},
         {"hour(t)", "23|23|null|0"},
         {"minute(z)", "0|0|null|59"},
         {"second(t)", "59|59|null|0"},
         {"year('2024-02-29')", "2024|2024|2024|2024"},
         {"hour('2024-02-29 17:00:00')", "17|17|17|17"},
         {"year(null)", "null|null|null|null"},
         {"hour(d)",
          "@5 hour takes a timestamp: a date has no time of day; cast(x as timestamp) is its "
          "midnight"},
         {"year(n)", "@5 year takes dates, not int"}});
}

TEST(Dates, Add) {
  Check({{"date_add(d, 1, 'year')", "row 3: date out of range: date_add(9999-12-31, 1, 'year')"},
         {"date_add(d, n, 'month')", "2025-02-28|1969-11-30|null|9999-12-31"},
         {"date_add(d, -1, 'quarter')", "2023-11-29|1969-09-30|null|9999-09-30"},
         {"date_add(d, -1, 'week')", "2024-02-22|1969-12-24|null|9999-12-24"},
         {"date_add(d, n, 'day')", "2024-03-12|1969-12-30|null|9999-12-31"},
         {"date_add(t, 1, 'month')",
          "2024-03-29T23:59:59.999999|1970-01-31T23:59:59.500000|null|0001-02-01T00:00:00"},
         {"date_add(t, n, 'second')",
          "2024-03-01T00:00:11.999999|1969-12-31T23:59:58.500000|null|0001-01-01T00:00:00"},
         {"date_add(z, n, 'minute')",
          "2024-03-01T00:12:00Z|1969-12-30T23:59:00Z|null|9999-12-31T23:59:59Z"},
         {"date_add('2023-01-31', 1, 'month')", "2023-02-28|2023-02-28|2023-02-28|2023-02-28"},
         {"date_add(d, null, 'day')", "null|null|null|null"},
         {"date_add(t, -1, 'hour')",
          "row 3: timestamp out of range: date_add(0001-01-01T00:00:00, -1, 'hour')"},
         {"date_add(d, 9223372036854775807, 'year')",
          "row 0: date out of range: date_add(2024-02-29, 9223372036854775807, 'year')"},
         {"date_add(t, -9223372036854775808, 'week')",
          "row 0: timestamp out of range: date_add(2024-02-29T23:59:59.999999, "
          "-9223372036854775808, 'week')"},
         {"date_add(d, 1, 'hour')",
          "@9 date_add(..., 'hour') takes a timestamp: a date has no time of day; "
          "cast(x as timestamp) is its midnight"},
         {"date_add(d, 1.5, 'day')", "@12 date_add takes a whole number, not decimal(2,1)"}});
}

TEST(Dates, ExtremeMomentsAreErrorsOfTheRow) {
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  std::int64_t out = 0;
  std::int32_t day = 0;
  for (const Unit unit : {Unit::kYear, Unit::kWeek, Unit::kDay, Unit::kHour, Unit::kSecond}) {
    EXPECT_FALSE(Truncate(unit, kLeast, out)) << NameOf(unit);
    EXPECT_FALSE(AddUnits(unit, kLeast, 1, out)) << NameOf(unit);
    EXPECT_TRUE(Truncate(unit, -(kLeast + 1) - kMicrosPerDay, out)) << NameOf(unit);
  }
  EXPECT_FALSE(Truncate(Unit::kYear, std::numeric_limits<std::int32_t>::min(), day));
  EXPECT_TRUE(AddUnits(Unit::kYear, kLeast, 294'000, out));
}

// The C library's calendar, day by day.
TEST(Dates, AgreesWithTheCLibrary) {
  std::mt19937 random(4);
  for (int i = 0; i < 50'000; ++i) {
    const auto days = std::uniform_int_distribution<std::int32_t>(-719162, 2932896)(random);
    const std::time_t seconds = std::time_t{days} * 86'400;
    std::tm civil{};
    ASSERT_NE(gmtime_r(&seconds, &civil), nullptr);
    char week[8], weekday[8];
    std::strftime(week, sizeof week, "%V", &civil);
    std::strftime(weekday, sizeof weekday, "%u", &civil);
    const CivilDate date = CivilOf(days);
    ASSERT_EQ(date.year, civil.tm_year + 1900) << days;
    ASSERT_EQ(date.month, civil.tm_mon + 1) << days;
    ASSERT_EQ(date.day, civil.tm_mday) << days;
    ASSERT_EQ(DaysOf(date), days);
    ASSERT_EQ(IsoWeek(days), std::stoi(week)) << days;
    ASSERT_EQ(WeekDay(days), std::stoi(weekday)) << days;
  }
}

// What a difference counts is what a sum adds, from one beginning to another.
TEST(Dates, DifferenceTruncAndSumFitTogether) {
  std::mt19937_64 random(5);
  std::uniform_int_distribution<std::int64_t> moments(-60'000'000'000'000'000,
                                                      200'000'000'000'000'000);
  for (int i = 0; i < 20'000; ++i) {
    const auto unit = static_cast<Unit>(i % 8);
    const std::int64_t a = moments(random), b = moments(random);
    std::int64_t from = 0, to = 0, sum = 0;
    ASSERT_TRUE(Truncate(unit, a, from) && Truncate(unit, b, to));
    ASSERT_LE(from, a);
    ASSERT_EQ(NumberOf(unit, from), NumberOf(unit, a));
    ASSERT_LT(NumberOf(unit, from - 1), NumberOf(unit, a));
    ASSERT_TRUE(AddUnits(unit, from, NumberOf(unit, b) - NumberOf(unit, a), sum));
    ASSERT_EQ(sum, to) << NameOf(unit) << ' ' << a << ' ' << b;
  }
}

}  // namespace
}  // namespace etl::expression
