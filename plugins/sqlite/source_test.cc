// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "etl/testing/harness.h"

namespace etl::sqlite {
namespace {

using etl::testing::Failure;
using etl::testing::Host;
using etl::testing::Offered;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kUsers =
    "CREATE TABLE user (id INTEGER PRIMARY KEY, lastname VARCHAR(10), seen DATE, active BOOLEAN);"
    "INSERT INTO user VALUES (1,'b','2017-01-31',1),(2,'B',NULL,0),(3,'ä','2016-02-29',NULL),"
    "(4,NULL,'2017-01-01',1),(5,'b',NULL,1);";

// A database file of its own in a folder of its own.
class SqliteTest : public ::testing::Test {
 protected:
  SqliteTest() {
    std::string name = (std::filesystem::temp_directory_path() / "etl_sqlite_XXXXXX").string();
    folder_ = mkdtemp(name.data());
    path_ = folder_ / "test.db";
  }
  ~SqliteTest() override { std::filesystem::remove_all(folder_); }

  void Execute(const std::string& sql) const {
    sqlite3* db = nullptr;
    char* error = nullptr;
    sqlite3_open(path_.c_str(), &db);
    const int code = sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &error);
    EXPECT_EQ(code, SQLITE_OK) << (error ? error : "");
    sqlite3_free(error);
    sqlite3_close(db);
  }
  std::string Options(const std::string& rest) const {
    return "{connection: {url: \"sqlite:" + path_.string() + "\"}, " + rest + "}";
  }
  std::string Read(const std::string& rest, const Scan& scan = {}) {
    return etl::testing::ReadSource<SqliteSource>(host_, Options(rest), scan).text;
  }
  Offered Offer(const std::string& rest, const Scan& wanted) {
    return etl::testing::MakeOffer<SqliteSource>(host_, Options(rest), wanted);
  }
  // What `action` reports.
  template <typename Action>
  Failure FailureOf(Action action) {
    try {
      action();
    } catch (const Failure& failure) {
      return failure;
    }
    ADD_FAILURE() << "nothing failed";
    return {0, ""};
  }
  Failure ReadFailure(const std::string& rest) {
    return FailureOf([&] { Read(rest); });
  }

