// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "etl/testing/harness.h"
#include "plugins/sort_merge_join/sort_merge_join.h"

namespace etl::join {
namespace {

using etl::testing::Host;
using etl::testing::Input;
using ::testing::ElementsAre;

const Schema& Internal() {
  static const Schema schema{{"id", Int32(), false},
                             {"lastname", Utf8(), true, 50, "varchar(50)"},
                             {"firstname", Utf8(), true, 50, "varchar(50)"},
                             {"since", Date32()}};
  return schema;
}
const Schema& External() {
  static const Schema schema{
      {"firstname", Utf8()}, {"lastname", Utf8(), true, 60, "string"}, {"since", Date32(), false}};
  return schema;
}

etl::testing::Described Describe(const std::string& options, const Schema& left = Internal(),
                                 const Schema& right = External()) {
  Host host;
  return etl::testing::Describe<SortMergeJoin>(
      host, options, {{"internal", left, {}, {}}, {"external", right, {}, {}}});
}

// "name:type", with "?" where it may be null.
std::vector<std::string> Columns(const std::string& options) {
  std::vector<std::string> columns;
  const Schema schema = *Describe(options).schema;
  for (const Field& field : schema)
    columns.push_back(field.name + ":" + ToString(field.type) + (field.nullable ? "?" : ""));
  return columns;
}

TEST(Describe, KeysOnceThenTheOthersUnderTheNameOfTheirInput) {
  EXPECT_THAT(Columns("{keys: [lastname, firstname]}"),
              ElementsAre("lastname:string?", "firstname:string?", "internal.id:int",
                          "internal.since:date?", "external.since:date"));
}

TEST(Describe, OuterTypesMakeColumnsNullable) {
  EXPECT_THAT(Columns("{keys: [lastname, firstname], type: full}"),
              ElementsAre("lastname:string?", "firstname:string?", "internal.id:int?",
                          "internal.since:date?", "external.since:date?"));
  EXPECT_THAT(Columns("{keys: [lastname, firstname], type: right}"),
              ElementsAre("lastname:string?", "firstname:string?", "internal.id:int?",
                          "internal.since:date?", "external.since:date"));
}

TEST(Describe, AFilterKeepsTheLeftSchema) {
  EXPECT_THAT(Columns("{keys: lastname, type: anti}"),
              ElementsAre("id:int", "lastname:string?", "firstname:string?", "since:date?"));
  EXPECT_THAT(Columns("{keys: lastname, type: semi}"),
              ElementsAre("id:int", "lastname:string?", "firstname:string?", "since:date?"));
}

TEST(Describe, OrderKindAndMemory) {
  const auto plan = Describe("{keys: [lastname, id], right_keys: [firstname, n]}", Internal(),
                             {{"n", Int64()}, {"firstname", Utf8()}});
  EXPECT_EQ(ToString(plan.required.at(0)), "lastname, id");
  EXPECT_EQ(ToString(plan.required.at(1)), "firstname, n");
  EXPECT_EQ(ToString(*plan.order), "lastname, id");
  EXPECT_EQ(plan.kind, Kind::kByKey);
  EXPECT_EQ(plan.minimum_memory, 1024 * 1024);
}

TEST(Describe, LineageNamesEveryColumnThatMatters) {
  EXPECT_THAT(
      Describe("{keys: lastname, type: full}").lineage,
      ElementsAre("*<-0.lastname", "*<-1.lastname", "0<-0.lastname", "0<-1.lastname", "1<-0.id",
                  "2<-0.firstname", "3<-0.since", "4<-1.firstname", "5<-1.since"));
  EXPECT_THAT(Describe("{keys: lastname, type: semi}").lineage,
              ElementsAre("*<-0.lastname", "*<-1.lastname", "0<-0.id", "1<-0.lastname",
                          "2<-0.firstname", "3<-0.since"));
}

TEST(Describe, LengthsAndSqlTypesFollowTheKey) {
  EXPECT_EQ((*Describe("{keys: lastname}").schema)[0].max_chars, 50);
  const Field full = (*Describe("{keys: lastname, type: full}").schema)[0];
  EXPECT_EQ(full.max_chars, 60) << "either side's value must fit";
  EXPECT_EQ(full.sql_type, "");
  EXPECT_EQ((*Describe("{keys: firstname, type: full}").schema)[0].max_chars, 0) << "unknown";
}

void Refuses(const std::string& options, const std::string& message, const std::string& hint,
             const std::string& at, const Schema& left = Internal(),
             const Schema& right = External()) {
  try {
    Describe(options, left, right);
    ADD_FAILURE() << "accepted " << options;
  } catch (const etl::testing::Failure& failure) {
    EXPECT_EQ(failure.status, ETL_CONFIG_ERROR);
    EXPECT_EQ(failure.what(), message);
    EXPECT_EQ(failure.hint, hint);
    EXPECT_EQ(failure.option_text, at);
  }
}

TEST(Describe, RefusesKeysThatAreNotThere) {
  Refuses("{keys: [lastname, firstnam]}", "`internal` has no column `firstnam` to join by",
          "did you mean `firstname`?", "firstnam");
  Refuses("{keys: id}", "`external` has no column `id` to join by",
          "its columns are `firstname`, `lastname`, `since`", "id");
  Refuses("{keys: [lastname, lastname]}", "the key `lastname` is named twice", "", "lastname");
  Refuses("{keys: [lastname], right_keys: [lastname, firstname]}",
          "1 keys on the left, but 2 on the right", "", "");
  Refuses("{keys: []}", "a join needs at least one key", "", "");
}

TEST(Describe, RefusesTypesWithoutACommonOrder) {
  const std::string hint = "cast one of them in a `select` before the join";
  Refuses("{keys: k}",
          "the key `k` is int in `internal` and string in `external`: they cannot be compared",
          hint, "k", {{"k", Int32()}}, {{"k", Utf8()}});
  Refuses("{keys: k}",
          "the key `k` is timestamp in `internal` and timestamptz in `external`: they cannot be "
          "compared",
          hint, "k", {{"k", Timestamp()}}, {{"k", TimestampUtc()}});
  Refuses("{keys: k, type: full}",
          "the key `k` is bigint in `internal` and ubigint in `external`: no type holds both for a "
          "full join",
          hint, "k", {{"k", Int64()}}, {{"k", UInt64()}});
  EXPECT_NO_THROW(Describe("{keys: k}", {{"k", Int64()}}, {{"k", UInt64()}}));
}

TEST(Describe, RefusesTwoColumnsOfOneName) {
  Refuses("{keys: [\"external.a\"]}",
          "the join of `internal` and `external` would have two columns `external.a`",
          "rename one of them in a `select` before the join", "", {{"external.a", Utf8()}},
          {{"external.a", Utf8()}, {"a", Utf8()}});
}

}  // namespace
}  // namespace etl::join
