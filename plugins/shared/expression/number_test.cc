// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "plugins/shared/expression/expression_testing.h"

namespace etl::expression {
namespace {

struct Case {
  const char *text, *expected;
};

Evaluator Numbers() {
  return Evaluator({{"i", Int32()},
                    {"b", Int64()},
                    {"u", UInt64()},
                    {"f", Float64()},
                    {"d", Decimal128(10, 2)},
                    {"z", Int64()}},
                   {{"7", "-2", "18446744073709551615", "0.5", "12.35", "0"},
                    {"-2147483648", "9223372036854775807", "0", "-2.5", "-0.05", "1"},
                    {"null", "3", "5", "null", "null", "null"}});
}

void Check(Evaluator evaluator_of_rows(), const std::vector<Case>& cases) {
  for (const Case& test : cases) {
    Evaluator evaluator = evaluator_of_rows();
    EXPECT_EQ(evaluator.Outcome(test.text), test.expected) << test.text;
  }
}

TEST(Numbers, Arithmetic) {
  Check(Numbers, {{"i + 1", "8|-2147483647|null"},
                  {"i - 1", "6|-2147483649|null"},
                  {"i * i", "49|4611686018427387904|null"},
                  {"i / 2", "3|-1073741824|null"},
                  {"-7 / 2", "-3|-3|-3"},
                  {"-7 % 4", "-3|-3|-3"},
                  {"7 % -4", "3|3|3"},
                  {"i % 4", "3|0|null"},
                  {"b + 0", "-2|9223372036854775807|3"},
                  {"b % -1", "0|0|0"},
                  {"u", "18446744073709551615|0|5"},
                  {"u / 2", "9223372036854775807|0|2"},
                  {"u * 1", "18446744073709551615|0|5"},
                  {"u + b", "18446744073709551613|9223372036854775807|8"},
                  {"u - 1 + 1 > 0", "row 1: ubigint out of range: 0 - 1"},
                  {"f * 2", "1|-5|null"},
                  {"f + i", "7.5|-2147483650.5|null"},
                  {"d + 1", "13.35|0.95|null"},
                  {"d * 2", "24.70|-0.10|null"},
                  {"d * d", "152.5225|0.0025|null"},
                  {"d + 0.005", "12.355|-0.045|null"},
                  {"d - i", "5.35|2147483647.95|null"},
                  {"d / 3", "4.1166666666666667|-0.0166666666666667|null"},
                  {"d % 1", "0.35|-0.05|null"},
                  {"1.0 / 3", "0.3333333333333333|0.3333333333333333|0.3333333333333333"},
                  {"2.0 / 3", "0.6666666666666667|0.6666666666666667|0.6666666666666667"},
                  {"d * f", "6.175|0.125|null"},
                  {"-i", "-7|2147483648|null"},
                  {"- -i", "7|-2147483648|null"},
                  {"+i", "7|-2147483648|null"},
                  {"-u + 0", "-18446744073709551615|0|-5"},
                  {"-f", "-0.5|2.5|null"},
                  {"1 + 2 * 3 - 4 / 2", "5|5|5"},
                  {"(1 + 2) * 3", "9|9|9"},
                  {"10 - 3 - 2", "5|5|5"},
                  {"2 + null", "null|null|null"},
                  {"'5' + i", "12|-2147483643|null"}});
}

TEST(Numbers, OverflowAndDivisionByZeroAreErrorsOfTheRow) {
  Check(Numbers,
        {{"b + 1", "row 1: bigint out of range: 9223372036854775807 + 1"},
         {"b * 2", "row 1: bigint out of range: 9223372036854775807 * 2"},
         {"-b - 2", "row 1: bigint out of range: -9223372036854775807 - 2"},
         {"1 / z", "row 0: division by zero: 1 / 0"},
         {"i % z", "row 0: division by zero: 7 % 0"},
         {"f / z", "row 0: division by zero: 0.5 / 0"},
         {"d / z", "row 0: division by zero: 12.35 / 0"},
         {"d % z", "row 0: division by zero: 12.35 % 0.00"},
         {"z / 0", "row 0: division by zero: 0 / 0"},
         {"1 / 0", "row 0: division by zero: 1 / 0"},
         {"null / 0", "null|null|null"},
         {"f * 1e308 * 10", "row 1: double out of range: -2.5 * 1e+308"},
         {"1e-300 * 1e-300", "row 0: double out of range: 1e-300 * 1e-300"},
         {"-9223372036854775808 / -1", "row 0: bigint out of range: -9223372036854775808 / -1"},
         {"9223372036854775807 + 0", "9223372036854775807|9223372036854775807|9223372036854775807"},
         {"-9223372036854775808", "-9223372036854775808|-9223372036854775808|-9223372036854775808"},
         {"abs(-9223372036854775808)", "row 0: bigint out of range: abs(-9223372036854775808)"},
         {"99999999999999999999999999999999999999 + 1",
          "row 0: decimal(38,0) out of range: 99999999999999999999999999999999999999 + 1"},
         {"d * 99999999999999999999999999999999999999",
          "row 0: decimal(38,2) out of range: 12.35 * 99999999999999999999999999999999999999"},
         {"u + 1", "row 0: ubigint out of range: 18446744073709551615 + 1"}});
}

TEST(Numbers, Literals) {
  const char* whole = "18446744073709551616";
  Evaluator evaluator = Numbers();
  EXPECT_EQ(evaluator.Bind("1").field().type, Int32());
  EXPECT_EQ(evaluator.Bind("-2147483648").field().type, Int32());
  EXPECT_EQ(evaluator.Bind("2147483648").field().type, Int64());
  EXPECT_EQ(evaluator.Bind(whole).field().type, Decimal128(20, 0));
  EXPECT_EQ(evaluator.Bind("1.50").field().type, Decimal128(3, 2));
  EXPECT_EQ(evaluator.Bind(".5").field().type, Decimal128(1, 1));
  EXPECT_EQ(evaluator.Bind("0.05").field().type, Decimal128(2, 2));
  EXPECT_EQ(evaluator.Bind("1e2").field().type, Float64());
  EXPECT_EQ(evaluator.Bind("i + i").field().type, Int64());
  EXPECT_EQ(evaluator.Bind("u + u").field().type, UInt64());
  EXPECT_EQ(evaluator.Bind("coalesce(i, 0)").field().type, Int32());
  Check(Numbers, {{"1.50", "1.50|1.50|1.50"},
                  {".5", "0.5|0.5|0.5"},
                  {"1e3", "1000|1000|1000"},
                  {"1.5E-3", "0.0015|0.0015|0.0015"},
                  {"1e999", "@0 this number is out of a double's range"},
                  {"123456789012345678901234567890123456789",
                   "@0 a number holds at most 38 digits; with an exponent it is a double: 1e40"}});
}

TEST(Numbers, Rounding) {
  Check(Numbers,
        {{"round(2.5)", "3|3|3"},
         {"round(-2.5)", "-3|-3|-3"},
         {"round(d, 1)", "12.4|-0.1|null"},
         {"round(d)", "12|0|null"},
         {"round(d, -1)", "10|0|null"},
         {"round(d, -2)", "0|0|null"},
         {"round(d, -40)", "0|0|null"},
         {"round(d, 5)", "12.35|-0.05|null"},
         {"round(9.95, 1)", "10.0|10.0|10.0"},
         {"round(f)", "1|-3|null"},
         {"round(2.675e0, 2)", "2.68|2.68|2.68"},
         {"round(i, -1)", "10|-2147483650|null"},
         {"round(b, -1)", "row 1: bigint out of range: round(9223372036854775807, -1)"},
         {"round(b, -30)", "0|0|0"},
         {"round(u, -19)", "row 0: ubigint out of range: round(18446744073709551615, -19)"},
         {"round(15, -1)", "20|20|20"},
         {"round(-15, -1)", "-20|-20|-20"},
         {"abs(i)", "7|2147483648|null"},
         {"abs(f)", "0.5|2.5|null"},
         {"abs(d)", "12.35|0.05|null"},
         {"abs(u)", "18446744073709551615|0|5"}});
}

TEST(Numbers, Comparison) {
  Check(Numbers, {{"i = 7", "true|false|null"},
                  {"i <> 7", "false|true|null"},
                  {"i != 7", "false|true|null"},
                  {"i < 7.5", "true|true|null"},
                  {"u > b", "true|false|true"},
                  {"u = 18446744073709551615", "true|false|false"},
                  {"u < 18446744073709551616", "true|true|true"},
                  {"u > -1", "true|true|true"},
                  {"d = 12.350", "true|false|null"},
                  {"d >= f", "true|true|null"},
                  {"i = '7'", "true|false|null"},
                  {"0.0 = -0e0", "true|true|true"},
                  {"'NaN'::double > 1e308", "true|true|true"},
                  {"'NaN'::double = 'NaN'::double", "true|true|true"},
                  {"f < 'NaN'::double", "true|true|null"}});
}

TEST(Numbers, CastsLoseNothing) {
  Check(
      Numbers,
      {{"cast(i as bigint)", "7|-2147483648|null"},
       {"b::int", "row 1 column b: cannot cast bigint to int without loss: 9223372036854775807"},
       {"(b % 10)::int", "-2|7|3"},
       {"u::bigint",
        "row 0 column u: cannot cast ubigint to bigint without loss: 18446744073709551615"},
       {"i::ubigint", "row 1 column i: cannot cast int to ubigint without loss: -2147483648"},
       {"f::int", "row 0 column f: cannot cast double to int without loss: 0.5"},
       {"round(f)::int", "1|-3|null"},
       {"d::int", "row 0 column d: cannot cast decimal(10,2) to int without loss: 12.35"},
       {"d::decimal(10,1)",
        "row 0 column d: cannot cast decimal(10,2) to decimal(10,1) without loss: 12.35"},
       {"d::decimal(12,4)", "12.3500|-0.0500|null"},
       {"d::double", "12.35|-0.05|null"},
       {"f::decimal(5,1)", "0.5|-2.5|null"},
       {"0.1e0::decimal(5,2)", "0.10|0.10|0.10"},
       {"i::decimal(3,2)",
        "row 1 column i: cannot cast int to decimal(3,2) without loss: "
        "-2147483648"},
       {"b::double",
        "row 1 column b: cannot cast bigint to double without loss: 9223372036854775807"},
       {"b + 0e0", "-2|9223372036854775808|3"},
       {"z::bool", "false|true|null"},
       {"(z + 1)::bool", "row 1: cannot cast bigint to bool without loss: 2"},
       {"true::int", "1|1|1"},
       {"i::string", "7|-2147483648|null"},
       {"d::varchar(5)", "12.35|-0.05|null"},
       {"d::varchar(4)", "row 0 column d: a text of 5 characters does not fit varchar(4): '12.35'"},
       {"cast(' 12 ' as int)", "12|12|12"},
       {"cast(f as string)", "0.5|-2.5|null"},
       {"i::date", "@1 there is no cast from int to date"}});
}

}  // namespace
}  // namespace etl::expression
