// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/lookup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <random>
#include <thread>

#include "etl/testing/harness.h"

namespace etl::sqlite {
namespace {

using etl::testing::Failure;
using etl::testing::Host;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Texts = std::vector<std::vector<std::string>>;

class SqliteLookupTest : public ::testing::Test {
 protected:
  SqliteLookupTest() {
    std::string name = (std::filesystem::temp_directory_path() / "etl_lookup_XXXXXX").string();
    folder_ = mkdtemp(name.data());
    path_ = folder_ / "test.db";
  }
  ~SqliteLookupTest() override { std::filesystem::remove_all(folder_); }

  // All rows, as the harness writes them.
  std::string Query(const std::string& sql) const {
    sqlite3* db = nullptr;
    std::string rows;
    char* error = nullptr;
    sqlite3_open(path_.c_str(), &db);
    const auto add = [](void* out, int count, char** values, char**) {
      for (int i = 0; i < count; ++i)
        *static_cast<std::string*>(out) +=
            std::string(values[i] ? values[i] : "null") + (i + 1 < count ? "|" : "\n");
      return 0;
    };
    EXPECT_EQ(sqlite3_exec(db, sql.c_str(), add, &rows, &error), SQLITE_OK) << (error ? error : "");
    sqlite3_free(error);
    sqlite3_close(db);
    return rows;
  }
  std::string Options(const std::string& rest) const {
    return "{connection: {url: \"sqlite:" + path_.string() + "\"}, " + rest + "}";
  }
  std::string Look(const std::string& rest, const Schema& schema, const Texts& rows) {
    return etl::testing::RunTransform<SqliteLookup>(
               host_, Options(rest), {{"input", schema, {etl::testing::MakeBatch(schema, rows)}}})
        .text;
  }
  Failure FailureOf(const std::string& rest, const Schema& schema) {
    try {
      Look(rest, schema, {});
    } catch (const Failure& failure) {
      return failure;
    }
    ADD_FAILURE() << "nothing failed";
    return {0, ""};
  }

