// SPDX-License-Identifier: Apache-2.0
#include "plugins/select/select.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "etl/testing/harness.h"

namespace etl::select {
namespace {

using etl::testing::Describe;
using etl::testing::Failure;
using etl::testing::Host;
using etl::testing::Input;
using etl::testing::MakeBatch;
using etl::testing::RunTransform;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Schema Matched() {
  return {{"lastname", Utf8(), true, 50, "varchar(50)"},
          {"firstname", Utf8(), true, 50, "varchar(50)"},
          {"internal.specialty", Utf8(), true, 50, "varchar(50)"},
          {"internal.last_active_date", Date32()},
          {"internal.platform_registered_on", Utf8(), true, 25, "varchar(25)"},
          {"internal.classification", Utf8(), true, 50, "varchar(50)"},
          {"external.specialty", Utf8()},
          {"external.last_active_date", Date32()},
          {"external.practice_location", Utf8()},
          {"external.user_type_classification", Utf8()},
          {"internal.practice_id", Int32()}};
}

Input MatchedInput() {
  return {"matched",
          Matched(),
          {MakeBatch(Matched(), {{"Ärzt", "Ann", "CARDIOLOGY", "2017-01-03", "2015", "MD", "x",
                                  "2017-01-02", "Kyiv", "DO", "1"},
                                 {"Bo", "Cy", "ÉTÉ", "null", "2016", "Né", "y", "2017-02-02",
                                  "null", "STUDENT", "2"}})},
          {{"lastname"}, {"firstname"}}};
}

constexpr const char* kUsers =
    "{keep: [firstname, lastname], set: {specialty: lower(internal.specialty), "
    "practice_location: practice_location, platform_registered_on: platform_registered_on, "
    "internal_classification: lower(internal.classification), "
    "external_classification: lower(user_type_classification), "
    "is_active_internal_platform: \"date_diff('day', internal.last_active_date, $today) <= "
    "$active_days\", "
    "is_active_external_platform: \"date_diff('day', external.last_active_date, $today) <= "
    "$active_days\"}}";

void SetParams(Host& host) {
  host.params["today"] = {ETL_VALUE_DATE, *ParseDate("2017-02-02"), 0, {}};
  host.params["active_days"] = {ETL_VALUE_INT, 30, 0, {}};
}

TEST(Select, MakesTheUsersPipelinesColumnsInTheirOrder) {
  Host host;
  SetParams(host);
  const auto rows = RunTransform<Select>(host, kUsers, {MatchedInput()});
  EXPECT_THAT(
      rows.schema.names(),
      ElementsAre("firstname", "lastname", "specialty", "practice_location",
                  "platform_registered_on", "internal_classification", "external_classification",
                  "is_active_internal_platform", "is_active_external_platform"));
  EXPECT_EQ(rows.text,
            "Ann|Ärzt|cardiology|Kyiv|2015|md|do|true|false\n"
            "Cy|Bo|été|null|2016|né|student|null|true\n");
}

TEST(Select, DescribesLineageLengthsAndOrder) {
  Host host;
  SetParams(host);
  const auto plan = Describe<Select>(host, kUsers, {MatchedInput()});
  ASSERT_TRUE(plan.schema.has_value());
  EXPECT_EQ((*plan.schema)[2].max_chars, 50);
  EXPECT_EQ((*plan.schema)[4].max_chars, 25);
  EXPECT_EQ((*plan.schema)[4].sql_type, "varchar(25)");
  EXPECT_EQ((*plan.schema)[7].type, Bool());
  EXPECT_EQ(plan.kind, Kind::kRowwise);
  EXPECT_EQ(ToString(*plan.order), "lastname, firstname");
  EXPECT_THAT(plan.lineage, ::testing::IsSupersetOf({"0<-0.firstname", "2<-0.internal.specialty",
                                                     "8<-0.external.last_active_date"}));
  for (const std::string& line : plan.lineage) EXPECT_THAT(line, ::testing::Not(HasSubstr("_id")));
}

const Schema kThree{{"a", Int32()}, {"b", Utf8(), true, 9, "varchar(9)"}, {"c", Bool()}};

Input Three() {
  return {"in",
          kThree,
          {MakeBatch(kThree, {{"1", "x", "true"}, {"2", "null", "false"}})},
          {{"b"}, {"a"}}};
}

struct Case {
  std::string options, columns, first_row, order;
};

TEST(Select, KeepsDropsRenamesAndSets) {
  const std::vector<Case> cases = {{"{keep: [c, a]}", "c,a", "true|1", ""},
                                   {"{keep: b}", "b", "x", "b"},
                                   {"{drop: [b]}", "a,c", "1|true", ""},
                                   {"{rename: {b: bee}}", "a,bee,c", "1|x|true", "bee, a"},
                                   {"{keep: [b, a], rename: {a: b2}}", "b,b2", "x|1", "b, b2"},
                                   {"{set: {d: a + 1}}", "a,b,c,d", "1|x|true|2", "b, a"},
                                   {"{set: {b: upper(b)}}", "a,b,c", "1|X|true", ""},
                                   {"{set: {a: a + 1, d: a}}", "a,b,c,d", "2|x|true|1", "b, d"},
                                   {"{keep: [], set: {z: c, y: b}}", "z,y", "true|x", "y"},
                                   {"{set: {n: \"null\"}}", "a,b,c,n", "1|x|true|null", "b, a"}};
  for (const Case& test : cases) {
    SCOPED_TRACE(test.options);
    Host host;
    const auto rows = RunTransform<Select>(host, test.options, {Three()});
    std::string names;
    for (const std::string& name : rows.schema.names()) names += (names.empty() ? "" : ",") + name;
    EXPECT_EQ(names, test.columns);
    EXPECT_EQ(rows.text.substr(0, rows.text.find('\n')), test.first_row);
    EXPECT_EQ(ToString(*Describe<Select>(host, test.options, {Three()}).order), test.order);
  }
}

TEST(Select, SharesTheColumnsThatItKeeps) {
  Host host;
  Context context(host.get());
  Select select(detail::ReadOptions<SelectOptions>(host.get(), host.Options("{keep: [b, a]}")));
  select.Open(context, kThree);
  const RecordBatch batch = Three().batches[0];
  BatchQueue queue;
  select.Process(batch, queue);
  EXPECT_EQ(queue.Pop()->column(0).array(), batch.column(1).array());
}

Failure FailureOf(const std::string& options) {
  Host host;
  try {
    Describe<Select>(host, options, {Three()});
  } catch (const Failure& failure) {
    return failure;
  }
  return Failure(0, "no failure");
}

TEST(Select, ComplainsAboutThePlaceThatIsWrong) {
  Failure failure = FailureOf("{keep: [a, bb]}");
  EXPECT_EQ(failure.status, ETL_CONFIG_ERROR);
  EXPECT_STREQ(failure.what(), "unknown column `bb`");
  EXPECT_EQ(failure.hint, "there is `a`, `b`, `c`");
  EXPECT_EQ(failure.option_text, "bb");

  failure = FailureOf("{set: {d: a + }}");
  EXPECT_STREQ(failure.what(), "expected an expression, found the end");
  EXPECT_EQ(failure.option_text, "a +");
  EXPECT_EQ(failure.caret, 3);

  EXPECT_STREQ(FailureOf("{keep: [a, a]}").what(), "two columns would be called `a`");
  EXPECT_STREQ(FailureOf("{keep: [a], drop: [b]}").what(), "`keep` and `drop` exclude each other");
  EXPECT_STREQ(FailureOf("{rename: {a: b}}").what(), "two columns would be called `b`");
  EXPECT_STREQ(FailureOf("{keep: [a], rename: {b: z}}").what(),
               "`rename` names `b`, which is not kept");
  EXPECT_THAT(FailureOf("{keep: []}").what(), HasSubstr("nothing is left"));
}

TEST(Select, CountsRowsOverBatches) {
  Host host;
  Input input = Three();
  input.batches.push_back(MakeBatch(kThree, {{"7", "x", "true"}, {"0", "y", "true"}}));
  try {
    RunTransform<Select>(host, "{set: {d: 1 / a}}", {input});
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.status, ETL_DATA_ERROR);
    EXPECT_STREQ(failure.what(), "division by zero: 1 / 0");
    EXPECT_EQ(failure.row, 3);
    EXPECT_EQ(failure.column, "d");
    EXPECT_EQ(failure.caret, 2);
  }
}

}  // namespace
}  // namespace etl::select
