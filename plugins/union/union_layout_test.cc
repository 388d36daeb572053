// SPDX-License-Identifier: Apache-2.0
#include "plugins/union/union_layout.h"

#include <gtest/gtest.h>

#include "etl/error.h"

namespace etl::union_all {
namespace {

std::string Problem(const Schema& a, const Schema& b) {
  try {
    MakeLayout({}, {{"a", a}, {"b", b}});
  } catch (const ConfigError& error) {
    return std::string(error.what()) + " / " + error.hint();
  }
  return "none";
}

Field Merged(Field a, Field b) { return MakeLayout({}, {{"a", {a}}, {"b", {b}}}).schema[0]; }

TEST(UnionLayout, MatchesColumnsByName) {
  const auto layout = MakeLayout(
      {}, {{"a", {{"x", Int32()}, {"y", Utf8()}}}, {"b", {{"y", Utf8()}, {"x", Int32()}}}});
  EXPECT_EQ(layout.schema, (Schema{{"x", Int32()}, {"y", Utf8()}}));
  EXPECT_EQ(layout.columns, (std::vector<std::vector<int>>{{0, 1}, {1, 0}}));
}

TEST(UnionLayout, WidensWhereNothingIsLost) {
  EXPECT_EQ(Merged({"x", Int32(), false}, {"x", Int64(), false}), (Field{"x", Int64(), false}));
  EXPECT_EQ(Merged({"x", Int64(), false}, {"x", Int32()}), (Field{"x", Int64(), true}));
  EXPECT_EQ(Merged({"x", Decimal128(8, 2)}, {"x", Decimal128(12, 2)}).type, Decimal128(12, 2));
  EXPECT_EQ(Merged({"x", Utf8(), true, 9, "varchar(9)"}, {"x", Utf8(), true, 20, "varchar(20)"}),
            (Field{"x", Utf8(), true, 20}));
  EXPECT_EQ(Merged({"x", Utf8(), true, 9, "varchar(9)"}, {"x", Utf8(), true, 0, "text"}),
            (Field{"x", Utf8(), true, 0}));
  EXPECT_EQ(Merged({"x", Utf8(), true, 9, "varchar(9)"}, {"x", Utf8(), true, 9, "varchar(9)"}),
            (Field{"x", Utf8(), true, 9, "varchar(9)"}));
}

TEST(UnionLayout, RefusesTypesThatDiffer) {
  EXPECT_EQ(Problem({{"x", Int32()}}, {{"x", Float64()}}),
            "the column `x` is int in `a`, but double in `b` / cast one of them with select: set: "
            "{x: cast(...)}");
  for (const DataType other : {UInt64(), Decimal128(10, 0), Utf8(), Date32()})
    EXPECT_NE(Problem({{"x", Int32()}}, {{"x", other}}), "none") << ToString(other);
  EXPECT_NE(Problem({{"x", Decimal128(8, 2)}}, {{"x", Decimal128(8, 3)}}), "none");
}

TEST(UnionLayout, RefusesColumnsThatDiffer) {
  EXPECT_EQ(Problem({{"id", Int32()}, {"lastname", Utf8()}}, {{"id", Int32()}, {"name", Utf8()}}),
            "`b` has a column `name`, but `a`, the first input, has not / its columns are `id`, "
            "`lastname`");
  EXPECT_EQ(Problem({{"id", Int32()}}, {{"id", Int32()}, {"ids", Utf8()}}),
            "`b` has a column `ids`, but `a`, the first input, has not / did you mean `id`?");
  EXPECT_EQ(Problem({{"id", Int32()}, {"name", Utf8()}}, {{"id", Int32()}}),
            "`a`, the first input, has a column `name`, but `b` has not / its columns are `id`");
}

}  // namespace
}  // namespace etl::union_all