  std::filesystem::path folder_, path_;
  Host host_;
};

TEST_F(SqliteTest, ReadsATableByItsDeclaredTypes) {
  Execute(kUsers);
  const auto rows = etl::testing::ReadSource<SqliteSource>(host_, Options("table: user"));
  EXPECT_EQ(rows.text,
            "1|b|2017-01-31|true\n2|B|null|false\n3|ä|2016-02-29|null\n4|null|2017-01-01|true\n"
            "5|b|null|true\n");
  EXPECT_EQ(rows.schema[0], (Field{"id", Int64(), false, 0, "INTEGER"}));
  EXPECT_EQ(rows.schema[1], (Field{"lastname", Utf8(), true, 10, "VARCHAR(10)"}));
  EXPECT_EQ(rows.schema[2].type, Date32());
  EXPECT_EQ(rows.schema[3].type, Bool());
  EXPECT_EQ(host_.metrics["queries"], 1);
}

TEST_F(SqliteTest, ReadsEveryType) {
  Execute(
      "CREATE TABLE t (i INT, r REAL, n DECIMAL(10,2), b BLOB, ts TIMESTAMP, d TIME, j JSON);"
      "INSERT INTO t VALUES (-9223372036854775808, 0.1, '12.50', x'00ff', '2017-01-01 10:00:00',"
      "'-30:00:00', '{\"a\":1}'), (1, 2, 3, NULL, '2017-01-01T10:00:00.5', '10:00', NULL);");
  EXPECT_EQ(Read("table: t"),
            "-9223372036854775808|0.1|12.50|0x00ff|2017-01-01T10:00:00|-30:00:00|{\"a\":1}\n"
            "1|2|3.00|null|2017-01-01T10:00:00.500000|10:00:00|null\n");
}

TEST_F(SqliteTest, ReadsTheDeclaredColumnsRenamed) {
  Execute(kUsers);
  EXPECT_EQ(Read("table: user, rename: {lastname: name, id: number}, where: \"id < 3\", "
                 "schema: {name: string, number: int, extra: {type: int, optional: true}}"),
            "b|1|null\nB|2|null\n");
  const auto described = etl::testing::Describe<SqliteSource>(
      host_, Options("table: user, schema: {name: varchar(50), id: int}"));
  EXPECT_EQ(described.schema->names(), (std::vector<std::string>{"name", "id"}));
  EXPECT_FALSE(
      etl::testing::Describe<SqliteSource>(host_, Options("table: user")).schema.has_value());
}

TEST_F(SqliteTest, ReadsAQueryAsWritten) {
  Execute(kUsers);
  const std::string query =
      "query: \"SELECT lastname AS name, count(*) AS n FROM user WHERE id > :least "
      "GROUP BY 1 ORDER BY n DESC, 1; -- done\", schema: {n: int, name: string}";
  host_.params["least"] = {ETL_VALUE_INT, 0, 0, ""};
  EXPECT_EQ(Read(query), "2|b\n1|null\n1|B\n1|ä\n");
  const Offered offered =
      Offer(query, {{}, {{"n", ETL_OP_GT, {{ETL_VALUE_INT, 1, 0, ""}}}}, {{"name"}}, true});
  EXPECT_EQ(offered.order, 0u);
  EXPECT_TRUE(offered.predicates.empty());
  EXPECT_FALSE(offered.tie);
  EXPECT_THAT(offered.explain, HasSubstr("WHERE id > 0 GROUP BY"));
  const Failure failure = ReadFailure("query: \"SELECT count(*) AS n FROM user\"");
  EXPECT_EQ(failure.status, ETL_CONFIG_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("column n of the query has no type of its own"));
}

TEST_F(SqliteTest, BindsParametersAndNeverPastesThem) {
  Execute(kUsers);
  host_.params["name"] = {ETL_VALUE_TEXT, 0, 0, "x' OR 1=1 --"};
  host_.params["day"] = {ETL_VALUE_DATE, *ParseDate("2017-01-31"), 0, ""};
  EXPECT_EQ(Read("table: user, where: \"lastname = :name\""), "");
  EXPECT_EQ(Read("table: user, where: \"seen = :day AND ':name' <> '' -- :comment\", "
                 "schema: {id: int}"),
            "1\n");
  EXPECT_THAT(Offer("table: user, where: \"lastname = :name\"", {}).explain,
              HasSubstr("(lastname = 'x'' OR 1=1 --')"));
  EXPECT_EQ(ReadFailure("table: user, where: \"lastname = ?\"").status, ETL_CONFIG_ERROR);
}

TEST_F(SqliteTest, PushesOrderTieColumnsAndPredicates) {
  Execute(kUsers);
  const Scan wanted{
      std::vector<std::string>{"lastname", "id"},
      {{"lastname", ETL_OP_LT, {{ETL_VALUE_TEXT, 0, 0, "c"}}},
       {"id", ETL_OP_GE, {{ETL_VALUE_INT, 2, 0, ""}}},
       {"lastname", ETL_OP_IN, {{ETL_VALUE_TEXT, 0, 0, "b"}, {ETL_VALUE_TEXT, 0, 0, "ä"}}},
       {"seen", ETL_OP_IS_NULL, {}}},
      {{"lastname"}},
      true};
  const Offered offered = Offer("table: user", wanted);
  EXPECT_TRUE(offered.columns && offered.tie);
  EXPECT_EQ(offered.order, 1u);
  EXPECT_THAT(offered.predicates, ElementsAre(1u, 2u, 3u));
  EXPECT_EQ(offered.explain,
            "SELECT lastname, id FROM user WHERE id >= 2 AND lastname IN ('b', 'ä') AND seen IS "
            "NULL ORDER BY lastname COLLATE BINARY, id -- sort_on server: it is small");
  EXPECT_EQ(Read("table: user", offered.accepted), "b|5\n");
}

TEST_F(SqliteTest, SortsByBytesWithTheNullsWhereTheyBelong) {
  Execute(
      "CREATE TABLE t (k TEXT COLLATE NOCASE, id INT PRIMARY KEY);"
      "INSERT INTO t VALUES ('b',9),('B',8),(NULL,7),('ä',6),('a ',5),('a',4),('😀',3),('b',1),"
      "('\uFF5E',2);");
  const auto sorted = [&](Order order) {
    const Offered offered = Offer("table: t", {{}, {}, std::move(order), true});
    EXPECT_EQ(offered.order, 1u);
    return Read("table: t", offered.accepted);
  };
  EXPECT_EQ(sorted({{"k"}}), "null|7\nB|8\na|4\na |5\nb|1\nb|9\nä|6\n～|2\n😀|3\n");
  EXPECT_EQ(sorted({{"k", true}}), "null|7\n😀|3\n～|2\nä|6\nb|1\nb|9\na |5\na|4\nB|8\n");
  EXPECT_EQ(sorted({{"k", false, true}}), "B|8\na|4\na |5\nb|1\nb|9\nä|6\n～|2\n😀|3\nnull|7\n");
  EXPECT_EQ(sorted({{"k", true, true}}), "😀|3\n～|2\nä|6\nb|1\nb|9\na |5\na|4\nB|8\nnull|7\n");
}

TEST_F(SqliteTest, SortsALargeTableOnlyWhereItReadsInTheOrder) {
  Execute(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, a INT, k TEXT, c TEXT COLLATE NOCASE);"
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000) "
      "INSERT INTO t SELECT i, i % 100, 'k' || (i % 1000), 'c' || (i % 10) FROM n;"
      "CREATE INDEX a_k ON t (a, k); CREATE INDEX c ON t (c);");
  const auto offer = [&](Order order, const std::string& more = "") {
    const Offered offered = Offer(
        "table: t" + more, {std::vector<std::string>{"id", "a", "k"}, {}, std::move(order), true});
    EXPECT_TRUE(offered.tie);
    return std::to_string(offered.order) + offered.explain.substr(offered.explain.find(" ORDER"));
  };
  EXPECT_EQ(offer({{"id"}}), "1 ORDER BY id, id -- sort_on server: it reads in this order");
  EXPECT_EQ(offer({{"a"}, {"k"}}),
            "2 ORDER BY a, k COLLATE BINARY, id -- sort_on server: it reads in this order");
  EXPECT_EQ(offer({{"k"}}), "0 ORDER BY id -- sort_on local: it does not read in this order");
  EXPECT_EQ(offer({{"a"}, {"id"}}),
            "0 ORDER BY id -- sort_on local: it does not read in this order");
  EXPECT_EQ(offer({{"c"}}), "0 ORDER BY id -- sort_on local: it does not read in this order");
  EXPECT_EQ(offer({{"k"}}, ", sort_on: server"),
            "1 ORDER BY k COLLATE BINARY, id -- sort_on server: as the pipeline says");
  EXPECT_EQ(offer({{"k"}}, ", order: k"),
            "1 ORDER BY k COLLATE BINARY, id -- sort_on server: the pipeline declares an order");
  EXPECT_EQ(offer({{"id"}}, ", sort_on: local"),
            "0 ORDER BY id -- sort_on local: as the pipeline says");
}

