// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "plugins/shared/expression/expression_testing.h"

namespace etl::expression {
namespace {

std::string ToText(const Value& value) {
  switch (value.type) {
    case ETL_VALUE_BOOL:
      return value.integer ? "true" : "false";
    case ETL_VALUE_INT:
      return std::to_string(value.integer);
    case ETL_VALUE_FLOAT:
      return FormatFloat64(value.real);
    case ETL_VALUE_DATE:
      return FormatDate(static_cast<std::int32_t>(value.integer));
    case ETL_VALUE_TEXT:
      return "'" + value.text + "'";
    default:
      return value.text;
  }
}

std::string Pushed(const std::string& text) {
  Evaluator evaluator({{"i", Int32()},
                       {"u", UInt64()},
                       {"f", Float64()},
                       {"d", Decimal128(10, 2)},
                       {"t.s", Utf8()},
                       {"day", Date32()},
                       {"at", Timestamp()},
                       {"ok", Bool()}});
  evaluator.host().params["n"] = {ETL_VALUE_INT, 7, 0, {}};
  evaluator.SetList("list", {"1", "2"});
  evaluator.SetList("empty", {});
  static constexpr const char* kNames[] = {
      "", "=", "<>", "<", "<=", ">", ">=", "in", "is null", "is not null"};
  std::string out;
  for (const Predicate& predicate : evaluator.Bind(text).PushableConjuncts()) {
    out += (out.empty() ? "" : "; ") + predicate.column + " " + kNames[predicate.op];
    for (const Value& value : predicate.values) out += " " + ToText(value);
  }
  return out;
}

TEST(Pushdown, TakesConjunctsOfAColumnAndAConstant) {
  EXPECT_EQ(Pushed("i = 1"), "i = 1");
  EXPECT_EQ(Pushed("1 < i"), "i > 1");
  EXPECT_EQ(Pushed("$n >= i"), "i <= 7");
  EXPECT_EQ(Pushed("i <> -3 + 1"), "i <> -2");
  EXPECT_EQ(Pushed("s = 'x' and (day >= '2017-01-01' and ok)"),
            "t.s = 'x'; day >= 2017-01-01; ok = true");
  EXPECT_EQ(Pushed("not ok"), "ok = false");
  EXPECT_EQ(Pushed("ok is true"), "ok = true");
  EXPECT_EQ(Pushed("ok is false"), "ok = false");
  EXPECT_EQ(Pushed("ok is not true"), "");
  EXPECT_EQ(Pushed("s is null"), "t.s is null");
  EXPECT_EQ(Pushed("s is not null"), "t.s is not null");
  EXPECT_EQ(Pushed("i between 1 and $n"), "i >= 1; i <= 7");
  EXPECT_EQ(Pushed("i not between 1 and 2"), "");
  EXPECT_EQ(Pushed("i in $list and s in $list"), "i in 1 2; t.s in '1' '2'");
  EXPECT_EQ(Pushed("i not in $list"), "i <> 1; i <> 2");
  EXPECT_EQ(Pushed("i in $empty"), "");
  EXPECT_EQ(Pushed("i in (1, 2, null)"), "i in 1 2");
  EXPECT_EQ(Pushed("i not in (1, 2)"), "i <> 1; i <> 2");
  EXPECT_EQ(Pushed("i not in (1, null)"), "");
  EXPECT_EQ(Pushed("i in (1, u)"), "");
  EXPECT_EQ(Pushed("d > 1.5"), "d > 1.50");
  EXPECT_EQ(Pushed("i > 1.5"), "i > 1.5");
  EXPECT_EQ(Pushed("f > 1"), "f > 1");
  EXPECT_EQ(Pushed("u = 18446744073709551615"), "u = 18446744073709551615");
}

TEST(Pushdown, LeavesTheRestToTheFilter) {
  EXPECT_EQ(Pushed("i = 1 or i = 2"), "");
  EXPECT_EQ(Pushed("i + 1 = 2"), "");
  EXPECT_EQ(Pushed("i = u"), "");
  EXPECT_EQ(Pushed("lower(s) = 'x'"), "");
  EXPECT_EQ(Pushed("s like 'x%'"), "");
  EXPECT_EQ(Pushed("i::string = '1'"), "");
  EXPECT_EQ(Pushed("i = null"), "");
  EXPECT_EQ(Pushed("i > 1e0"), "");
  EXPECT_EQ(Pushed("f = 'NaN'"), "");
  EXPECT_EQ(Pushed("at > '2017-01-01 00:00'"), "");
  EXPECT_EQ(Pushed("day > timestamp '2017-01-01 00:00:00'"), "");
  EXPECT_EQ(Pushed("1 / 0 = i"), "");
  EXPECT_EQ(Pushed("true"), "");
}

}  // namespace
}  // namespace etl::expression
