// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/sql_source/sql_text.h"

#include <gtest/gtest.h>

#include "etl/error.h"

namespace etl::sql_source {
namespace {

using sql_dialect::Dialect;

std::string ParamsOf(Dialect dialect, std::string_view sql) {
  std::string params, all;
  for (const SqlToken& token : Tokenize(dialect, sql)) {
    all += token.text;
    if (token.kind == SqlToken::Kind::kParam) params += std::string(token.text) + " ";
  }
  EXPECT_EQ(all, sql);
  return params;
}

TEST(SqlText, FindsParametersOutsideOfEverythingElse) {
  EXPECT_EQ(ParamsOf(Dialect::kMysql, "a=:x AND b=:y_1"), ":x :y_1 ");
  EXPECT_EQ(ParamsOf(Dialect::kMysql, "':x' \":x\" `:x` 'it''s :x' /* :x */ # :x"), "");
  EXPECT_EQ(ParamsOf(Dialect::kMysql, "-- :x\n:y"), ":y ");
  EXPECT_EQ(ParamsOf(Dialect::kMysql, "a--:x"), ":x ");
  EXPECT_EQ(ParamsOf(Dialect::kSqlite, "a--:x"), "");
  EXPECT_EQ(ParamsOf(Dialect::kSqlite, "[a:x] + :y"), ":y ");
  EXPECT_EQ(ParamsOf(Dialect::kMysql, "'\\' + :x"), ":x ");
  EXPECT_EQ(ParamsOf(Dialect::kMysql, "@a:=1, x::y, 10:30"), "");
  EXPECT_EQ(ParamsOf(Dialect::kMysql, "'unclosed :x"), "");
  const auto postgres = [](std::string_view sql) { return ParamsOf(Dialect::kPostgres, sql); };
  EXPECT_EQ(postgres("a--:x\n:y # :z"), ":y :z ");
  EXPECT_EQ(postgres("/* /* :a */ :b */ :c"), ":c ");
  EXPECT_EQ(postgres("E'it\\'s :a''\\' :b' :c 'a\\' :d"), ":c :d ");
  EXPECT_EQ(postgres("$$ :a $x$ :b $$ :c $t1$ ' :d $$ $t1$ :e $1 :f"), ":c :e :f ");
  EXPECT_EQ(postgres("x::int[:n] a[1:2] `:m"), ":n :m ");
  EXPECT_EQ(postgres("$$ unclosed :x") + postgres("E' :x") + postgres("/* /* */ :x"), "");
}

TEST(SqlText, TrimsAQuery) {
  EXPECT_EQ(TrimQuery(Dialect::kMysql, "  SELECT 1 ; -- end\n ;"), "  SELECT 1");
  EXPECT_EQ(TrimQuery(Dialect::kMysql, "(select 1)"), "(select 1)");
  EXPECT_EQ(TrimQuery(Dialect::kSqlite, "/* a */ With x AS (SELECT 1) SELECT * FROM x;"),
            "/* a */ With x AS (SELECT 1) SELECT * FROM x");
  EXPECT_EQ(TrimQuery(Dialect::kMysql, "SELECT ';'"), "SELECT ';'");
  for (const char* sql : {"", "DELETE FROM t", "-- SELECT", "selection", "'SELECT'"})
    EXPECT_THROW(TrimQuery(Dialect::kMysql, sql), ConfigError) << sql;
}

TEST(SqlText, SeesAnOrderAtTheTopOnly) {
  EXPECT_TRUE(HasOwnOrder(Dialect::kMysql, "SELECT a FROM t order by a"));
  EXPECT_TRUE(HasOwnOrder(Dialect::kMysql, "SELECT a FROM t LIMIT 5"));
  EXPECT_FALSE(
      HasOwnOrder(Dialect::kMysql, "SELECT a FROM (SELECT a FROM t ORDER BY a LIMIT 5) x"));
  EXPECT_FALSE(HasOwnOrder(Dialect::kMysql, "SELECT rank() OVER (ORDER BY a) FROM t"));
  EXPECT_FALSE(HasOwnOrder(Dialect::kMysql, "SELECT `order`, 'limit' FROM t -- ORDER BY a"));
}

}  // namespace
}  // namespace etl::sql_source
