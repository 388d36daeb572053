// SPDX-License-Identifier: Apache-2.0
// Parts of texts, numbers without their fraction, greatest and least, ilike, try_cast.
#include <gtest/gtest.h>

#include "plugins/shared/expression/expression_testing.h"

namespace etl::expression {
namespace {

struct Case {
  const char *text, *expected;
};

void Check(const std::vector<Case>& cases) {
  for (const Case& test : cases) {
    Evaluator evaluator({{"s", Utf8()},
                         {"n", Int32()},
                         {"x", Float64()},
                         {"c", Decimal128(5, 2)},
                         {"u", UInt64()},
                         {"b", Binary()}},
                        {{"a,bé,c", "2", "1.5", "9.99", "7", "ab"},
                         {"", "-2", "-1.5", "-9.99", "0", "\xff"},
                         {"null", "null", "null", "null", "null", "null"},
                         {"日本😀", "0", "NaN", "3.00", "18446744073709551615", "é"}});
    EXPECT_EQ(evaluator.Outcome(test.text), test.expected) << test.text;
  }
}

TEST(TextParts, LeftAndRight) {
  Check({{"left(s, 3)", "a,b||null|日本😀"},
         {"left(s, n)", "a,||null|"},
         {"left(s, -2)", "a,bé||null|日"},
         {"left(s, -9)", "||null|"},
         {"left(s, -9223372036854775808)", "||null|"},
         {"right(s, 3)", "é,c||null|日本😀"},
         {"right(s, 0)", "||null|"},
         {"right(s, -2)", "bé,c||null|😀"},
         {"right(s, 9223372036854775807)", "a,bé,c||null|日本😀"},
         {"right(s, -9223372036854775808)", "||null|"},
         {"left('abc', null)", "null|null|null|null"},
         {"left(n, 1)", "@5 left takes text, not int; cast(x as string) makes a text of it"},
         {"right(s, 1.5)", "@9 right takes a whole number, not decimal(2,1)"}});
}

TEST(TextParts, SplitPart) {
  Check({{"split_part(s, ',', 2)", "bé||null|"},
         {"split_part(s, ',', 1)", "a||null|日本😀"},
         {"split_part(s, ',', -1)", "c||null|日本😀"},
         {"split_part(s, ',', -3)", "a||null|"},
         {"split_part(s, ',', 4)", "||null|"},
         {"split_part(s, ',', -4)", "||null|"},
         {"split_part(s, '', 1)", "a,bé,c||null|日本😀"},
         {"split_part(s, '', 2)", "||null|"},
         {"split_part('aéé', 'é', 3)", "|||"},
         {"split_part(s, ',', 0)", "row 0: split_part counts its parts from 1, or from -1 back"},
         {"split_part(s, null, 1)", "null|null|null|null"}});
}

TEST(TextParts, Finding) {
  Check({{"strpos(s, 'é')", "4|0|null|0"},
         {"strpos(s, '😀')", "0|0|null|3"},
         {"strpos(s, '')", "1|1|null|1"},
         {"starts_with(s, 'a,')", "true|false|null|false"},
         {"ends_with(s, '😀')", "false|false|null|true"},
         {"contains(s, 'bé')", "true|false|null|false"},
         {"contains(s, '')", "true|true|null|true"},
         {"contains(s, null)", "null|null|null|null"}});
}

TEST(TextParts, Padding) {
  Check(
      {{"lpad(s, 5, 'é-')", "a,bé,|é-é-é|null|é-日本😀"},
       {"rpad(s, 5, 'é-')", "a,bé,|é-é-é|null|日本😀é-"},
       {"lpad('7', 3, '0')", "007|007|007|007"},
       {"rpad('7', 3) || '!'", "7  !|7  !|7  !|7  !"},
       {"lpad(s, 2, '')", "a,||null|日本"},
       {"lpad(s, n)", "a,||null|"},
       {"lpad(s, 1000001)", "row 0: lpad makes texts of at most 1000000 characters, not 1000001"}});
}

TEST(TextParts, WhatIsKnownOfTheLength) {
  Evaluator evaluator({{"s", Utf8(), true, 50, "varchar(50)"}, {"t", Utf8()}});
  const auto chars = [&](const std::string& text) {
    return evaluator.Bind(text).field().max_chars;
  };
  EXPECT_EQ(chars("left(s, 3)"), 3);
  EXPECT_EQ(chars("left(s, 99)"), 50);
  EXPECT_EQ(chars("left(s, -3)"), 50);
  EXPECT_EQ(chars("right(t, 3)"), 3);
  EXPECT_EQ(chars("lpad(t, 30)"), 30);
  EXPECT_EQ(chars("split_part(s, ',', 1)"), 50);
  EXPECT_EQ(chars("greatest(s, 'x')"), 50);
  EXPECT_EQ(chars("try_cast(t as varchar(7))"), 7);
}

TEST(Rounding, FloorCeilSignMod) {
  Check({{"floor(x)", "1|-2|null|NaN"},
         {"ceil(x)", "2|-1|null|NaN"},
         {"floor(c)", "9|-10|null|3"},
         {"ceil(c)", "10|-9|null|3"},
         {"ceiling(n)", "2|-2|null|0"},
         {"floor(u)", "7|0|null|18446744073709551615"},
         {"sign(x)", "1|-1|null|NaN"},
         {"sign(c)", "1|-1|null|1"},
         {"sign(n)", "1|-1|null|0"},
         {"sign(u)", "1|0|null|1"},
         {"mod(n, 3)", "2|-2|null|0"},
         {"mod(c, 3)", "0.99|-0.99|null|0.00"},
         {"mod(n, 0)", "row 0: division by zero: 2 % 0"},
         {"floor(s)", "@6 floor takes a number, not string; cast(x as double) reads a number"},
         {"floor(null)", "null|null|null|null"}});
  Evaluator evaluator({{"c", Decimal128(38, 2)}, {"w", Decimal128(2, 2)}});
  EXPECT_EQ(ToString(evaluator.Bind("ceil(c)").field().type), "decimal(37,0)");
  EXPECT_EQ(ToString(evaluator.Bind("floor(w)").field().type), "decimal(1,0)");
}

TEST(Extremes, LeaveNullsOut) {
  Check(
      {{"greatest(n, 0, null)", "2|0|0|0"},
       {"least(n, 0)", "0|-2|0|0"},
       {"greatest(x, 1)", "1.5|1|1|NaN"},
       {"least(x, 1)", "1|-1.5|1|1"},
       {"greatest(s, 'b')", "b|b|b|日本😀"},
       {"least(s, 'b')", "a,bé,c||b|b"},
       {"greatest(n)", "2|-2|null|0"},
       {"greatest(date '2020-01-01', '2021-01-01')", "2021-01-01|2021-01-01|2021-01-01|2021-01-01"},
       {"least(null, null)", "null|null|null|null"},
       {"greatest(n, s)",
        "@0 the arguments of greatest have different types: int and string; cast them to one "
        "type"}});
  Evaluator evaluator({{"a", Int32()}});
  EXPECT_FALSE(evaluator.Bind("least(a, 1)").field().nullable);
  EXPECT_TRUE(evaluator.Bind("least(a, null)").field().nullable);
}

TEST(Ilike, LettersOfEitherCase) {
  Check({{"s ilike 'A%É%'", "true|false|null|false"},
         {"s not ilike 'A%'", "false|true|null|true"},
         {"'STRASSE' ilike 'strasse'", "true|true|true|true"},
         {"'ΣΑΣ' ilike 'σας'", "true|true|true|true"},
         {"'a%B' ilike 'AE%b' escape 'E'", "true|true|true|true"},
         {"'e' ilike 'E' escape 'e'", "true|true|true|true"},
         {"s ilike s", "true|true|null|true"},
         {"s like 'A%'", "false|false|null|false"},
         {"s ilike 1", "@8 ilike takes text, not int; cast(x as string) makes a text of it"}});
}

TEST(TryCast, NullWhereACastWouldBeAnError) {
  Check({{"try_cast(s as int)", "null|null|null|null"},
         {"try_cast(n || '' as bigint)", "2|-2|null|0"},
         {"try_cast(x as int)", "null|null|null|null"},
         {"try_cast(c as int)", "null|null|null|3"},
         {"try_cast(u as int)", "7|0|null|null"},
         {"try_cast('2024-02-30' as date)", "null|null|null|null"},
         {"try_cast('2024-02-29' as date)", "2024-02-29|2024-02-29|2024-02-29|2024-02-29"},
         {"try_cast(s as varchar(3))", "null||null|日本😀"},
         {"try_cast(b as string)", "ab|null|null|é"},
         {"TRY_CAST(n as bigint)", "2|-2|null|0"},
         {"coalesce(try_cast(s as int), -1)", "-1|-1|-1|-1"},
         {"try_cast(1 / n as int)", "row 3: division by zero: 1 / 0"},
         {"try_cast(n as date)", "@0 there is no cast from int to date"},
         {"try_cast(s, int)", "@10 expected `as` and a type, found `,`"}});
  Evaluator evaluator({{"n", Int32(), false}, {"try_cast", Int32(), false}}, {{"1", "2"}});
  EXPECT_TRUE(evaluator.Bind("try_cast(n as bool)").field().nullable);
  EXPECT_EQ(evaluator.Outcome("try_cast + 1"), "3");
}

}  // namespace
}  // namespace etl::expression