TEST_F(SqliteTest, RefusesTheOrderOfUtf16Text) {
  Execute(
      "PRAGMA encoding = 'UTF-16le'; CREATE TABLE t (k TEXT, id INTEGER PRIMARY KEY);"
      "INSERT INTO t VALUES ('😀', 2), ('\uFF5E', 1);");
  const Offered offered = Offer("table: t", {{}, {}, {{"k"}}, true});
  EXPECT_EQ(offered.order, 0u);
  EXPECT_TRUE(offered.tie);
  EXPECT_EQ(Read("table: t", offered.accepted), "～|1\n😀|2\n");
}

TEST_F(SqliteTest, KnowsTheKeyOfEveryKindOfTable) {
  Execute(
      "CREATE TABLE nokey (rowid TEXT); CREATE TABLE pair (a INT, b INT, PRIMARY KEY (b, a)) "
      "WITHOUT ROWID; CREATE VIEW v AS SELECT * FROM pair; CREATE TABLE loose (id INT PRIMARY "
      "KEY);");
  const Scan tie{{}, {}, {}, true};
  EXPECT_EQ(Offer("table: nokey", tie).explain, "SELECT rowid FROM nokey ORDER BY _rowid_");
  EXPECT_EQ(Offer("table: pair", tie).explain, "SELECT a, b FROM pair ORDER BY b, a");
  EXPECT_EQ(Offer("table: loose", tie).explain, "SELECT id FROM loose ORDER BY id, rowid");
  EXPECT_EQ(Offer("table: v", tie).explain, "SELECT a, b FROM v");
  EXPECT_FALSE(Offer("table: v", tie).tie);
}

