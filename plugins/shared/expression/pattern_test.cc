// SPDX-License-Identifier: Apache-2.0
// Regular expressions.
#include <gtest/gtest.h>

#include "plugins/shared/expression/expression_testing.h"

namespace etl::expression {
namespace {

struct Case {
  const char *text, *expected;
};

void Check(const std::vector<Case>& cases) {
  for (const Case& test : cases) {
    Evaluator evaluator({{"s", Utf8(), true, 20}, {"n", Int32()}},
                        {{"ab-12 cd-34", "1"}, {"", "2"}, {"null", "3"}, {"é日b", "4"}});
    evaluator.host().params["p"] = {ETL_VALUE_TEXT, 0, 0, "(\\d)(x)?"};
    evaluator.host().params["none"] = {ETL_VALUE_NULL, 0, 0, {}};
    EXPECT_EQ(evaluator.Outcome(test.text), test.expected) << test.text;
  }
}

TEST(Patterns, Match) {
  Check({{"regexp_matches(s, '[a-z]+-\\d+')", "true|false|null|false"},
         {"regexp_matches(s, '^.日')", "false|false|null|true"},
         {"regexp_matches(s, '')", "true|true|null|true"},
         {"regexp_matches(s, $p)", "true|false|null|false"},
         {"regexp_matches(s, $none)", "null|null|null|null"},
         {"regexp_matches('ABC', '(?i)b')", "true|true|true|true"},
         {"regexp_matches(s, s)",
          "@18 regexp_matches takes a pattern that is the same for all rows; write a text or a "
          "parameter"},
         {"regexp_matches(s, 'a(')",
          "@18 this is no regular expression: missing ): a(; the syntax is RE2's"},
         {"regexp_matches(s, '(?=a)')",
          "@18 this is no regular expression: invalid perl operator: (?=; the syntax is RE2's"},
         {"regexp_matches(n, 'a')",
          "@15 regexp_matches takes text, not int; cast(x as string) makes a text of it"}});
}

TEST(Patterns, Replace) {
  Check({{"regexp_replace(s, '\\d', '#')", "ab-#2 cd-34||null|é日b"},
         {"regexp_replace(s, '\\d', '#', 'g')", "ab-## cd-##||null|é日b"},
         {"regexp_replace(s, '(\\w+)-(\\d+)', '\\2:\\1')", "12:ab cd-34||null|é日b"},
         {"regexp_replace(s, '^', '>')", ">ab-12 cd-34|>|null|>é日b"},
         {"regexp_replace(s, 'x*', '.', 'g')", ".a.b.-.1.2. .c.d.-.3.4.|.|null|.é.日.b."},
         {"regexp_replace(s, null, '')", "null|null|null|null"},
         {"regexp_replace(s, 'a', '\\1')",
          "@23 this replacement does not fit the pattern: Rewrite schema requests 1 matches, but "
          "the regexp only has 0 parenthesized subexpressions.; \\1 is the first group, \\0 the "
          "whole match, \\\\ a backslash"},
         {"regexp_replace(s, 'a', s)",
          "@23 regexp_replace takes a replacement that is the same for all rows; write a text or "
          "a parameter"},
         {"regexp_replace(s, 'a', 'b', 'i')",
          "@28 regexp_replace knows the flag 'g' alone; 'g' replaces all matches; (?i) in the "
          "pattern ignores case"}});
}

TEST(Patterns, Extract) {
  Check({{"regexp_extract(s, '\\d+')", "12|null|null|null"},
         {"regexp_extract(s, '(\\w+)-(\\d+)', 2)", "12|null|null|null"},
         {"regexp_extract(s, '.b')", "ab|null|null|日b"},
         {"regexp_extract(s, 'x*')", "||null|"},
         {"regexp_extract(s, $p, 2)", "null|null|null|null"},
         {"regexp_extract('ab1', '\\d')", "1|1|1|1"},
         {"regexp_extract(s, 'a', 1)",
          "@23 regexp_extract takes the number of a group of the pattern; this one has 0; 0 is "
          "the whole match"},
         {"regexp_extract(s, 'a', n)",
          "@23 regexp_extract takes the number of a group of the pattern; this one has 0; 0 is "
          "the whole match"}});
  Evaluator evaluator({{"s", Utf8(), false, 20}});
  EXPECT_EQ(evaluator.Bind("regexp_extract(s, 'a')").field().max_chars, 20);
  EXPECT_TRUE(evaluator.Bind("regexp_extract(s, 'a')").field().nullable);
}

}  // namespace
}  // namespace etl::expression
