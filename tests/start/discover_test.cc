// SPDX-License-Identifier: Apache-2.0
// `discover` and `init` on real databases: names that need quotes, keys, relations, what goes
// wrong.
#include <gtest/gtest.h>

#include "tests/start/systems.h"

namespace etl::start {
namespace {

class Discover : public testing::Test {
 protected:
  process::ProgramResult Look(const std::string& url, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"discover", url, "--password-env", "DB_PASSWORD"});
    return systems_.Etl(more);
  }
  std::string TextOf(const std::string& url, std::vector<std::string> more = {}) {
    const auto result = Look(url, std::move(more));
    EXPECT_EQ(result.exit_code, 0) << result.Describe();
    EXPECT_EQ(result.out.find(kPassword), std::string::npos);
    return result.out;
  }
  void ExpectFailure(const process::ProgramResult& result, int code, const std::string& text) {
    EXPECT_EQ(result.exit_code, code) << result.Describe();
    EXPECT_NE(result.err.find(text), std::string::npos) << result.Describe();
    EXPECT_EQ(result.err.find(kPassword), std::string::npos) << result.err;
  }
  // A table of any name becomes a pipeline that runs.
  void ExpectReadable(const std::string& url, const std::string& table) {
    SCOPED_TRACE(table);
    const auto written = systems_.Etl({"init", url, "--password-env", "DB_PASSWORD", "--table",
                                       table, "--out", "odd.yaml", "--force"});
    ASSERT_EQ(written.exit_code, 0) << written.Describe();
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"validate", "--connect", "odd.yaml"}, {"run", "odd.yaml"}}) {
      const auto result = systems_.Etl(command);
      EXPECT_EQ(result.exit_code, 0) << result.Describe() << systems_.directory().Read("odd.yaml");
    }
  }

  Systems systems_;
};

TEST_F(Discover, ShowsAMysqlDatabase) {
  Systems::mariadb().Execute(
      "CREATE OR REPLACE DATABASE shop; USE shop;"
      "CREATE TABLE `it's \"odd\"` (`a b` INT PRIMARY KEY, `we``ird` VARCHAR(10) NOT NULL UNIQUE,"
      " `key` DECIMAL(10,2), `großes` BIGINT UNSIGNED, place POINT);"
      "CREATE TABLE `dotted.name` (x INT);"
      "CREATE TABLE pair (a INT, b INT, odd INT NOT NULL, PRIMARY KEY (b, a),"
      " FOREIGN KEY (odd) REFERENCES `it's \"odd\"` (`a b`));"
      "CREATE TABLE child (x INT, y INT, FOREIGN KEY (x, y) REFERENCES pair (b, a));"
      "CREATE VIEW gone AS SELECT x FROM `dotted.name` WHERE x > 1;"
      "INSERT INTO `it's \"odd\"` VALUES (1, 'x', 1.5, 2, NULL); INSERT INTO `dotted.name` VALUES "
      "(1)");
  const std::string url = Systems::MysqlUrl("shop");
  EXPECT_EQ(TextOf(url),
            "child  table, about 0 rows\n"
            "  x  int\n"
            "  y  int\n"
            "  (x, y) → pair (b, a)\n"
            "\n"
            "dotted.name  table, about 1 row\n"
            "  x  int\n"
            "  read with query: SELECT * FROM `dotted.name`\n"
            "\n"
            "gone  view\n"
            "  x  int\n"
            "\n"
            "it's \"odd\"  table, about 1 row\n"
            "  a b     int            not null, primary key\n"
            "  we`ird  varchar(10)    not null, unique\n"
            "  key     decimal(10,2)\n"
            "  großes  ubigint\n"
            "  place   binary\n"
            "\n"
            "pair  table, about 0 rows\n"
            "  a    int  not null\n"
            "  b    int  not null\n"
            "  odd  int  not null, → it's \"odd\".a b\n"
            "  primary key (b, a)\n");
  for (const char* table : {"it's \"odd\"", "dotted.name", "pair"}) ExpectReadable(url, table);
  Systems::mariadb().Execute("USE shop; DROP TABLE `dotted.name`");
  EXPECT_NE(TextOf(url).find("gone  view\n  cannot be read: "), std::string::npos);
  ExpectFailure(Look(url, {"--table", "gone"}), 3, "references invalid table");
}