TEST_F(SqliteTest, TakesALimitOnlyWhereItCutsTheSameRows) {
  Execute(kUsers);
  EXPECT_TRUE(Offer("table: user", {{}, {}, {{"id"}}, false, 2}).limit);
  EXPECT_EQ(Read("table: user, schema: {id: int}", {{}, {}, {{"id", true}}, false, 2}), "5\n4\n");
  EXPECT_FALSE(Offer("table: user", {{}, {{"active", ETL_OP_IS_NULL, {}}}, {}, false, 2}).limit);
}

TEST_F(SqliteTest, EstimatesAfterAnalyze) {
  Execute(kUsers);
  EXPECT_EQ(Offer("table: user", {}).estimate, -1);
  Execute("CREATE INDEX by_name ON user(lastname); ANALYZE;");
  EXPECT_EQ(Offer("table: user", {}).estimate, 5);
}

TEST_F(SqliteTest, ChecksTheDeclaredAgainstTheReal) {
  Execute(kUsers);
  Failure failure = FailureOf([&] { Offer("table: user, schema: {lastnam: string}", {}); });
  EXPECT_EQ(failure.status, ETL_CONFIG_ERROR);
  EXPECT_STREQ(failure.what(), "table user has no column lastnam");
  EXPECT_EQ(failure.hint, "did you mean lastname?");
  failure = FailureOf([&] { Offer("table: user, schema: {lastname: int}", {}); });
  EXPECT_EQ(failure.status, ETL_CONFIG_ERROR);
  EXPECT_STREQ(failure.what(), "column lastname is declared int but is VARCHAR(10) in table user");
  EXPECT_EQ(failure.option_text, "int");
  failure = FailureOf([&] { Offer("table: usr", {}); });
  EXPECT_STREQ(failure.what(), "the database has no table usr");
  EXPECT_EQ(failure.hint, "did you mean user?");
  failure = FailureOf([&] { Offer("table: user, where: \"\\\"nope\\\" = 1\"", {}); });
  EXPECT_EQ(failure.status, ETL_CONFIG_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("no such column"));
}

TEST_F(SqliteTest, RefusesValuesThatDoNotFit) {
  Execute(
      "CREATE TABLE t (i INT, s VARCHAR(3), d DATE, b BOOLEAN, n BLOB);"
      "INSERT INTO t VALUES (1,'abc','2017-01-01',0,NULL);"
      "INSERT INTO t VALUES (3000000000,'abcd','2017-02-30',2,CAST(x'61ff' AS TEXT));");
  const auto fails = [&](const std::string& schema) {
    Failure failure = ReadFailure("table: t, schema: {" + schema + "}");
    EXPECT_EQ(failure.status, ETL_DATA_ERROR);
    EXPECT_EQ(failure.row, 1);
    EXPECT_EQ(failure.column, schema.substr(0, 1));
    return std::string(failure.what());
  };
  EXPECT_EQ(fails("i: int"), "value does not fit the type int: '3000000000'");
  EXPECT_EQ(fails("s: varchar(3)"), "text of 4 characters is longer than varchar(3): 'abcd'");
  EXPECT_EQ(fails("d: date"), "value does not fit the type date: '2017-02-30'");
  EXPECT_EQ(fails("b: bool"), "value does not fit the type bool: '2'");
  EXPECT_THAT(fails("n: string"), HasSubstr("text is not UTF-8"));
  EXPECT_EQ(Read("table: t, schema: {i: bigint, s: string}"), "1|abc\n3000000000|abcd\n");
}

