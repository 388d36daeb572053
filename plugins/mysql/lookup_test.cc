// SPDX-License-Identifier: Apache-2.0
// Lookups in a real server.
#include "plugins/mysql/lookup.h"

#include <thread>

#include "plugins/mysql/server_test_base.h"

namespace etl::mysql {
namespace {

using ::testing::ElementsAre;
using Texts = std::vector<std::vector<std::string>>;

class MysqlLookupTest : public ServerTest {
 protected:
  std::string Look(const std::string& rest, const Schema& schema, const Texts& rows) {
    return etl::testing::RunTransform<MysqlLookup>(
               host_, Options(rest), {{"input", schema, {etl::testing::MakeBatch(schema, rows)}}})
        .text;
  }
};

const Schema kInput{{"n", Int64()}, {"k", Utf8()}};

TEST_F(MysqlLookupTest, AsksForKeysInLists) {
  Execute(
      "CREATE TABLE t (id INT PRIMARY KEY, k VARCHAR(9), v VARCHAR(9), INDEX (k));"
      "INSERT INTO t VALUES (1,'a','x'),(2,'b','y'),(3,'a',NULL)");
  EXPECT_EQ(Look("table: t, keys: [k], type: left, schema: {k: string, v: string}", kInput,
                 {{"1", "a"}, {"2", "b"}, {"3", "it's \\"}, {"4", "null"}}),
            "1|a|x\n1|a|null\n2|b|y\n3|it's \\|null\n4|null|null\n");
  EXPECT_EQ(Look("table: t, on: {n: id}, batch: 2, schema: {id: int, v: string}", kInput,
                 {{"1", "a"}, {"2", "b"}, {"9", "c"}}),
            "1|a|x\n2|b|y\n");
  EXPECT_THAT(host_.statements, ElementsAre("SELECT k, v FROM t WHERE k IN (3 keys) ORDER BY id",
                                            "SELECT id, v FROM t WHERE id IN (2 keys)",
                                            "SELECT id, v FROM t WHERE id IN (1 key)"));
  EXPECT_EQ(host_.metrics["queries"], 3);
}

TEST_F(MysqlLookupTest, ComparesTextByBytesInEveryCollation) {
  for (const char* collation : {"utf8mb4_general_ci", "utf8mb4_unicode_ci", "utf8mb4_bin"}) {
    Execute(
        Format("CREATE OR REPLACE TABLE t (id INT PRIMARY KEY, k VARCHAR(9) COLLATE {}); "
               "INSERT INTO t VALUES (1,'a'),(2,'A'),(3,'a '),(4,'ä'),(5,'e')",
               collation));
    EXPECT_EQ(Look("table: t, keys: [k], schema: {k: string, id: int}", kInput,
                   {{"0", "a"}, {"0", "A"}, {"0", "a "}, {"0", "ä"}, {"0", "é"}}),
              "0|a|1\n0|A|2\n0|a |3\n0|ä|4\n")
        << collation;
  }
}

TEST_F(MysqlLookupTest, TakesSeveralKeysAndAllTheirTypes) {
  Execute(
      "CREATE TABLE t (u BIGINT UNSIGNED, d DATE, m DECIMAL(9,2), b BOOLEAN, v INT);"
      "INSERT INTO t VALUES (18446744073709551615,'2020-02-29',1.50,1,1), "
      "(7,'2020-02-29',1.50,0,2)");
  const Schema schema{{"u", UInt64()}, {"d", Date32()}, {"m", Decimal128(9, 2)}, {"b", Bool()}};
  EXPECT_EQ(Look("table: t, keys: [u, d, m, b], schema: {u: bigint unsigned, d: date, "
                 "m: \"decimal(9,2)\", b: bool, v: int}",
                 schema,
                 {{"18446744073709551615", "2020-02-29", "1.50", "true"},
                  {"7", "2020-02-29", "1.50", "true"},
                  {"7", "2020-02-29", "1.50", "false"}}),
            "18446744073709551615|2020-02-29|1.50|true|1\n7|2020-02-29|1.50|false|2\n");
}

// What finds no room is read to its end, so that the next statement can be sent.
TEST_F(MysqlLookupTest, AsksForFewerKeysWhereMemoryIsShort) {
  Execute(
      "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, k INT, v VARCHAR(200), INDEX (k));"
      "INSERT INTO t (k, v) SELECT seq % 40, repeat('x', 200) FROM seq_1_to_4000");
  Texts rows;
  for (int i = 0; i < 40; ++i) rows.push_back({std::to_string(i), "a"});
  host_.memory_left = 512 << 10;
  const std::string text = Look("table: t, on: {n: k}, schema: {k: int, v: string}", kInput, rows);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4000);
  EXPECT_GT(host_.metrics["queries"], 3);
}

TEST_F(MysqlLookupTest, IsCancelledInAStatement) {
  Execute("CREATE TABLE t (k INT); INSERT INTO t VALUES (1)");
  const etl_component& table = etl::testing::TableOf<MysqlLookup>();
  host_.set_inputs({"input"});
  etl::testing::InstanceOf<MysqlLookup> instance(
      host_,
      host_.Options(Options("query: \"SELECT k, sleep(k * 60) AS v FROM t\", on: {n: k}, "
                            "schema: {k: int, v: int}")),
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
}  // namespace etl::mysql
