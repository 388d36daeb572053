// SPDX-License-Identifier: Apache-2.0
// What a real PostgreSQL makes of the names, literals and types.
#include <gtest/gtest.h>

#include "etl/value_text.h"
#include "plugins/shared/sql_dialect/dialect.h"
#include "plugins/shared/sql_dialect/random_text.h"
#include "plugins/shared/sql_dialect/reserved_words.h"
#include "tests/support/postgres/private_postgres.h"

namespace etl::sql_dialect {
namespace {

using postgres_server::PrivatePostgres;

constexpr Dialect kPostgres = Dialect::kPostgres;

class DialectPostgres : public testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = new PrivatePostgres; }
  static void TearDownTestSuite() {
    delete server_;
    server_ = nullptr;
  }
  static std::string Quote(std::string_view name) { return QuoteIdentifier(kPostgres, name); }
  static inline PrivatePostgres* server_ = nullptr;
};

TEST_F(DialectPostgres, EveryKeywordWorksAsAName) {
  const auto words = server_->Query("SELECT word, catcode FROM pg_get_keywords()");
  ASSERT_GT(words.size(), 400u);
  std::string statements;
  for (const auto& row : words) {
    EXPECT_TRUE(row[1] == "U" || IsReserved(kPostgres, *row[0])) << *row[0];
    const std::string name = Quote(*row[0]);
    statements +=
        Format("CREATE TEMP TABLE {} ({} int); SELECT {} FROM {} ORDER BY {}; DROP TABLE {};", name,
               name, name, name, name, name);
  }
  EXPECT_NO_THROW(server_->Execute(statements));
}

TEST_F(DialectPostgres, AnyNameComesBackAsItWas) {
  RandomText random(13);
  for (int table = 0; table < 10; ++table) {
    std::vector<std::string> names;
    std::string columns;
    while (names.size() < 200) {
      std::string name = Format("{}_{}", names.size(), random.Next(kNamePieces, 12)) + "|";
      if (table % 2 == 0) name = "Ab" + name + " ";
      columns += (names.empty() ? "" : ", ") + Quote(name) + " int";
      names.push_back(std::move(name));
    }
    server_->Execute("CREATE TABLE canary (id int); CREATE TABLE t (" + columns + ")");
    const auto rows = server_->Query(
        "SELECT attname FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0 ORDER BY "
        "attnum");
    ASSERT_EQ(rows.size(), names.size());
    for (std::size_t i = 0; i < names.size(); ++i) EXPECT_EQ(*rows[i][0], names[i]);
    server_->Execute("DROP TABLE t; DROP TABLE canary");
  }
}

TEST_F(DialectPostgres, TheLongestNameIsNotCut) {
  const std::string longest = std::string(59, 'x') + "😀";
  server_->Execute("CREATE TABLE " + Quote(longest) + " (id int)");
  EXPECT_EQ(server_->Query("SELECT count(*) FROM pg_class WHERE relname = '" + longest + "'")[0][0],
            "1");
  EXPECT_THROW(Quote(longest + "y"), ConfigError);
}

TEST_F(DialectPostgres, AnyTextMeansTheSameInEverySession) {
  for (const char* setting : {"on", "off"}) {
    RandomText random(17);
    std::string values;
    std::vector<std::string> texts;
    while (texts.size() < 2000) {
      std::string text = random.Next(kTextPieces, 12);
      if (text.find('\0') != std::string::npos) {
        EXPECT_THROW(QuoteLiteral(kPostgres, {ETL_VALUE_TEXT, 0, 0, text}), ConfigError);
        continue;
      }
      values += Format("{}({}, ", texts.empty() ? "" : ", ", texts.size()) +
                QuoteLiteral(kPostgres, {ETL_VALUE_TEXT, 0, 0, text}) + ")";
      texts.push_back(std::move(text));
    }
    server_->Execute(Format("SET standard_conforming_strings = {}; ", setting) +
                     "CREATE TABLE t (id int, v text); INSERT INTO t VALUES " + values);
    const auto rows = server_->Query("SELECT v FROM t ORDER BY id");
    ASSERT_EQ(rows.size(), texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(*rows[i][0], texts[i]) << setting;
    server_->Execute("DROP TABLE t");
  }
}

TEST_F(DialectPostgres, OtherLiteralsKeepTheirValue) {
  const auto literal = [](const Value& value) { return QuoteLiteral(kPostgres, value); };
  const auto select = [&](const std::string& expression) {
    return server_->Query("SELECT " + expression).at(0).at(0).value();
  };
  const std::string least = literal({ETL_VALUE_INT, INT64_MIN, 0, ""});
  EXPECT_EQ(select(least), "-9223372036854775808");
  EXPECT_EQ(select("1 -" + literal({ETL_VALUE_INT, -1, 0, ""})), "2");
  EXPECT_EQ(select(literal({ETL_VALUE_FLOAT, 0, 0.1, ""}) + " + 0.2 = 0.3"), "f");
  EXPECT_EQ(select(literal({ETL_VALUE_FLOAT, 0, -1e300, ""})), "-1e+300");
  EXPECT_EQ(select(literal({ETL_VALUE_DATE, 11'016, 0, ""})), "2000-02-29");
  EXPECT_EQ(select(literal({ETL_VALUE_DECIMAL, 0, 0, "0.1"}) + " + 0.2 = 0.3"), "t");
  EXPECT_EQ(
      select(literal({ETL_VALUE_BOOL, 1, 0, ""}) + " AND " + literal({ETL_VALUE_BOOL, 0, 0, ""})),
      "f");
}

TEST_F(DialectPostgres, CreatesWhatTypeNamesAllows) {
  const auto create = [&](std::size_t count, const Field& field) {
    const ColumnTypes types = TypeNames(kPostgres, std::vector<Field>(count, field));
    std::string columns = "id int";
    for (std::size_t i = 0; i < count; ++i) columns += Format(", c{} ", i) + types.types[i];
    server_->Execute("DROP TABLE IF EXISTS t; CREATE TABLE t (" + columns + ")");
  };
  create(1599, {"c", Utf8(), true, 100});
  create(1, {"c", Utf8(), true, 10'485'760});
  create(1, {"c", Utf8(), true, 10'485'761});
  create(10, {"c", Decimal128(38, 38)});
  EXPECT_THROW(create(1600, {"c", Bool()}), ConfigError);
}

}  // namespace
}  // namespace etl::sql_dialect
