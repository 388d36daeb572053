// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "plugins/shared/expression/expression_testing.h"

namespace etl::expression {
namespace {

struct Case {
  const char *text, *expected;
};

void Check(const std::vector<Case>& cases) {
  for (const Case& test : cases) {
    Evaluator evaluator({{"s", Utf8()}, {"p", Utf8()}, {"n", Int32()}, {"x", Binary()}},
                        {{"Ann", "A%", "2", "ab"},
                         {"", "_", "-1", "\xff"},
                         {"null", "%é", "0", "null"},
                         {"Zoé 日本😀", "%日_😀", "5", "é"}});
    EXPECT_EQ(evaluator.Outcome(test.text), test.expected) << test.text;
  }
}

// One row that is no constant, so that the functions see a column.
std::string Of(const std::string& value, const std::string& text) {
  return Evaluator({{"s", Utf8()}}, {{value}}).Outcome(text);
}

TEST(Text, CaseMappingIsUnicodesWithoutALocale) {
  EXPECT_EQ(Of("ÀÉÎ", "lower(s)"), "àéî");
  EXPECT_EQ(Of("İ", "lower(s)"), "i\u0307");
  EXPECT_EQ(Of("I", "lower(s)"), "i");
  EXPECT_EQ(Of("ı", "upper(s)"), "I");
  EXPECT_EQ(Of("ΟΔΥΣΣΕΥΣ", "lower(s)"), "οδυσσευς");
  EXPECT_EQ(Of("ΣΑΣ ΣΑ", "lower(s)"), "σας σα");
  EXPECT_EQ(Of("straße", "upper(s)"), "STRASSE");
  EXPECT_EQ(Of("ﬁ ŉ", "upper(s)"), "FI \u02bcN");
  EXPECT_EQ(Of("Ǆ ǅ", "lower(s)"), "ǆ ǆ");
  EXPECT_EQ(Of("𐐀", "lower(s)"), "𐐨");
  EXPECT_EQ(Of("日本😀", "upper(s)"), "日本😀");
  std::string ascii, expected;
  for (char c = 32; c < 127; ++c) {
    ascii += c;
    expected += static_cast<char>(std::tolower(c));
  }
  EXPECT_EQ(Of(ascii, "lower(s)"), expected);
  EXPECT_EQ(Of(std::string(1000, 'x') + "é", "length(upper(s))"), "1001");
  EXPECT_EQ(Of(std::string(1000, 'x') + "ΐΐΐ", "length(upper(s))"), "1009");
}

TEST(Text, Functions) {
  Check({{"upper(s)", "ANN||null|ZOÉ 日本😀"},
         {"LOWER('ABC')", "abc|abc|abc|abc"},
         {"length(s)", "3|0|null|7"},
         {"substr(s, 2)", "nn||null|oé 日本😀"},
         {"substr(s, 2, 1)", "n||null|o"},
         {"substr(s, n)", "nn||null|日本😀"},
         {"substr(s, 0)", "Ann||null|Zoé 日本😀"},
         {"substr(s, 0, 2)", "A||null|Z"},
         {"substr(s, -1, 3)", "A||null|Z"},
         {"substr(s, -5, 3)", "||null|"},
         {"substr(s, 5, 2)", "||null|日本"},
         {"substr(s, 2, 9223372036854775807)", "nn||null|oé 日本😀"},
         {"substr(s, 1, n)", "row 1: substr takes no negative length: -1"},
         {"substring(s, 7)", "||null|😀"},
         {"s || '!'", "Ann!|!|null|Zoé 日本😀!"},
         {"s || n", "Ann2|-1|null|Zoé 日本😀5"},
         {"n || 'x' || n", "2x2|-1x-1|0x0|5x5"},
         {"s || null", "null|null|null|null"},
         {"concat(s, n, null, '-')", "Ann2-|-1-|0-|Zoé 日本😀5-"},
         {"concat(true, date '2017-02-02')",
          "true2017-02-02|true2017-02-02|true2017-02-02|"
          "true2017-02-02"},
         {"replace(s, 'n', 'é')", "Aéé||null|Zoé 日本😀"},
         {"replace(s, '日本', '')", "Ann||null|Zoé 😀"},
         {"replace(s, '', 'x')", "Ann||null|Zoé 日本😀"},
         {"replace('aaa', 'aa', 'b')", "ba|ba|ba|ba"},
         {"'it''s'", "it's|it's|it's|it's"},
         {"'\\n'", "\\n|\\n|\\n|\\n"},
         {"x::string", "row 1 column x: these bytes are not UTF-8 text"},
         {"s::binary::string", "Ann||null|Zoé 日本😀"},
         {"s::varchar(7)", "Ann||null|Zoé 日本😀"},
         {"s::varchar(6)",
          "row 3 column s: a text of 7 characters does not fit varchar(6): 'Zoé 日本😀'"}});
}

TEST(Text, Trimming) {
  EXPECT_EQ(Of("  a b ", "'[' || trim(s) || ']'"), "[a b]");
  EXPECT_EQ(Of("  a b ", "'[' || ltrim(s) || ']'"), "[a b ]");
  EXPECT_EQ(Of("  a b ", "'[' || rtrim(s) || ']'"), "[  a b]");
  EXPECT_EQ(Of("\ta", "length(trim(s))"), "2");  // spaces alone, as in PostgreSQL
  EXPECT_EQ(Of("    ", "length(trim(s))"), "0");
  EXPECT_EQ(Of("éxaxé", "trim(s, 'xé')"), "a");
  EXPECT_EQ(Of("éxaxé", "rtrim(s, 'é')"), "éxax");
  EXPECT_EQ(Of("a", "trim(s, '')"), "a");
  EXPECT_EQ(Of("a", "trim(s, null)"), "null");
}

TEST(Text, Like) {
  Check({{"s like 'A%'", "true|false|null|false"},
         {"s like '%'", "true|true|null|true"},
         {"s like ''", "false|true|null|false"},
         {"s like '___'", "true|false|null|false"},
         {"s like 'Zo_ __😀'", "false|false|null|true"},
         {"s like p", "true|false|null|true"},
         {"s not like 'A%'", "false|true|null|true"},
         {"s like 'a%'", "false|false|null|false"},
         {"s like null", "null|null|null|null"},
         {"'50%' like '50\\%'", "true|true|true|true"},
         {"'500' like '50\\%'", "false|false|false|false"},
         {"'a_b' like 'a!_b' escape '!'", "true|true|true|true"},
         {"'axb' like 'a!_b' escape '!'", "false|false|false|false"},
         {"'a\\b' like 'a\\b' escape ''", "true|true|true|true"},
         {"'a%b' like 'aé%b' escape 'é'", "true|true|true|true"},
         {"'aé' like 'a\\é'", "true|true|true|true"},
         {"s like s || '\\'", "row 0: the like pattern ends with its escape character: 'Ann\\'"},
         {"s like 'a\\'", "@7 the like pattern ends with its escape character: 'a\\'"},
         {"s like 'a' escape 'xy'",
          "@2 the escape character of like is one character, or '' for none"},
         {"s like 1", "@7 like takes text, not int; cast(x as string) makes a text of it"}});
  EXPECT_EQ(Of(std::string(100000, 'a'), "s like '%a%a%a%a%a%b'"), "false");
  EXPECT_EQ(Of("mississippi", "s like '%iss%ip%'"), "true");
  EXPECT_EQ(Of("mississippi", "s like '%iss_p%'"), "true");
  EXPECT_EQ(Of("abcb", "s like 'a%b'"), "true");
}

TEST(Text, ComparesByBytes) {
  Check({{"s < 'B'", "true|true|null|false"},
         {"s = 'ann'", "false|false|null|false"},
         {"s > 'Zo'", "false|false|null|true"},
         {"s = ''", "false|true|null|false"},
         {"'é' > 'z'", "true|true|true|true"},
         {"'😀' > '\uffff'", "true|true|true|true"},
         {"x = x", "true|true|null|true"},
         {"s between '' and 'B'", "true|true|null|false"},
         {"s in ('Ann', 'Bob')", "true|false|null|false"},
         {"s = n", "@2 cannot compare string and int; cast one side, e.g. cast(x as string)"},
         {"s = x", "@2 cannot compare string and binary; cast one side, e.g. cast(x as string)"}});
}

}  // namespace
}  // namespace etl::expression
