// SPDX-License-Identifier: Apache-2.0
// Names, types, parameters, dates; and what is wrong with an expression before a row is seen.
#include <gtest/gtest.h>

#include "plugins/shared/expression/expression_testing.h"

namespace etl::expression {
namespace {

struct Case {
  std::string text, expected;
};

Evaluator People() {
  return Evaluator({{"firstname", Utf8(), true, 50, "varchar(50)"},
                    {"internal.specialty", Utf8(), true, 30, "varchar(30)"},
                    {"external.specialty", Utf8()},
                    {"internal.last_active_date", Date32()},
                    {"weird name", Int32(), false},
                    {"at", Timestamp()},
                    {"utc", TimestampUtc()},
                    {"took", Duration()},
                    {"ok", Bool()}},
                   {{"Ann", "A", "B", "2017-01-03", "1", "2017-01-03T12:30:00",
                     "2017-01-03T12:30:00Z", "01:00:00", "true"},
                    {"Bo", "null", "C", "2017-01-02", "2", "1969-12-31T23:59:59",
                     "2017-01-03T12:30:00Z", "-00:00:01", "false"}});
}

void Check(const std::vector<Case>& cases) {
  for (const Case& test : cases) {
    Evaluator evaluator = People();
    evaluator.host().params["today"] = {ETL_VALUE_DATE, *ParseDate("2017-02-02"), 0, {}};
    evaluator.host().params["active_days"] = {ETL_VALUE_INT, 30, 0, {}};
    evaluator.host().params["name"] = {ETL_VALUE_TEXT, 0, 0, "Ann' or 'a' = 'a"};
    evaluator.host().params["day"] = {ETL_VALUE_TEXT, 0, 0, "2017-01-03"};
    evaluator.host().params["rate"] = {ETL_VALUE_DECIMAL, 0, 0, "-0.50"};
    evaluator.host().params["half"] = {ETL_VALUE_FLOAT, 0, 0.5, {}};
    evaluator.host().params["yes"] = {ETL_VALUE_BOOL, 1, 0, {}};
    evaluator.host().params["none"] = {ETL_VALUE_NULL, 0, 0, {}};
    evaluator.SetList("names", {"Bo", "Cid"});
    evaluator.SetList("days", {"2017-01-03", "2016-01-01"});
    evaluator.SetList("numbers", {"1", "007"});
    evaluator.SetList("nobody", {});
    EXPECT_EQ(evaluator.Outcome(test.text), test.expected) << test.text;
  }
}

TEST(Bind, Names) {
  Check({{"firstname", "Ann|Bo"},
         {"internal.specialty", "A|null"},
         {"last_active_date", "2017-01-03|2017-01-02"},
         {"\"weird name\" + 1", "2|3"},
         {"\"internal.specialty\"", "A|null"},
         {"internal.\"specialty\"", "A|null"},
         {"specialty",
          "@0 `specialty` is ambiguous; write `internal.specialty` or "
          "`external.specialty`"},
         {"1 + fistname", "@4 unknown column `fistname`; did you mean `firstname`?"},
         {"FIRSTNAME", "@0 unknown column `FIRSTNAME`; did you mean `firstname`?"},
         {"internal.speciality",
          "@0 unknown column `internal.speciality`; did you mean `internal.specialty`?"},
         {"last_activ_date",
          "@0 unknown column `last_activ_date`; did you mean `internal.last_active_date`?"},
         {"lowr(firstname)", "@0 unknown function `lowr`; did you mean `lower`?"},
         {"substr(firstname)",
          "@0 substr does not take 1 argument; write: substr(text, start[, length])"},
         {"lower()", "@0 lower does not take 0 arguments; write: lower(text)"}});
}

TEST(Bind, Parameters) {
  Check({{"date_diff('day', internal.last_active_date, $today) <= $active_days", "true|false"},
         {"date_diff('day', internal.last_active_date, $today)", "30|31"},
         {"firstname = $name", "false|false"},
         {"$name", "Ann' or 'a' = 'a|Ann' or 'a' = 'a"},
         {"$rate * 2", "-1.00|-1.00"},
         {"$half + 1", "1.5|1.5"},
         {"$yes and ok", "true|false"},
         {"coalesce($none, firstname)", "Ann|Bo"},
         {"$unknown = 1", "reported: no parameter unknown"},
         {"last_active_date = $day",
          "@17 cannot compare date and string; cast one side, e.g. cast(x as date)"},
         {"last_active_date = cast($day as date)", "true|false"}});
}

TEST(Bind, ListParameters) {
  Check({{"firstname in $names", "false|true"},
         {"firstname not in $names", "true|false"},
         {"lower(firstname) in $names", "false|false"},
         {"not firstname in $names and ok", "true|false"},
         {"last_active_date in $days", "true|false"},
         {"(firstname in $names) = (last_active_date in $days)", "false|false"},
         {"\"weird name\" in $numbers", "true|false"},
         {"firstname in $nobody", "false|false"},
         {"firstname not in $nobody", "true|true"},
         {"nullif(firstname, 'Ann') in $names", "null|true"},
         {"firstname in ($names)", "reported: no parameter names"},
         {"firstname in $unknown", "reported: no parameter unknown[]"},
         {"last_active_date in $names", "@20 cannot read as date: 'Bo'; a date is written 'YYYY-MM-DD'"},
         {"firstnam in $names", "@0 unknown column `firstnam`; did you mean `firstname`?"},
         {"ok in $names", "@6 cannot read as bool: 'Bo'"},
         {"firstname in names", "@13 expected `(` or a parameter that is a list, found `names`"},
         {"$names in firstname",
          "@10 expected `(` or a parameter that is a list, found `firstname`"}});
}

TEST(Bind, DatesAndTimes) {
  Check({{"last_active_date = '2017-01-03'", "true|false"},
         {"last_active_date < date '2017-01-03'", "false|true"},
         {"last_active_date in ('2017-01-03', '2016-01-01')", "true|false"},
         {"last_active_date between '2017-01-01' and '2017-01-02'", "false|true"},
         {"last_active_date + 30", "2017-02-02|2017-02-01"},
         {"30 + last_active_date", "2017-02-02|2017-02-01"},
         {"last_active_date - 3", "2016-12-31|2016-12-30"},
         {"last_active_date - date '2016-12-31'", "3|2"},
         {"last_active_date - '2016-12-31'", "3|2"},
         {"date_diff('day', '2016-12-31', last_active_date)", "3|2"},
         {"date_diff('day', at, last_active_date)", "0|17169"},
         {"date_diff('day', at, utc)", "0|17170"},
         {"last_active_date + 99999999", "row 0: date out of range: 2017-01-03 + 99999999"},
         {"at = '2017-01-03 12:30'", "true|false"},
         {"at > last_active_date", "true|false"},
         {"at - timestamp '2017-01-03 00:00:00'", "12:30:00|-412056:00:01"},
         {"at + took", "2017-01-03T13:30:00|1969-12-31T23:59:58"},
         {"took + took", "02:00:00|-00:00:02"},
         {"took < '00:30:00'", "false|true"},
         {"utc = timestamptz '2017-01-03 14:30:00+02:00'", "true|true"},
         {"date_trunc('day', at)", "2017-01-03T00:00:00|1969-12-31T00:00:00"},
         {"date_trunc('day', at)::date", "2017-01-03|1969-12-31"},
         {"at::date",
          "row 0 column at: cannot cast timestamp to date without loss: "
          "2017-01-03T12:30:00"},
         {"last_active_date::timestamp", "2017-01-03T00:00:00|2017-01-02T00:00:00"},
         {"last_active_date::string", "2017-01-03|2017-01-02"},
         {"cast('2017-02-30' as date)",
          "@5 cannot read as date: '2017-02-30'; a date is written 'YYYY-MM-DD'"},
         {"last_active_date = '2017-1-3'",
          "@19 cannot read as date: '2017-1-3'; a date is written 'YYYY-MM-DD'"},
         {"date '2017-02-29'",
          "@0 cannot read as date: '2017-02-29'; a date is written 'YYYY-MM-DD'"},
         {"at = utc",
          "@3 cannot compare timestamp and timestamptz; cast one side, e.g. cast(x as "
          "timestamp)"},
         {"date_diff('month', at, at)", "@10 date_diff knows no unit 'month'; write 'day'"},
         {"date_diff('day', firstname, at)",
          "@17 date_diff takes dates, not string; cast(x as date) reads a date"},
         {"cast(firstname as date)", "row 0 column firstname: cannot read as date: 'Ann'"}});
}

TEST(Bind, TypeErrorsPointAtTheirPlace) {
  Check(
      {{"firstname + 1",
        "@10 there is no string + int; cast(x as int) reads a number; || joins texts"},
       {"ok + 1", "@3 there is no bool + int"},
       {"lower(\"weird name\")",
        "@6 lower takes text, not int; cast(x as string) makes a text of it"},
       {"firstname and ok", "@0 `and` takes a condition (bool), not string"},
       {"ok or \"weird name\"", "@6 `or` takes a condition (bool), not int"},
       {"not firstname", "@4 `not` takes a condition (bool), not string"},
       {"firstname is true", "@0 `is true` takes a condition (bool), not string"},
       {"case when 1 then 2 end", "@10 `when` takes a condition (bool), not int"},
       {"case when ok then 1 else firstname end",
        "@0 the results of case have different types: int and string; cast them to one type"},
       {"coalesce(firstname, ok)",
        "@0 the arguments of coalesce have different types: string and "
        "bool; cast them to one type"},
       {"ok in (true, 1)", "@3 cannot compare bool and int; cast one side, e.g. cast(x as bool)"},
       {"-firstname", "@0 `-` takes a number, not string"},
       {"1 || 2", "@2 || joins texts, not int and int; concat(a, b) takes values of any type"},
       {"abs(firstname)", "@4 abs takes a number, not string; cast(x as double) reads a number"},
       {"ok = 'maybe'", "@5 cannot read as bool: 'maybe'"},
       {"\"weird name\" = 'x'", "@15 cannot read as int: 'x'"},
       {"at::timestamptz", "@2 there is no cast from timestamp to timestamptz"},
       {"round(1.5, \"weird name\")", "@11 round of a decimal takes a constant number of places"}});
}

TEST(Bind, SyntaxErrorsPointAtTheirPlace) {
  const std::string deep = "@200 the expression is nested too deeply: more than 200 levels";
  Check({{"", "@0 expected an expression, found the end"},
         {"   ", "@3 expected an expression, found the end"},
         {"1 +", "@3 expected an expression, found the end"},
         {"1 + * 2", "@4 expected an expression, found `*`"},
         {"(1", "@2 expected `)`, found the end"},
         {"1)", "@1 expected an operator or the end, found `)`"},
         {"lower(firstname", "@15 expected `,` or `)`, found the end"},
         {"concat(firstname,)", "@17 expected an expression, found `)`"},
         {"firstname ok", "@10 expected an operator or the end, found `ok`"},
         {"'abc", "@4 expected a closing `'`, found the end"},
         {"\"abc", "@4 expected a closing `\"`, found the end"},
         {"1abc", "@1 expected the end of the number, found `abc`"},
         {"1.2.3", "@3 expected the end of the number, found `.`"},
         {"$", "@1 expected a parameter's name, found the end"},
         {"$1", "@1 expected a parameter's name, found `1`"},
         {"1 = 2 = 3", "@6 comparisons cannot be chained; join them: a < b and b < c"},
         {"1 < 2 < 3", "@6 comparisons cannot be chained; join them: a < b and b < c"},
         {"1 == 2", "@3 expected an expression, found `=`"},
         {"1 between 2", "@2 between lacks its `and`; write: x between low and high"},
         {"1 between 2 = 3 and 4", "@2 between lacks its `and`; write: x between low and high"},
         {"1 not 2", "@6 expected `in`, `between` or `like`, found `2`"},
         {"1 in 2", "@5 expected `(` or a parameter that is a list, found `2`"},
         {"1 in ()", "@6 expected an expression, found `)`"},
         {"1 is 2", "@5 expected `null`, `true` or `false`, found `2`"},
         {"case ok end", "@8 expected `when`, found `end`"},
         {"case when ok 1 end", "@13 expected `then`, found `1`"},
         {"case when ok then 1", "@19 expected `when`, `else` or `end`, found the end"},
         {"cast(1, int)", "@6 expected `as` and a type, found `,`"},
         {"cast(1 as )", "@10 expected a type, found `)`"},
         {"1::", "@3 expected a type, found the end"},
         {"1::strin",
          "@3 unknown type `strin`; types are bool, int, bigint, ubigint, double, "
          "decimal(p,s), string, varchar(n), binary, date, timestamp, timestamptz, "
          "time, json"},
         {"1 -- 2", "@2 expected an operator or the end, found `-`"},
         {"a.", "@2 expected a name, found the end"},
         {"'a' escape 'b'", "@11 escape belongs behind the pattern of a like"},
         {"'é' + + 'é' ü", "@14 expected an operator or the end, found `ü`"},
         {"1 \x01 2", "@2 expected an operator or the end, found a control character"},
         {std::string(100000, '('), deep},
         {std::string(201, '(') + "1" + std::string(201, ')'), deep}});
}

TEST(Bind, DepthIsLimitedAndBelowTheLimitWorks) {
  const auto repeated = [](const std::string& part, int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out += part;
    return out;
  };
  Check({{std::string(199, '(') + "1" + std::string(199, ')'), "1|1"},
         {repeated("lower(", 199) + "firstname" + std::string(199, ')'), "ann|bo"},
         {repeated("case when ok then 1 else ", 190) + "0" + repeated(" end", 190), "1|0"},
         {repeated("not ", 498) + "ok", "true|false"},
         {"\"weird name\"" + repeated(" + 1", 498), "499|500"}});
  Evaluator evaluator = People();
  for (const char* part : {"not ", "- ", "lower(", "case ok when "})
    EXPECT_TRUE(evaluator.Outcome(repeated(part, 100000) + "ok").find("nested too deeply") !=
                std::string::npos)
        << part;
  EXPECT_TRUE(evaluator.Outcome("1" + repeated(" + 1", 100000)).find("nested too deeply") !=
              std::string::npos);
}

TEST(Bind, KeywordsAndFunctionsAreOfAnyCase) {
  Check({{"CASE WHEN ok AND TRUE THEN Upper(firstname) ELSE NULL END", "ANN|null"},
         {"firstname NOT IN ('Ann') OR firstname IS NULL", "false|true"},
         {"CAST(1 AS BIGINT UNSIGNED)", "1|1"},
         {"cast(1 as double precision)", "1|1"},
         {"1::VARCHAR (3)", "1|1"},
         {"DATE '2017-02-02'", "2017-02-02|2017-02-02"}});
}

TEST(Bind, WhatIsKnownOfAResultFollowsIt) {
  Evaluator evaluator = People();
  const auto chars = [&](const std::string& text) {
    return evaluator.Bind(text).field().max_chars;
  };
  EXPECT_EQ(chars("firstname"), 50);
  EXPECT_EQ(chars("lower(firstname)"), 50);
  EXPECT_EQ(chars("trim(upper(firstname))"), 50);
  EXPECT_EQ(chars("substr(firstname, 2, 10)"), 10);
  EXPECT_EQ(chars("substr(firstname, 2, 100)"), 50);
  EXPECT_EQ(chars("substr(external.specialty, 2, 10)"), 10);
  EXPECT_EQ(chars("substr(firstname, 2)"), 50);
  EXPECT_EQ(chars("coalesce(firstname, internal.specialty)"), 50);
  EXPECT_EQ(chars("coalesce(firstname, external.specialty)"), 0);
  EXPECT_EQ(chars("case when ok then internal.specialty when true then null else 'none' end"), 30);
  EXPECT_EQ(chars("'été'"), 3);
  EXPECT_EQ(chars("external.specialty::varchar(7)"), 7);
  EXPECT_EQ(chars("firstname || '-' || internal.specialty"), 81);
  EXPECT_EQ(chars("replace(firstname, 'a', 'bb')"), 0);
  EXPECT_EQ(evaluator.Bind("lower(firstname)").field().sql_type, "varchar(50)");
  EXPECT_EQ(evaluator.Bind("substr(firstname, 1, 3)").field().sql_type, "");
  EXPECT_FALSE(evaluator.Bind("\"weird name\" + 1").field().nullable);
  EXPECT_TRUE(evaluator.Bind("firstname || 'x'").field().nullable);
  EXPECT_FALSE(evaluator.Bind("firstname is null").field().nullable);
  EXPECT_FALSE(evaluator.Bind("coalesce(firstname, '')").field().nullable);
  EXPECT_TRUE(evaluator.Bind("case when ok then 1 end").field().nullable);
  EXPECT_FALSE(evaluator.Bind("case when ok then 1 else 2 end").field().nullable);
  EXPECT_EQ(evaluator.Bind("case when ok then at else at end = at or firstname = ''").columns(),
            (std::vector<std::string>{"firstname", "at", "ok"}));
  EXPECT_EQ(evaluator.Bind("last_active_date").plain_column(), "internal.last_active_date");
  EXPECT_FALSE(evaluator.Bind("last_active_date + 0").plain_column().has_value());
}

}  // namespace
}  // namespace etl::expression