TEST_F(Discover, ShowsAPostgresDatabase) {
  Systems::postgres().Execute(
      "CREATE SCHEMA other; CREATE TABLE \"It's \"\"odd\"\"\" (\"a b\" int PRIMARY KEY, \"We`ird\" "
      "varchar(10) NOT NULL UNIQUE, \"order\" numeric(10,2), j jsonb, ts timestamptz, any_ "
      "numeric);"
      "CREATE TABLE other.\"dotted.name\" (x int);"
      "CREATE TABLE other.pair (a int, b int, odd int REFERENCES \"It's \"\"odd\"\"\", PRIMARY KEY "
      "(b, a)); CREATE TABLE child (x int, y int, FOREIGN KEY (x, y) REFERENCES other.pair (b, a));"
      "INSERT INTO \"It's \"\"odd\"\"\" VALUES (1, 'x', 1.5, '{}', now(), 1); ANALYZE");
  const std::string url = Systems::PostgresUrl("test");
  const std::string text = TextOf(url);
  EXPECT_NE(text.find("It's \"odd\"  table, about 1 row\n"
                      "  a b     int            not null, primary key\n"
                      "  We`ird  varchar(10)    not null, unique\n"
                      "  order   decimal(10,2)\n"
                      "  j       json\n"
                      "  ts      timestamptz\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("  (x, y) → other.pair (b, a)\n"), std::string::npos) << text;
  EXPECT_NE(text.find("other.pair  table"), std::string::npos) << text;
  EXPECT_NE(text.find("→ It's \"odd\".a b"), std::string::npos) << text;
  EXPECT_NE(text.find("read with query: SELECT * FROM other.\"dotted.name\""), std::string::npos)
      << text;
  for (const char* table : {"It's \"odd\"", "other.dotted.name", "other.pair"})
    ExpectReadable(url, table);
}

TEST_F(Discover, ShowsAnSqliteFile) {
  systems_.Sqlite("odd.db",
                  "CREATE TABLE \"it's \"\"odd\"\"\" (\"a b\" INTEGER PRIMARY KEY, \"we`ird.x\" "
                  "VARCHAR(10) NOT NULL UNIQUE, untyped, n NUMERIC);"
                  "CREATE TABLE child (x INT REFERENCES \"it's \"\"odd\"\"\", y INT);"
                  "CREATE VIEW v AS SELECT y FROM child;"
                  "INSERT INTO \"it's \"\"odd\"\"\" VALUES (1, 'x', 1, 2)");
  EXPECT_EQ(TextOf("odd.db"),
            "child  table, about 0 rows\n"
            "  x  bigint  → it's \"odd\".a b\n"
            "  y  bigint\n"
            "\n"
            "it's \"odd\"  table, about 1 row\n"
            "  a b       bigint       not null, primary key\n"
            "  we`ird.x  varchar(10)  not null, unique\n"
            "  untyped   ?            its type says nothing: declare one\n"
            "  n         ? NUMERIC    its type says nothing: declare one\n"
            "\n"
            "v  view, about 0 rows\n"
            "  y  bigint\n");
  ExpectReadable("odd.db", "it's \"odd\"");
  ExpectReadable("odd.db", "V");
}

TEST_F(Discover, SaysWhatKeepsItFromTheDatabase) {
  Systems::mariadb().Execute("CREATE OR REPLACE DATABASE bare");
  Systems::postgres().Execute("CREATE DATABASE bare");
  ExpectFailure(Look(Systems::MysqlUrl("bare")), 1, "/bare has no table that the user may see");
  ExpectFailure(Look(Systems::PostgresUrl("bare")), 1, "/bare has no table that the user may see");
  ExpectFailure(Look(Systems::MysqlUrl("test"), {"--table", "peopel"}), 2, "did you mean people?");
  ExpectFailure(Look(Systems::PostgresUrl("test"), {"--table", "peopel"}), 2,
                "did you mean people?");
  ExpectFailure(Look(Systems::MysqlUrl("")), 2, "the url names no database");
  ExpectFailure(Look(Systems::MysqlUrl("nope")), 3, "Unknown database");
  ExpectFailure(Look(Systems::PostgresUrl("nope")), 3, "does not exist");
  for (const std::string& url : {Systems::MysqlUrl("test"), Systems::PostgresUrl("test")}) {
    const std::string wrong =
        url.substr(0, url.find('@')) + ":wr0ng-password" + url.substr(url.find('@'));
    const auto result = systems_.Etl({"discover", wrong});
    EXPECT_EQ(result.exit_code, 3) << result.Describe();
    EXPECT_NE(result.err.find("`user` and `password`"), std::string::npos) << result.Describe();
    EXPECT_EQ((result.out + result.err).find("wr0ng"), std::string::npos) << result.Describe();
  }
}

TEST_F(Discover, WritesAVariableInPlaceOfAPassword) {
  const std::string url = Systems::MysqlUrl("test");
  const std::string with =
      url.substr(0, url.find('@')) + ":" + kPassword + url.substr(url.find('@'));
  const auto typed = systems_.Etl({"discover", with, "--table", "people", "--yaml"});
  EXPECT_EQ(typed.exit_code, 0) << typed.Describe();
  EXPECT_NE(typed.out.find("password: \"${env:TEST_PASSWORD}\""), std::string::npos) << typed.out;
  EXPECT_NE(typed.err.find("TEST_PASSWORD"), std::string::npos) << typed.err;
  EXPECT_EQ((typed.out + typed.err).find(kPassword), std::string::npos) << typed.Describe();
  const std::string by_name =
      url.substr(0, url.find('@')) + ":${env:DB_PASSWORD}" + url.substr(url.find('@'));
  const auto named = systems_.Etl({"discover", by_name, "--table", "people", "--yaml"});
  EXPECT_NE(named.out.find("password: \"${env:DB_PASSWORD}\""), std::string::npos)
      << named.Describe();
  EXPECT_TRUE(named.err.empty()) << named.err;
}

}  // namespace
}  // namespace etl::start