  std::filesystem::path folder_, path_;
  Host host_;
};

const Schema kInput{{"n", Int64()}, {"k", Utf8()}};

TEST_F(SqliteLookupTest, TellsItsStatements) {
  Query(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, k TEXT, v TEXT);"
      "INSERT INTO t VALUES (1,'a','x'),(2,'b','y'),(3,'a','z')");
  EXPECT_EQ(Look("table: t, keys: [k], schema: {k: string, v: string}", kInput,
                 {{"1", "a"}, {"2", "b"}, {"3", "c"}}),
            "1|a|x\n1|a|z\n2|b|y\n");
  EXPECT_EQ(
      Look("table: t, on: {n: id}, batch: 2, where: \"v <> 'y'\", schema: {id: int, v: string}",
           kInput, {{"1", "a"}, {"2", "b"}, {"3", "c"}}),
      "1|a|x\n3|c|z\n");
  EXPECT_THAT(host_.statements,
              ElementsAre("SELECT k, v FROM t WHERE k IN (3 keys) ORDER BY id",
                          "SELECT id, v FROM t WHERE (v <> 'y') AND id IN (2 keys)",
                          "SELECT id, v FROM t WHERE (v <> 'y') AND id IN (1 key)"));
  EXPECT_EQ(host_.metrics["queries"], 3);
}

TEST_F(SqliteLookupTest, ComparesTextByBytesWhateverTheCollation) {
  Query("CREATE TABLE t (k TEXT COLLATE NOCASE, v TEXT); INSERT INTO t VALUES ('a','x'),('A','y')");
  EXPECT_EQ(Look("table: t, keys: [k], schema: {k: string, v: string}", kInput, {{"1", "A"}}),
            "1|A|y\n");
}

TEST_F(SqliteLookupTest, LooksIntoAQueryByParametersAndSeveralKeys) {
  Query(
      "CREATE TABLE t (a INT, b TEXT, v INT, day DATE);"
      "INSERT INTO t VALUES (1,'a',1,'2020-01-01'),(1,'b',2,'2020-01-02'),(2,'a',3,'2020-01-03')");
  host_.params["least"] = {ETL_VALUE_INT, 2, 0, {}};
  EXPECT_EQ(Look("query: \"SELECT * FROM t WHERE v >= :least ORDER BY v LIMIT 9\", "
                 "on: {n: a, k: b}, schema: {a: int, b: string, v: int, day: date}",
                 kInput, {{"1", "a"}, {"1", "b"}, {"2", "a"}, {"null", "a"}}),
            "1|b|2|2020-01-02\n2|a|3|2020-01-03\n");
  EXPECT_THAT(host_.statements.back(), HasSubstr("WHERE (a, b) IN (VALUES 3 keys)"));
  const Schema days{{"day", Date32()}};
  EXPECT_EQ(Look("table: t, keys: [day], schema: {day: date, v: int}", days, {{"2020-01-02"}}),
            "2020-01-02|2\n");
}

TEST_F(SqliteLookupTest, SaysWhatTheDatabaseLacks) {
  Query("CREATE TABLE t (id INTEGER PRIMARY KEY, k TEXT, d DECIMAL(5,2))");
  EXPECT_THAT(FailureOf("table: u, keys: [k], schema: {k: string}", kInput).what(),
              HasSubstr("no table u"));
  EXPECT_THAT(FailureOf("table: t, on: {k: kk}, schema: {kk: string}", kInput).what(),
              HasSubstr("has no column kk"));
  EXPECT_THAT(FailureOf("table: t, keys: [d], schema: {d: \"decimal(5,2)\"}",
                        Schema{{"d", Decimal128(5, 2)}})
                  .what(),
              HasSubstr("the database cannot look up `d`, which is "));
}

// A statement that runs for hours is broken off.
TEST_F(SqliteLookupTest, IsCancelledInAStatement) {
  Query("CREATE TABLE t (k INT, v INT); INSERT INTO t VALUES (1, 1)");
  const etl_component& table = etl::testing::TableOf<SqliteLookup>();
  host_.set_inputs({"input"});
  etl::testing::InstanceOf<SqliteLookup> instance(
      host_,
      host_.Options(Options("query: \"SELECT k, (WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL "
                            "SELECT x + 1 FROM c) SELECT max(x) FROM c) AS v FROM t\", on: {n: k}, "
                            "schema: {k: {type: int}, v: {type: int}}")),
      nullptr);
  ArrowArrayStream input, out;
  Host::Export(host_, kInput, {etl::testing::MakeBatch(kInput, {{"1", "a"}})}, &input);
  ArrowArrayStream* inputs[] = {&input};
  host_.Check(table.open_transform(instance.get(), inputs, 1, &out));
  std::thread canceller([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    table.cancel(instance.get());
  });
  ArrowArray array{};
  EXPECT_EQ(out.get_next(&out, &array), ETL_CANCELLED);
  canceller.join();
  out.release(&out);
}

// Against SQLite's own join.
TEST_F(SqliteLookupTest, GivesWhatAJoinGives) {
  std::mt19937 random(11);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const auto key = [&](int keys) {
    const std::string letters[] = {"k", "K", "ä", "k ", ""};
    return below(15) == 0 ? std::string("null") : letters[below(5)] + std::to_string(below(keys));
  };
  for (int round = 0; round < 40; ++round) {
    const int keys = 1 + below(60);
    const bool left = below(2) == 0, two = below(3) == 0;
    std::string sql =
        "DROP TABLE IF EXISTS i; DROP TABLE IF EXISTS t; BEGIN;"
        "CREATE TABLE i (r INTEGER PRIMARY KEY, n INT, k TEXT);"
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a INT, k TEXT, v INT);";
    Texts input;
    const auto quoted = [](const std::string& text) {
      return text == "null" ? "NULL" : "'" + text + "'";
    };
    for (int i = below(300); i > 0; --i) {
      input.push_back({std::to_string(below(3)), key(keys)});
      sql +=
          "INSERT INTO i (n, k) VALUES (" + input.back()[0] + "," + quoted(input.back()[1]) + ");";
    }
    for (int i = below(600); i > 0; --i)
      sql += "INSERT INTO t (a, k, v) VALUES (" + std::to_string(below(3)) + "," +
             quoted(key(keys)) + "," + (below(9) ? std::to_string(below(5)) : "NULL") + ");";
    Query(sql + "COMMIT");
    host_.set_batch_rows(1 + below(200));
    const std::string expected =
        Query(std::string("SELECT i.n, i.k") + (two ? "" : ", t.a") + ", t.v FROM i " +
              (left ? "LEFT JOIN" : "JOIN") + " t ON t.k = i.k" + (two ? " AND t.a = i.n" : "") +
              " ORDER BY i.r, t.v, t.id");
    EXPECT_EQ(Look(std::string("table: t, ") + (two ? "on: {n: a, k: k}" : "keys: [k]") +
                       ", type: " + (left ? "left" : "inner") +
                       ", order: [v], batch: " + std::to_string(1 + below(40)) +
                       ", schema: {a: bigint, k: string, v: bigint}",
                   kInput, input),
              expected)
        << "round " << round;
  }
}

}  // namespace
}  // namespace etl::sqlite
