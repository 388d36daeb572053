// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "plugins/shared/expression/expression_testing.h"

namespace etl::expression {
namespace {

struct Case {
  const char *text, *expected;
};

// Every pair of truth values.
void CheckPairs(const std::vector<Case>& cases) {
  for (const Case& test : cases) {
    Evaluator evaluator({{"a", Bool()}, {"b", Bool()}}, {{"true", "true"},
                                                         {"true", "false"},
                                                         {"true", "null"},
                                                         {"false", "true"},
                                                         {"false", "false"},
                                                         {"false", "null"},
                                                         {"null", "true"},
                                                         {"null", "false"},
                                                         {"null", "null"}});
    EXPECT_EQ(evaluator.Outcome(test.text), test.expected) << test.text;
  }
}

TEST(Logic, TruthTables) {
  CheckPairs({{"a and b", "true|false|null|false|false|false|null|false|null"},
              {"a or b", "true|true|true|true|false|null|true|null|null"},
              {"not a", "false|false|false|true|true|true|null|null|null"},
              {"a = b", "true|false|null|false|true|null|null|null|null"},
              {"a <> b", "false|true|null|true|false|null|null|null|null"},
              {"a < b", "false|false|null|true|false|null|null|null|null"},
              {"a is true", "true|true|true|false|false|false|false|false|false"},
              {"a is not true", "false|false|false|true|true|true|true|true|true"},
              {"a is false", "false|false|false|true|true|true|false|false|false"},
              {"a is not false", "true|true|true|false|false|false|true|true|true"},
              {"a is null", "false|false|false|false|false|false|true|true|true"},
              {"a is not null", "true|true|true|true|true|true|false|false|false"},
              {"not a and b", "false|false|false|true|false|null|null|false|null"},
              {"not (a and b)", "false|true|null|true|true|true|null|true|null"},
              {"a or b and false", "true|true|true|false|false|false|null|null|null"},
              {"a and null", "null|null|null|false|false|false|null|null|null"},
              {"null or a", "true|true|true|null|null|null|null|null|null"},
              {"a in (b)", "true|false|null|false|true|null|null|null|null"},
              {"a in (b, true)", "true|true|true|false|true|null|null|null|null"},
              {"a not in (b, true)", "false|false|false|true|false|null|null|null|null"},
              {"a and b is null", "false|false|true|false|false|false|false|false|null"},
              {"(a and b) is null", "false|false|true|false|false|false|true|false|true"},
              {"coalesce(a, b)", "true|true|true|false|false|false|true|false|null"},
              {"nullif(a, b)", "null|true|true|false|null|false|null|null|null"},
              {"case when a then 1 when b then 2 else 3 end", "1|1|1|2|3|3|2|3|3"},
              {"case when a then 1 end", "1|1|1|null|null|null|null|null|null"},
              {"case a when b then 'same' else 'other' end",
               "same|other|other|other|same|other|other|other|other"},
              {"case a when true then 1 when false then 0 end", "1|1|1|0|0|0|null|null|null"}});
}

void CheckNumbers(const std::vector<Case>& cases) {
  for (const Case& test : cases) {
    Evaluator evaluator(
        {{"x", Int32()}, {"y", Int64()}, {"s", Utf8()}},
        {{"0", "1", "a"}, {"2", "0", "7"}, {"null", "5", "null"}, {"10", "null", "x"}});
    EXPECT_EQ(evaluator.Outcome(test.text), test.expected) << test.text;
  }
}

TEST(Logic, InAndBetween) {
  CheckNumbers({{"x in (0, 10)", "true|false|null|true"},
                {"x not in (0, 10)", "false|true|null|false"},
                {"x in (0, null)", "true|null|null|null"},
                {"x not in (0, null)", "false|null|null|null"},
                {"x in (y, 0)", "true|false|null|null"},
                {"x in (y)", "false|false|null|null"},
                {"x in (1,2,3,4,5,6,7,8,9,10,11)", "false|true|null|true"},
                {"x in (2.0, 10.5)", "false|true|null|false"},
                {"null in (1)", "null|null|null|null"},
                {"2 in (x, 3)", "false|true|null|false"},
                {"x between 0 and 2", "true|true|null|false"},
                {"x not between 0 and 2", "false|false|null|true"},
                {"x between y and 5", "false|true|null|false"},
                {"x between 5 and y", "false|false|null|null"},
                {"x between 5 and null", "false|false|null|null"},
                {"x not between 5 and null", "true|true|null|null"},
                {"x between 2 and 0", "false|false|null|false"},
                {"x between 0 and 1 or y = 0", "true|true|null|null"},
                {"not x between 0 and 2 and true", "false|false|null|true"},
                {"x + 1 between 1 and 2 + 1", "true|true|null|false"}});
}

TEST(Logic, ABranchIsEvaluatedOnlyWhereItIsTaken) {
  CheckNumbers(
      {{"case when x = 0 then 0 else 10 / x end", "0|5|null|1"},
       {"case when x = 0 then 0 else 10 / y end", "row 1: division by zero: 10 / 0"},
       {"x <> 0 and 10 / x > 2", "false|true|null|false"},
       {"x = 0 or 10 / x > 2", "true|true|null|false"},
       {"10 / x > 2 and x <> 0", "row 0: division by zero: 10 / 0"},
       {"coalesce(y, 1 / (x - 10))", "row 3: division by zero: 1 / 0"},
       {"coalesce(x, 1 / 0)", "row 2: division by zero: 1 / 0"},
       {"coalesce(y, 0, 1 / 0)", "1|0|5|0"},
       {"case when s = '7' then s::int else -1 end", "-1|7|-1|-1"},
       {"case when s = '7' then 1 else s::int end", "row 0 column s: cannot read as int: 'a'"},
       {"case x when 0 then 1 when 10 / x then 2 end", "1|null|null|null"},
       {"case when x = 0 then 'zero' when 10 / x = 5 then 'five' else s end", "zero|five|null|x"},
       {"case when false then 1 / 0 end", "null|null|null|null"},
       {"false and 1 / 0 = 1", "false|false|false|false"},
       {"true or 1 / 0 = 1", "true|true|true|true"},
       {"x = 2 and 1 / 0 = 1", "row 1: division by zero: 1 / 0"},
       {"case when x is null then case when y = 5 then 1 / (y - 5) end end",
        "row 2: division by zero: 1 / 0"}});
}

TEST(Logic, ConditionalTypes) {
  CheckNumbers({{"coalesce(x, y)", "0|2|5|10"},
                {"coalesce(null, x, 1.5)", "0.0|2.0|1.5|10.0"},
                {"coalesce(null, null)", "null|null|null|null"},
                {"case when x = 0 then null else x end", "null|2|null|10"},
                {"case when x = 0 then 1 else 2.5 end", "1.0|2.5|2.5|2.5"},
                {"nullif(x, 2)", "0|null|null|10"},
                {"nullif(x, 2.0)", "0|null|null|10"},
                {"nullif(s, 'a')", "null|7|null|x"},
                {"nullif(null, 1)", "null|null|null|null"},
                {"nullif('a', s)", "null|a|a|a"},
                {"case when true then null end", "null|null|null|null"}});
  Evaluator evaluator({{"x", Int32()}, {"y", Int64()}});
  EXPECT_EQ(evaluator.Bind("coalesce(x, y)").field().type, Int64());
  EXPECT_EQ(evaluator.Bind("nullif(x, 2.0)").field().type, Int32());
  EXPECT_EQ(evaluator.Bind("case when true then null end").field().type, Null());
}

TEST(Logic, AnAndOfManyPartsIsOneLevel) {
  std::string text = "x = 0";
  for (int i = 0; i < 20000; ++i) text += " or x = " + std::to_string(i % 10 + 1);
  CheckNumbers({{text.c_str(), "true|true|null|true"}});
}

}  // namespace
}  // namespace etl::expression