TEST_F(SqliteTest, NeverCreatesAFile) {
  Failure failure = ReadFailure("table: user");
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_EQ(failure.what(), "no such database file: " + path_.string());
  EXPECT_FALSE(std::filesystem::exists(path_));
  std::ofstream(path_) << std::string(4096, 'x');
  failure = ReadFailure("table: user");
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("not a database"));
}

TEST_F(SqliteTest, ReadsThePathOfItsUrl) {
  const auto path = [](std::string url) { return PathOf({{std::move(url), {}}}); };
  EXPECT_EQ(path("sqlite:a/b.db"), "a/b.db");
  EXPECT_EQ(path("sqlite:/a/b.db"), "/a/b.db");
  EXPECT_EQ(path("sqlite:///a/b.db"), "/a/b.db");
  for (const char* url : {"sqlite:", "sqlite://host/a.db", "mysql:a", "a.db"})
    EXPECT_THROW(path(url), ConfigError) << url;
}

TEST_F(SqliteTest, WantsExactlyOneThingToRead) {
  const auto fails = [&](const std::string& rest) {
    Failure failure =
        FailureOf([&] { etl::testing::Describe<SqliteSource>(host_, Options(rest)); });
    EXPECT_EQ(failure.status, ETL_CONFIG_ERROR);
    return std::string(failure.what());
  };
  EXPECT_THAT(fails("table: a, query: SELECT 1"), HasSubstr("exclude each other"));
  EXPECT_THAT(fails("where: \"1\""), HasSubstr("nothing to read"));
  EXPECT_THAT(fails("table: a, schema: {x: {type: int, path: /x}}"), HasSubstr("no `path`"));
}

TEST_F(SqliteTest, SeesOneStateOfTheFile) {
  Execute("PRAGMA journal_mode = WAL;" + std::string(kUsers));
  host_.set_batch_rows(2);
  etl::testing::InstanceOf<SqliteSource> source(host_, host_.Options(Options("table: user")),
                                                nullptr);
  ArrowArrayStream stream;
  host_.Check(etl::testing::TableOf<SqliteSource>().open_source(source.get(), &stream));
  Execute("INSERT INTO user VALUES (9,'late',NULL,1)");
  EXPECT_EQ(etl::testing::Collect(host_, &stream).count, 5);
  EXPECT_EQ(etl::testing::ReadSource<SqliteSource>(host_, Options("table: user")).count, 6);
}

TEST_F(SqliteTest, CancelEndsALongQuery) {
  Execute(kUsers);
  etl::testing::InstanceOf<SqliteSource> source(
      host_,
      host_.Options(Options("query: \"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM "
                            "n) SELECT count(*) AS c FROM n\", schema: {c: int}")),
      nullptr);
  std::thread cancel([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    source.Cancel();
  });
  ArrowArrayStream stream;
  const int status = etl::testing::TableOf<SqliteSource>().open_source(source.get(), &stream);
  EXPECT_EQ(status, ETL_OK);
  const Failure failure = FailureOf([&] { etl::testing::Collect(host_, &stream); });
  EXPECT_STREQ(failure.what(), "cancelled");
  cancel.join();
}

TEST_F(SqliteTest, SaysWhoLocksTheFile) {
  Execute(kUsers);
  sqlite3* writer = nullptr;
  sqlite3_open(path_.c_str(), &writer);
  sqlite3_exec(writer, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr);
  const Failure failure = FailureOf([&] {
    etl::testing::ReadSource<SqliteSource>(host_, "{connection: {url: \"sqlite:" + path_.string() +
                                                      "\", busy_timeout: 50}, table: user}");
  });
  sqlite3_close(writer);
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("locked"));
  EXPECT_THAT(failure.hint, HasSubstr("busy_timeout"));
}

}  // namespace
}  // namespace etl::sqlite
