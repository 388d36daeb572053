// SPDX-License-Identifier: Apache-2.0
// What the server is asked to do: order, ties, columns, conditions.
#include <algorithm>

#include "plugins/postgres/server_test_base.h"

namespace etl::postgres {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;

class PostgresPushdown : public ServerTest {
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
    "INSERT INTO t (k) VALUES ('b'),('B'),('a'),('a '),('A'),('ä'),('Ä'),('ae'),"
    "(NULL),(''),(' '),('ß'),('ss'),('z'),('é'),('e'),(E'e\\u0301'),('😀'),('\xEF\xBD\x9E'),"
    "(E'a\\x01'),(E'a\\t'),('Zoë'),('zoe'),('ø'),('o'),('ij'),('\xC4\xB3'),('b'),(NULL),('-'),"
    "('_'),('1'),('10'),('2')";

TEST_F(PostgresPushdown, SortsTextByItsBytesInEveryCollation) {
  Execute(
      "CREATE COLLATION folded (provider = icu, locale = 'und-u-ks-level2', deterministic = "
      "false)");
  for (const char* collation :
       {"\"default\"", "\"C\"", "\"POSIX\"", "\"de-x-icu\"", "\"sv-x-icu\"", "folded"}) {
    for (const char* type : {"text", "varchar(255)"}) {
      Execute(Format("DROP TABLE IF EXISTS t; CREATE TABLE t (id serial PRIMARY KEY, k {} COLLATE "
                     "{}); CREATE INDEX ON t (k); ",
                     type, collation) +
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
}

TEST_F(PostgresPushdown, PutsNullsWhereTheyBelong) {
  Execute(
      "CREATE TABLE t (id int PRIMARY KEY, k int, n int NOT NULL, s text NOT NULL, "
      "c text COLLATE \"C\" NOT NULL); "
      "INSERT INTO t VALUES (1,5,1,'',''),(2,NULL,1,'',''),(3,-1,1,'',''),(4,5,0,'','')");
  const auto sorted = [&](Order order) {
    const Offered offered = Offer("table: t", {{}, {}, std::move(order), true});
    EXPECT_EQ(offered.order, 1u);
    return Read("table: t, schema: {id: int, k: int}", offered.accepted);
  };
  EXPECT_EQ(sorted({{"k"}}), "2|null\n3|-1\n1|5\n4|5\n");
  EXPECT_EQ(sorted({{"k", true}}), "2|null\n1|5\n4|5\n3|-1\n");
  EXPECT_EQ(sorted({{"k", false, true}}), "3|-1\n1|5\n4|5\n2|null\n");
  EXPECT_EQ(sorted({{"k", true, true}}), "1|5\n4|5\n3|-1\n2|null\n");
  const auto explains = [&](Order order, bool tie) {
    return Offer("table: t", {std::vector<std::string>{"id"}, {}, std::move(order), tie}).explain;
  };
  EXPECT_EQ(explains({{"n", true}}, false),
            "SELECT id FROM t ORDER BY n DESC -- sort_on server: it is small");
  EXPECT_EQ(explains({{"k"}, {"s"}}, true),
            "SELECT id FROM t ORDER BY k NULLS FIRST, s COLLATE \"C\", id -- sort_on server: it is "
            "small");
  EXPECT_THAT(explains({{"c"}}, false), HasSubstr("ORDER BY c --"));
}

// Whatever is sorted there is in the order that the host verifies.
TEST_F(PostgresPushdown, SortsEveryTypeAsTheHostDoes) {
  Execute(
      "CREATE TYPE mood AS ENUM ('b','a'); CREATE TABLE t (id int PRIMARY KEY, f float8, g float4, "
      "b bool, n numeric(9,2), d date, w timestamptz, v interval, u uuid, x bytea, o oid, "
      "c char(3), e mood, j jsonb, a int[]);"
      "INSERT INTO t VALUES (1,'NaN','NaN',true,2,'2017-01-02','2017-01-02','25 hours',"
      "'b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11','\\x02',9,'b','b','1','{1}'),"
      "(2,'Infinity',1,false,1,'2017-01-01','2017-01-01','1 day',"
      "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11','\\x01ff',8,'a','a','2','{0}'),"
      "(3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL)");
  for (const char* column : {"f", "g", "b", "n", "d", "w", "v", "u", "x", "o"}) {
    const Offered offered =
        Offer("table: t", {std::vector<std::string>{"id"}, {}, {{column}}, true});
    EXPECT_EQ(offered.order, 1u) << column;
    EXPECT_EQ(Read("table: t", offered.accepted), "3\n2\n1\n") << column;
  }
  for (const char* column : {"c", "e", "j", "a"})
    EXPECT_EQ(Offer("table: t", {{}, {}, {{column}}, true}).order, 0u) << column;
}

TEST_F(PostgresPushdown, KnowsWhatTellsRowsApart) {
  Execute(
      "CREATE TABLE a (x int NOT NULL, y int NOT NULL, z text, UNIQUE (z), UNIQUE (y, x)); "
      "CREATE TABLE b (x int UNIQUE DEFERRABLE NOT NULL); CREATE VIEW v AS SELECT * FROM a; "
      "CREATE TABLE c (x int NOT NULL); CREATE UNIQUE INDEX ON c (x) WHERE x > 0; "
      "CREATE UNIQUE INDEX ON c (abs(x)); CREATE TABLE p (x int PRIMARY KEY); "
      "CREATE TABLE q () INHERITS (p); CREATE TABLE r (x int PRIMARY KEY) PARTITION BY RANGE (x)");
  const auto tie = [&](const std::string& table) {
    return Offer("table: " + table, {{}, {}, {}, true});
  };
  EXPECT_THAT(tie("a").explain, EndsWith("ORDER BY y, x"));
  EXPECT_THAT(tie("r").explain, EndsWith("ORDER BY x"));
  for (const char* table : {"b", "v", "c", "p"}) EXPECT_FALSE(tie(table).tie) << table;
}

TEST_F(PostgresPushdown, SortsWhereTheServerReadsInOrder) {
  Execute(
      "CREATE TABLE t (id int PRIMARY KEY, k text NOT NULL, filler text); INSERT INTO t SELECT g, "
      "md5(g::text), repeat('x', 100) FROM generate_series(1, 50000) g; ANALYZE t");
  const Offered by_key = Offer("table: t", {{}, {}, {{"id"}}, false});
  EXPECT_EQ(by_key.order, 1u);
  EXPECT_THAT(by_key.explain, EndsWith("ORDER BY id -- sort_on server: it reads in this order"));
  const Offered by_text = Offer("table: t", {{}, {}, {{"k"}}, false});
  EXPECT_EQ(by_text.order, 0u);
  EXPECT_THAT(by_text.explain, EndsWith("FROM t -- sort_on local: it does not read in this order"));
  EXPECT_EQ(Offer("table: t, sort_on: server", {{}, {}, {{"k"}}, false}).order, 1u);
  EXPECT_EQ(Offer("table: t, sort_on: local", {{}, {}, {{"id"}}, false}).order, 0u);
  EXPECT_NEAR(static_cast<double>(by_key.estimate), 50'000, 1000);
}

TEST_F(PostgresPushdown, PushesWhatOnlyWidens) {
  Execute(
      "CREATE TYPE mood AS ENUM ('a','b'); CREATE TYPE pair AS (a int, b int); "
      "CREATE TABLE t (id int, s varchar(9), c text COLLATE \"C\", d date, n numeric(9,2), f "
      "float8, b bool, e mood, u uuid, p pair, o oid, w timestamp); "
      "INSERT INTO t VALUES (1,'a','b','2017-06-01',1.5,1,true,'a',NULL,ROW(1,NULL),1,'1969-12-31 23:59'),"
      "(2,'A','b','2018-06-01',2,2,true,'b',NULL,NULL,2,NULL)");
  const auto text = [](const char* value) { return Value{ETL_VALUE_TEXT, 0, 0, value}; };
  const Value one{ETL_VALUE_INT, 1, 0, ""};
  const Scan wanted{std::vector<std::string>{"id"},
                    {{"s", ETL_OP_EQ, {text("a")}},
                     {"s", ETL_OP_LT, {text("b")}},
                     {"s", ETL_OP_IN, {text("a"), text("x'y")}},
                     {"c", ETL_OP_GE, {text("a")}},
                     {"id", ETL_OP_LE, {{ETL_VALUE_INT, 5, 0, ""}}},
                     {"id", ETL_OP_GT, {{ETL_VALUE_INT, -5, 0, ""}}},
                     {"d", ETL_OP_GE, {{ETL_VALUE_DATE, *ParseDate("2017-01-01"), 0, ""}}},
                     {"n", ETL_OP_LT, {{ETL_VALUE_DECIMAL, 0, 0, "9.99"}}},
                     {"b", ETL_OP_EQ, {{ETL_VALUE_BOOL, 1, 0, ""}}},
                     {"f", ETL_OP_EQ, {{ETL_VALUE_FLOAT, 0, 1, ""}}},
                     {"e", ETL_OP_EQ, {text("nolabel")}},
                     {"u", ETL_OP_EQ, {text("nouuid")}},
                     {"o", ETL_OP_GT, {one}},
                     {"w", ETL_OP_LT, {{ETL_VALUE_DATE, 0, 0, ""}}},
                     {"s", ETL_OP_EQ, {one}},
                     {"p", ETL_OP_IS_NOT_NULL, {}},
                     {"f", ETL_OP_IS_NOT_NULL, {}}}};
  const Offered offered = Offer("table: t", wanted);
  EXPECT_THAT(offered.predicates, ElementsAre(0u, 2u, 3u, 4u, 5u, 6u, 7u, 8u, 13u, 16u));
  EXPECT_EQ(offered.explain,
            "SELECT id FROM t WHERE s = 'a' AND s IN ('a', 'x''y') AND c >= 'a' AND id <= 5 AND id "
            "> (-5) AND d >= DATE'2017-01-01' AND n < 9.99 AND b = TRUE AND w < DATE'1970-01-01' AND f IS NOT NULL");
  EXPECT_EQ(Read("table: t", offered.accepted), "1\n");
  EXPECT_EQ(offered.schema->names(), std::vector<std::string>{"id"});
}

TEST_F(PostgresPushdown, ShowsTheQueryAndAnEstimate) {
  Execute(
      "CREATE TABLE \"odd Name\" (\"select\" int, \"B\" int, k int[]); INSERT INTO \"odd Name\" "
      "SELECT g, 1, '{}' FROM generate_series(1, 1000) g; ANALYZE \"odd Name\"");
  const Offered offered = Offer("table: odd Name", {{}, {}, {}, false, 5});
  EXPECT_EQ(offered.explain, "SELECT \"select\", \"B\", CAST(k AS text) FROM \"odd Name\" LIMIT 5");
  EXPECT_TRUE(offered.limit);
  EXPECT_EQ(offered.estimate, 1000);
  EXPECT_EQ(Rows("table: public.odd Name", offered.accepted).count, 5);
}

}  // namespace
}  // namespace etl::postgres
