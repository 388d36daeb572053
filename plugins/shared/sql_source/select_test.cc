// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/sql_source/select.h"

#include <gtest/gtest.h>

#include "plugins/shared/sql_source/cell.h"

namespace etl::sql_source {
namespace {

using sql_dialect::Dialect;

class PlainRules final : public Rules {
 public:
  Dialect dialect() const override { return Dialect::kMysql; }
  bool Reads(const SourceColumn& source, const Field& declared) const override {
    return source.field.type == declared.type;
  }
  std::string OrderTerm(const BoundColumn& column, const OrderKey& key) const override {
    if (column.field.type == Float64()) return {};
    return column.source->field.name + (key.descending ? " DESC" : "");
  }
  Comparable Compares(const BoundColumn& column, etl_value_type) const override {
    if (column.field.type == Int32()) return Comparable::kOrder;
    return column.field.type == Utf8() ? Comparable::kEquality : Comparable::kNothing;
  }
};

const Relation kRelation{{{{"id", Int32()}},
                          {{"name", Utf8()}},
                          {{"score", Float64(), true, 0, "float"}, "(score + 0e0)"}},
                         {"id"}};

SelectOptions TableOptions() {
  SelectOptions options;
  options.table.value = "t";
  return options;
}

std::string Select(const SelectOptions& options, const Scan& wanted, Scan* accepted = nullptr) {
  const PlainRules rules;
  const SelectInput input =
      InputOf(options, rules, [](std::string_view name) { return std::string(name); });
  const auto columns = Bind(options, kRelation, rules);
  const Acceptance acceptance = Accept(input, columns, kRelation, rules, wanted);
  if (accepted) *accepted = acceptance.scan;
  const ParamLookup param = [](std::string_view name) {
    return Value{ETL_VALUE_TEXT, 0, 0, std::string(name)};
  };
  return BuildSelect(input, columns, kRelation, rules, acceptance.scan, param, Values::kLiterals)
      .text;
}

TEST(Select, OfATable) {
  EXPECT_EQ(Select(TableOptions(), {}), "SELECT id, name, (score + 0e0) FROM t");
  SelectOptions options = TableOptions();
  options.where.value = "a = :p -- why";
  EXPECT_EQ(Select(options, {std::vector<std::string>{"name"}, {{"id", ETL_OP_IS_NULL, {}}}}),
            "SELECT name FROM t WHERE (a = 'p' -- why\n) AND id IS NULL");
}

TEST(Select, AcceptsThePrefixOfAnOrderThatItCanSortBy) {
  Scan accepted;
  EXPECT_EQ(Select(TableOptions(), {{}, {}, {{"name"}, {"score"}, {"id"}}, true}, &accepted),
            "SELECT id, name, (score + 0e0) FROM t ORDER BY name, id");
  EXPECT_EQ(accepted.order, (Order{{"name"}}));
  EXPECT_EQ(Select(TableOptions(), {{}, {}, {{"score"}}, true}, &accepted),
            "SELECT id, name, (score + 0e0) FROM t ORDER BY id");
  EXPECT_TRUE(accepted.order.empty() && accepted.tie);
}

TEST(Select, RunsAQueryAsWrittenUnlessItMustNot) {
  SelectOptions options;
  options.query.value = "SELECT id, name, score FROM t -- all";
  const Scan id{std::vector<std::string>{"id"}};
  EXPECT_EQ(Select(options, id), "SELECT id, name, score FROM t");
  EXPECT_EQ(Select(options, {}),
            "SELECT id, name, (score + 0e0) FROM (SELECT id, name, score FROM t) AS q");
  EXPECT_EQ(Select(options, {std::vector<std::string>{"id"}, {}, {{"name", true}}, false, 7}),
            "SELECT id FROM (SELECT id, name, score FROM t) AS q ORDER BY name DESC LIMIT 7");
  options.query.value = "SELECT id, name, score FROM t ORDER BY 2";
  EXPECT_EQ(Select(options, {std::vector<std::string>{"id"}, {}, {{"name"}}, true, 7}),
            options.query.value);
  EXPECT_THROW(Select(options, {}), ConfigError);
}

TEST(Bind, SaysWhatIsWrong) {
  const auto hint = [](SelectOptions options) -> std::string {
    try {
      Select(options, {});
    } catch (const ConfigError& error) {
      return std::string(error.what()) + "; " + error.hint();
    }
    return "nothing";
  };
  SelectOptions options = TableOptions();
  options.rename.value = {{"nme", "title"}};
  EXPECT_EQ(hint(options), "`rename`: table t has no column nme; did you mean name?");
  options.rename.value = {{"name", "id"}};
  EXPECT_EQ(hint(options),
            "table t has two columns of the name id; give one of them another name, with AS in the "
            "query or with `rename`");
  options.rename.value = {{"name", "title"}};
  options.schema.entries = {{{"name", Utf8()}, false, "", {}}};
  EXPECT_EQ(hint(options), "table t has no column name; it has id, title, score");
}

TEST(Cell, CountsCharacters) {
  const Field field{"c", Utf8(), true, 9};
  EXPECT_NO_THROW(CheckText(field, "äöü456789", 0));
  EXPECT_THROW(CheckText(field, "äöü4567890", 0), DataError);
  EXPECT_THROW(CheckText(field, "1234567\xff", 0), DataError);
  EXPECT_EQ(RowName(0), "row 1");
  EXPECT_EQ(RowName(18'202), "row 18,203");
  EXPECT_EQ(RowName(1'234'567), "row 1,234,568");
}

}  // namespace
}  // namespace etl::sql_source
