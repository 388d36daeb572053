// SPDX-License-Identifier: Apache-2.0
// What the server is asked to do: order, ties, columns, conditions.
#include <algorithm>

#include "plugins/mysql/server_test_base.h"

namespace etl::mysql {
namespace {

using ::testing::ElementsAre;

class MysqlPushdown : public ServerTest {
 protected:
  // The values of the first column.
  static std::vector<std::string> First(const etl::testing::Rows& rows) {
    std::vector<std::string> out;
    for (const RecordBatch& batch : rows.batches)
      for (std::int64_t row = 0; row < batch.num_rows(); ++row)
        out.push_back(batch.column(0).IsNull(row) ? std::string()
                                                  : "=" + FormatValue(batch.column(0), row));
    return out;
  }
};

// Names that every collation sees differently than their bytes are.
constexpr const char* kNames =
    "SET NAMES utf8mb4; INSERT INTO t (k) VALUES ('b'),('B'),('a'),('a '),('A'),('ä'),('Ä'),('ae'),"
    "(NULL),(''),(' '),('ß'),('ss'),('z'),('é'),('e'),('e\\u0301'),('😀'),('\xEF\xBD\x9E'),('a\\0'),"
    "('a\\t'),('Zoë'),('zoe'),('ø'),('o'),('ij'),('\xC4\xB3'),('b'),(NULL),('-'),('_'),('1'),('10')"
    ","
    "('2')";

TEST_F(MysqlPushdown, SortsTextByItsBytesInEveryCollation) {
  for (const char* collation :
       {"utf8mb4_general_ci", "utf8mb4_unicode_ci", "utf8mb4_bin", "utf8mb4_nopad_bin",
        "utf8mb4_unicode_520_ci", "utf8mb4_german2_ci", "utf8mb4_swedish_ci"}) {
    Execute(Format("CREATE OR REPLACE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, k VARCHAR(255) "
                   "COLLATE {}); CREATE INDEX k ON t (k); ",
                   collation) +
            kNames);
    const Offered offered =
        Offer("table: t, schema: {k: string, id: int}", {{}, {}, {{"k"}}, true});
    EXPECT_EQ(offered.order, 1u);
    EXPECT_TRUE(offered.tie);
    const auto rows = First(Rows("table: t, schema: {k: string, id: int}", offered.accepted));
    EXPECT_EQ(rows.size(), 34u);
    EXPECT_TRUE(std::is_sorted(rows.begin(), rows.end())) << collation;
  }
}

TEST_F(MysqlPushdown, PutsNullsWhereTheyBelong) {
  Execute(
      "CREATE TABLE t (id INT PRIMARY KEY, k INT, n INT NOT NULL); "
      "INSERT INTO t VALUES (1,5,1),(2,NULL,1),(3,-1,1),(4,5,0)");
  const auto sorted = [&](Order order) {
    const Offered offered = Offer("table: t", {{}, {}, std::move(order), true});
    EXPECT_EQ(offered.order, 1u);
    return Read("table: t, schema: {id: int, k: int}", offered.accepted);
  };
  EXPECT_EQ(sorted({{"k"}}), "2|null\n3|-1\n1|5\n4|5\n");
  EXPECT_EQ(sorted({{"k", true}}), "2|null\n1|5\n4|5\n3|-1\n");
  EXPECT_EQ(sorted({{"k", false, true}}), "3|-1\n1|5\n4|5\n2|null\n");
  EXPECT_EQ(sorted({{"k", true, true}}), "1|5\n4|5\n3|-1\n2|null\n");
  EXPECT_THAT(Offer("table: t", {{}, {}, {{"n", true}}, false}).explain,
              ::testing::EndsWith("FROM t ORDER BY n DESC -- sort_on server: it is small"));
}

TEST_F(MysqlPushdown, SortsTheLongestTextsItTakes) {
  Execute(
      "CREATE TABLE t (id INT PRIMARY KEY, k VARCHAR(255), l VARCHAR(256), m TEXT, "
      "e ENUM('b','a'), x VARBINARY(9), f DOUBLE); SET NAMES utf8mb4; INSERT INTO t VALUES "
      "(1, CONCAT(REPEAT('😀',254),'b'),'','','b',x'02',1),"
      "(2, CONCAT(REPEAT('😀',254),'a'),'','','a',x'01',1)");
  const auto takes = [&](const std::string& column) {
    const Offered offered =
        Offer("table: t", {std::vector<std::string>{"id"}, {}, {{column}}, true});
    EXPECT_TRUE(offered.tie && offered.columns);
    return std::pair(offered.order == 1u, Read("table: t", offered.accepted) == "2\n1\n");
  };
  EXPECT_EQ(takes("k"), std::pair(true, true));
  EXPECT_EQ(takes("e"), std::pair(true, true));
  EXPECT_EQ(takes("x"), std::pair(true, true));
  EXPECT_EQ(takes("l"), std::pair(false, false));
  EXPECT_EQ(takes("m"), std::pair(false, false));
  EXPECT_EQ(takes("f"), std::pair(false, false));
}

TEST_F(MysqlPushdown, SortsALargeTableOnlyWhereItReadsInTheOrder) {
  Execute(
      "CREATE TABLE t (id INT PRIMARY KEY, a INT NOT NULL, b INT, k VARCHAR(20), KEY a_b (a, b), "
      "KEY k (k)) SELECT seq AS id, seq % 100 AS a, seq % 7 AS b, CONCAT('k', seq % 1000) AS k "
      "FROM seq_1_to_30000; ANALYZE TABLE t");
  const auto offer = [&](Order order, const std::string& more = "",
                         const std::vector<std::string>& columns = {"id", "a", "b"}) {
    const Offered offered = Offer("table: t" + more, {columns, {}, std::move(order), true});
    EXPECT_TRUE(offered.tie);
    return std::pair(offered.order, offered.explain);
  };
  const std::string select = "SELECT id, a, b FROM t ORDER BY ";
  EXPECT_EQ(offer({{"id"}}),
            std::pair(std::size_t{1}, select + "id, id -- sort_on server: it reads in this order"));
  EXPECT_EQ(
      offer({{"a"}, {"b"}}),
      std::pair(std::size_t{2}, select + "a, b, id -- sort_on server: it reads in this order"));
  EXPECT_EQ(offer({{"a", true}}),
            std::pair(std::size_t{0}, select + "id -- sort_on local: it does not "
                                               "read in this order"));
  EXPECT_EQ(offer({{"b"}}).first, 0u);
  EXPECT_EQ(offer({{"k"}}, "", {"id", "k"}).first, 0u);
  EXPECT_EQ(offer({{"k"}}, ", sort_on: server", {"id", "k"}).first, 1u);
  EXPECT_EQ(offer({{"k"}}, ", order: k", {"id", "k"}).first, 1u);
  EXPECT_EQ(offer({{"a"}, {"b"}}, ", sort_on: local"),
            std::pair(std::size_t{0}, select + "id -- sort_on local: as the pipeline says"));
  EXPECT_EQ(offer({{"a"}}).first, 0u);  // a, id: the index has b between
}

TEST_F(MysqlPushdown, ComesInTheOrderOfAKeyWhereItCannotSort) {
  Execute(
      "CREATE TABLE t (id INT PRIMARY KEY, k TEXT); INSERT INTO t VALUES (2,'a'),(1,'b');"
      "CREATE TABLE u (a INT, b INT NOT NULL, c INT NOT NULL, UNIQUE (a), UNIQUE ub (b, c));"
      "CREATE TABLE n (a INT); CREATE VIEW v AS SELECT * FROM t;"
      "CREATE TABLE p (k VARCHAR(50) NOT NULL, UNIQUE (k(5)))");
  const Scan wanted{{}, {}, {{"k"}}, true};
  const Offered offered = Offer("table: t", wanted);
  EXPECT_EQ(offered.explain,
            "SELECT id, k FROM t ORDER BY id -- sort_on local: the database cannot be asked for "
            "this order");
  EXPECT_EQ(Read("table: t", offered.accepted), "1|b\n2|a\n");
  const Scan tie{{}, {}, {}, true};
  EXPECT_EQ(Offer("table: u", tie).explain, "SELECT a, b, c FROM u ORDER BY b, c");
  EXPECT_FALSE(Offer("table: n", tie).tie);
  EXPECT_FALSE(Offer("table: v", tie).tie);
  EXPECT_FALSE(Offer("table: p", tie).tie);
  EXPECT_FALSE(Offer("query: SELECT id FROM t", tie).tie);
}

TEST_F(MysqlPushdown, PassesOnOnlyWhatCanWiden) {
  Execute(
      "CREATE TABLE t (id INT PRIMARY KEY, s VARCHAR(9) COLLATE utf8mb4_general_ci, d DATE, "
      "n DECIMAL(9,2), f DOUBLE, y YEAR); INSERT INTO t VALUES "
      "(1,'a','2017-01-01',1.5,1,2001),(2,'A','2017-02-01',2.5,2,2002),(3,NULL,NULL,NULL,NULL,"
      "NULL)");
  const auto text = [](std::string v) { return Value{ETL_VALUE_TEXT, 0, 0, std::move(v)}; };
  const Value one{ETL_VALUE_INT, 1, 0, ""};
  const Scan wanted{std::vector<std::string>{"id"},
                    {{"s", ETL_OP_EQ, {text("a")}},
                     {"s", ETL_OP_NE, {text("b")}},
                     {"s", ETL_OP_LT, {text("b")}},
                     {"s", ETL_OP_IN, {text("a"), text("x'y")}},
                     {"id", ETL_OP_LE, {{ETL_VALUE_INT, 5, 0, ""}}},
                     {"d", ETL_OP_GE, {{ETL_VALUE_DATE, *ParseDate("2017-01-01"), 0, ""}}},
                     {"n", ETL_OP_LT, {{ETL_VALUE_DECIMAL, 0, 0, "9.99"}}},
                     {"f", ETL_OP_EQ, {{ETL_VALUE_FLOAT, 0, 1, ""}}},
                     {"y", ETL_OP_GT, {one}},
                     {"s", ETL_OP_EQ, {one}},
                     {"f", ETL_OP_IS_NOT_NULL, {}}}};
  const Offered offered = Offer("table: t", wanted);
  EXPECT_THAT(offered.predicates, ElementsAre(0u, 3u, 4u, 5u, 6u, 10u));
  EXPECT_EQ(offered.explain,
            "SELECT id FROM t WHERE s = 'a' AND s IN ('a', 'x''y') AND id <= 5 AND d >= "
            "DATE'2017-01-01' AND n < 9.99 AND f IS NOT NULL");
  EXPECT_EQ(Read("table: t", offered.accepted), "1\n2\n");
  EXPECT_EQ(offered.schema->names(), std::vector<std::string>{"id"});
}

TEST_F(MysqlPushdown, ShowsTheQueryAndAnEstimate) {
  Execute(
      "CREATE TABLE `odd name` (`select` INT, `b` INT); INSERT INTO `odd name` SELECT seq, 1 "
      "FROM seq_1_to_1000; ANALYZE TABLE `odd name`");
  const Offered offered = Offer("table: odd name", {{}, {}, {}, false, 5});
  EXPECT_EQ(offered.explain, "SELECT `select`, b FROM `odd name` LIMIT 5");
  EXPECT_TRUE(offered.limit);
  EXPECT_NEAR(static_cast<double>(offered.estimate), 1000, 200);
  EXPECT_EQ(Rows("table: test.odd name", offered.accepted).count, 5);
}

}  // namespace
}  // namespace etl::mysql
