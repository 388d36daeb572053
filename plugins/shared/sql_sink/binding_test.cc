// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/sql_sink/binding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace etl::sql_sink {
namespace {

using ::testing::HasSubstr;

TargetColumn Column(const char* name, DataType type, bool nullable = true) {
  TargetColumn column;
  column.field = {name, type, nullable};
  return column;
}

std::string ErrorOf(const LoadOptions& options, const Schema& schema, const Target& target) {
  try {
    BindColumns(options, schema, target);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "fine";
}

TEST(Binding, GoesByNameWhateverItsCase) {
  LoadOptions options;
  options.key.value = {"id"};
  options.rename.value = {{"n", "Name"}};
  const Target target{"t", {Column("NAME", Utf8()), Column("ID", Int64(), false)}, {}};
  const auto bound = BindColumns(options, {{"id", Int32()}, {"n", Utf8()}}, target);
  EXPECT_EQ(Names(bound), (std::vector<std::string>{"ID", "NAME"}));
  EXPECT_EQ(KeyNames(bound), std::vector<std::string>{"ID"});
}

TEST(Binding, TypesThatWouldLoseSomethingAreRefused) {
  const std::vector<DataType> types{Bool(),    Int32(),     Int64(),        UInt64(),
                                    Float64(), Utf8(),      Binary(),       Decimal128(10, 0),
                                    Date32(),  Timestamp(), TimestampUtc(), Duration()};
  const auto fits = [](DataType from, DataType to) {
    return ErrorOf({}, {{"x", from}}, {"t", {Column("x", to)}, {}}) == "fine";
  };
  for (const DataType type : types) {
    EXPECT_TRUE(fits(type, type)) << ToString(type);
    EXPECT_TRUE(fits(Null(), type));
    EXPECT_TRUE(fits(type, Null()));
  }
  EXPECT_TRUE(fits(Bool(), Int32()));
  EXPECT_TRUE(fits(UInt64(), Int32())) << "each value is checked";
  EXPECT_TRUE(fits(Int32(), Float64()));
  EXPECT_TRUE(fits(Decimal128(10, 4), Decimal128(5, 2)));
  EXPECT_TRUE(fits(Date32(), Timestamp()));
  EXPECT_TRUE(fits(TimestampUtc(), Timestamp()));
  EXPECT_FALSE(fits(Int64(), Float64()));
  EXPECT_FALSE(fits(Int32(), Bool()));
  EXPECT_FALSE(fits(Float64(), Decimal128(10, 2)));
  EXPECT_FALSE(fits(Decimal128(10, 2), Int64()));
  EXPECT_FALSE(fits(Decimal128(10, 2), Float64()));
  EXPECT_FALSE(fits(Timestamp(), Date32()));
  EXPECT_FALSE(fits(Utf8(), Binary()));
  EXPECT_FALSE(fits(Utf8(), Date32()));
  EXPECT_FALSE(fits(Int32(), Utf8()));
}

TEST(Binding, AKeyIsAUniqueIndexOfJustItsColumns) {
  LoadOptions options;
  options.key.value = {"b", "a"};
  Target target{"t", {Column("a", Int32()), Column("b", Int32())}, {}};
  const auto error = [&] {
    try {
      CheckKey(options, target, "CREATE UNIQUE INDEX ...");
    } catch (const ConfigError& e) {
      return e.hint();
    }
    return std::string("fine");
  };
  EXPECT_THAT(error(), HasSubstr("CREATE UNIQUE INDEX ..."));
  target.unique = {{"one", {"a"}}, {"three", {"a", "b", "c"}}, {"prefix", {"a", "b(3)"}}};
  EXPECT_THAT(error(), HasSubstr("CREATE UNIQUE INDEX ..."));
  target.unique.push_back({"two", {"A", "b"}});
  EXPECT_EQ(error(), "fine");
}

TEST(Binding, OtherUniqueIndexesThatRowsCanMeet) {
  LoadOptions options;
  options.key.value = {"a"};
  TargetColumn counter = Column("id", Int64(), false);
  counter.has_value = true;
  Target target{"t", {counter, Column("a", Int32()), Column("b", Int32())}, {{"k", {"a"}}}};
  const auto bound = BindColumns(options, {{"a", Int32()}, {"b", Int32()}}, target);
  EXPECT_FALSE(HasOtherUniqueIndex(bound, target));
  target.unique.push_back({"PRIMARY", {"id"}});
  EXPECT_FALSE(HasOtherUniqueIndex(bound, target)) << "a counter collides with nothing";
  target.unique.push_back({"ab", {"a", "b"}});
  EXPECT_TRUE(HasOtherUniqueIndex(bound, target));
}

TEST(Options, SayWhatIsWrongWithoutADatabase) {
  const auto error = [](const LoadOptions& options) {
    try {
      CheckOptions(options, {{"id", Int32()}, {"name", Utf8()}});
    } catch (const ConfigError& e) {
      return std::string(e.what());
    }
    return std::string("fine");
  };
  LoadOptions options;
  EXPECT_EQ(error(options), "`table` is empty");
  options.table.value = "t";
  EXPECT_EQ(error(options), "fine");
  options.mode_name = "upsert";
  EXPECT_EQ(error(options), "`mode: upsert` needs a `key`");
  options.key.value = {"nmae"};
  EXPECT_EQ(error(options), "`key` names a column that does not arrive: 'nmae'");
  options.key.value = {"id"};
  options.rename.value = {{"name", "ID"}};
  EXPECT_THAT(error(options), HasSubstr("would both go into column 'ID'"));
}

}  // namespace
}  // namespace etl::sql_sink
