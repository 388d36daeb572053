// SPDX-License-Identifier: Apache-2.0
// Lookups in a real server.
#include "plugins/postgres/lookup.h"

#include <thread>

#include "plugins/postgres/server_test_base.h"

namespace etl::postgres {
namespace {

using ::testing::ElementsAre;
using Texts = std::vector<std::vector<std::string>>;

class PostgresLookupTest : public ServerTest {
 protected:
  std::string Look(const std::string& rest, const Schema& schema, const Texts& rows) {
    return etl::testing::RunTransform<PostgresLookup>(
               host_, Options(rest), {{"input", schema, {etl::testing::MakeBatch(schema, rows)}}})
        .text;
  }
};

const Schema kInput{{"n", Int64()}, {"k", Utf8()}};

TEST_F(PostgresLookupTest, AsksForKeysInLists) {
  Execute(
      "CREATE TABLE t (id int PRIMARY KEY, k varchar(9), v varchar(9));"
      "INSERT INTO t VALUES (1,'a','x'),(2,'b','y'),(3,'a',NULL)");
  EXPECT_EQ(Look("table: t, keys: [k], type: left, schema: {k: string, v: string}", kInput,
                 {{"1", "a"}, {"2", "b"}, {"3", "it's \\"}, {"4", "null"}}),
            "1|a|x\n1|a|null\n2|b|y\n3|it's \\|null\n4|null|null\n");
  EXPECT_EQ(Look("table: t, on: {n: id}, batch: 2, schema: {id: int, v: string}", kInput,
                 {{"1", "a"}, {"2", "b"}, {"9", "c"}}),
            "1|a|x\n2|b|y\n");
  EXPECT_THAT(host_.statements, ElementsAre("SELECT k, v FROM t WHERE k = ANY (3 keys) ORDER BY id",
                                            "SELECT id, v FROM t WHERE id = ANY (2 keys)",
                                            "SELECT id, v FROM t WHERE id = ANY (1 key)"));
  EXPECT_EQ(host_.metrics["queries"], 3);
}

TEST_F(PostgresLookupTest, ComparesTextByBytesInEveryCollation) {
  Execute(
      "CREATE COLLATION folded (provider = icu, locale = 'und-u-ks-level1', deterministic = "
      "false)");
  for (const char* collation : {"\"C\"", "\"de-x-icu\"", "folded"}) {
    Execute(
        Format("DROP TABLE IF EXISTS t; CREATE TABLE t (id int PRIMARY KEY, k varchar(9) COLLATE "
               "{}); INSERT INTO t VALUES (1,'a'),(2,'A'),(3,'a '),(4,'ä'),(5,'e')",
               collation));
    EXPECT_EQ(Look("table: t, keys: [k], schema: {k: string, id: int}", kInput,
                   {{"0", "a"}, {"0", "A"}, {"0", "a "}, {"0", "ä"}, {"0", "é"}}),
              "0|a|1\n0|A|2\n0|a |3\n0|ä|4\n")
        << collation;
  }
}

// What means something in an array or in a string, and the blanks of char(n).
TEST_F(PostgresLookupTest, AsksForAnyText) {
  Execute("CREATE TABLE t (k text, c char(3))");
  const std::vector<std::string> texts{"",      "NULL", "Null", "{",  "}",  ",",  "a,b", "\"",
                                       "\\\"", "\\",   "'",    "''", " x", "x ", "\n",  "$$"};
  Texts rows;
  for (const std::string& text : texts) rows.push_back({"1", text});
  rows.push_back({"1", std::string("a\0b", 3)});
  for (const std::string& text : texts) {
    Execute(
        "INSERT INTO t VALUES (" +
        sql_dialect::QuoteLiteral(sql_dialect::Dialect::kPostgres, {ETL_VALUE_TEXT, 0, 0, text}) +
        ", 'ab')");
  }
  EXPECT_EQ(Look("table: t, keys: [k], schema: {k: string}", kInput, rows), [&] {
    std::string all;
    for (const std::string& text : texts) all += "1|" + text + "\n";
    return all;
  }());
  EXPECT_EQ(Look("table: t, on: {k: c}, type: left, schema: {c: string, k: string}, where: \"k = "
                 "''\"",
                 kInput, {{"1", "ab "}, {"1", "ab"}}),
            "1|ab |\n1|ab|null\n");
  // A key of texts that nobody can have asks for nothing.
  host_.statements.clear();
  EXPECT_EQ(Look("table: t, keys: [k], schema: {k: string}", kInput, {{"1", std::string("\0", 1)}}),
            "");
  EXPECT_TRUE(host_.statements.empty());
}

TEST_F(PostgresLookupTest, TakesSeveralKeysAndAllTheirTypes) {
  Execute(
      "CREATE TABLE t (u numeric(20), d date, m numeric(9,2), b bool, s int2, v int);"
      "INSERT INTO t VALUES (18446744073709551615,'2020-02-29',1.50,true,5,1), "
      "(7,'2020-02-29',1.50,false,6,2)");
  const Schema schema{{"u", UInt64()}, {"d", Date32()}, {"m", Decimal128(9, 2)}, {"b", Bool()}};
  const Texts rows{{"18446744073709551615", "2020-02-29", "1.50", "true"},
                   {"7", "2020-02-29", "1.50", "true"},
                   {"7", "2020-02-29", "1.50", "false"}};
  const std::string declared =
      "schema: {u: bigint unsigned, d: date, m: \"decimal(9,2)\", b: bool, s: int, v: int}";
  EXPECT_EQ(Look("table: t, keys: [u, d, m, b], " + declared, schema, rows),
            "18446744073709551615|2020-02-29|1.50|true|5|1\n7|2020-02-29|1.50|false|6|2\n");
  const auto one = [&](const char* key) {
    const std::string text =
        Look("table: t, keys: [" + std::string(key) + "], order: [v], " + declared, schema, rows);
    return std::count(text.begin(), text.end(), '\n');
  };
  EXPECT_EQ(one("u"), 3);
  EXPECT_EQ(one("d"), 6);
  EXPECT_EQ(one("m"), 6);
  EXPECT_EQ(one("b"), 3);
  EXPECT_EQ(Look("table: t, on: {n: s}, schema: {s: int, v: int}", {{"n", Int64()}},
                 {{"5"}, {"9223372036854775807"}}),
            "5|1\n");
}

// What finds no room is read to its end, so that the next statement can be sent.
TEST_F(PostgresLookupTest, AsksForFewerKeysWhereMemoryIsShort) {
  Execute(
      "CREATE TABLE t (id serial PRIMARY KEY, k int, v varchar(200));"
      "INSERT INTO t (k, v) SELECT g % 40, repeat('x', 200) FROM generate_series(1, 4000) g");
  Texts rows;
  for (int i = 0; i < 40; ++i) rows.push_back({std::to_string(i), "a"});
  host_.memory_left = 512 << 10;
  const std::string text = Look("table: t, on: {n: k}, schema: {k: int, v: string}", kInput, rows);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4000);
  EXPECT_GT(host_.metrics["queries"], 3);
}

TEST_F(PostgresLookupTest, IsCancelledInAStatement) {
  Execute("CREATE TABLE t (k int); INSERT INTO t VALUES (1)");
  const etl_component& table = etl::testing::TableOf<PostgresLookup>();
  host_.set_inputs({"input"});
  etl::testing::InstanceOf<PostgresLookup> instance(
      host_,
      host_.Options(
          Options("query: \"SELECT k, pg_sleep(k * 60) IS NULL AS v FROM t\", on: {n: k}, "
                  "schema: {k: int, v: bool}")),
      nullptr);
  ArrowArrayStream input, out;
  Host::Export(host_, kInput, {etl::testing::MakeBatch(kInput, {{"1", "a"}})}, &input);
  ArrowArrayStream* inputs[] = {&input};
  host_.Check(table.open_transform(instance.get(), inputs, 1, &out));
  const auto started = std::chrono::steady_clock::now();
  std::thread canceller([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    table.cancel(instance.get());
  });
  ArrowArray array{};
  EXPECT_EQ(out.get_next(&out, &array), ETL_CANCELLED);
  canceller.join();
  out.release(&out);
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(10));
}

}  // namespace
}  // namespace etl::postgres
