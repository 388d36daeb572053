// SPDX-License-Identifier: Apache-2.0
// What arrives in the table, mode by mode.
#include <limits>

#include "etl/temporal.h"
#include "plugins/mysql/sink_test_base.h"

namespace etl::mysql {
namespace {

using ::testing::HasSubstr;

const Schema kPrices{{"symbol", Utf8(), false, 10},
                     {"date", Date32(), false},
                     {"close_price", Decimal128(12, 4)},
                     {"volume", Int64()}};
constexpr const char* kPriceTable =
    "CREATE TABLE prices (symbol VARCHAR(10) NOT NULL, date DATE NOT NULL, close_price "
    "DECIMAL(12,4), volume BIGINT, PRIMARY KEY (symbol, date), KEY by_date (date)) ENGINE=InnoDB "
    "DEFAULT CHARSET=utf8mb4";
constexpr const char* kUpsert = "table: prices, mode: upsert, key: [symbol, date]";

class MysqlLoad : public SinkTest, public ::testing::WithParamInterface<bool> {
 protected:
  // With LOAD DATA LOCAL, and without.
  MysqlLoad() { Execute(Format("SET GLOBAL local_infile={}", GetParam() ? 1 : 0)); }
};
INSTANTIATE_TEST_SUITE_P(Infile, MysqlLoad, ::testing::Bool());

// Every type, its edges, and text that would mean something to a parser.
TEST_P(MysqlLoad, EveryTypeReadsBackAsItWas) {
  const Schema schema{{"id", Int32(), false},  {"b", Bool()},       {"i", Int64()},
                      {"u", UInt64()},         {"f", Float64()},    {"d", Decimal128(38, 10)},
                      {"s", Utf8(), true, 60}, {"t", Utf8()},       {"x", Binary()},
                      {"day", Date32()},       {"at", Timestamp()}, {"utc", TimestampUtc()},
                      {"took", Duration()}};
  RecordBatchBuilder builder(schema);
  const std::string nul("a\0b", 3), bytes("\x00\xff\\\t\n'\"\x1a", 8);
  const std::string nasty = "\\N \\t \t \n \r \x1a ' \" ` \\ % _ \\0 NULL; -- /* \xF0\x9F\x90\x88";
  struct Edge {
    std::int64_t integer;
    std::uint64_t unsigned_integer;
    double real;
    std::string text, day, at, took;
  };
  const std::vector<Edge> edges{
      {0, 0, 0.0, "", "1970-01-01", "1970-01-01 00:00:00", "00:00:00"},
      {std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::uint64_t>::max(),
       std::numeric_limits<double>::max(), nasty, "9999-12-31", "9999-12-31 23:59:59.999999",
       "838:59:59"},
      {std::numeric_limits<std::int64_t>::min(), 1, std::numeric_limits<double>::denorm_min(), nul,
       "1000-01-01", "1000-01-01 00:00:00.000001", "-838:59:59"},
      {-1, 1, -0.1, "\\N", "2024-02-29", "2024-02-29 12:00:00.5", "-00:00:00.000001"},
      {7, 1, 1e23, "NULL", "2000-01-01", "2000-01-01 00:00:00", "100:00:00.25"}};
  std::int32_t id = 0;
  for (const Edge& edge : edges) {
    builder.column(0).AppendInt32(id++);
    builder.column(1).AppendBool(id % 2 == 0);
    builder.column(2).AppendInt64(edge.integer);
    builder.column(3).AppendUInt64(edge.unsigned_integer);
    builder.column(4).AppendFloat64(edge.real);
    ASSERT_TRUE(TryAppendParsed(
        builder.column(5), id % 2 ? "-9999999999999999999999999999.9999999999" : "0.0000000001"));
    builder.column(6).AppendText(edge.text);
    builder.column(7).AppendText(edge.text + edge.text);
    builder.column(8).AppendText(id == 1 ? "" : bytes);
    builder.column(9).AppendInt32(ParseDate(edge.day).value());
    builder.column(10).AppendInt64(ParseTimestamp(edge.at).value());
    builder.column(11).AppendInt64(ParseTimestamp(edge.at).value());
    builder.column(12).AppendInt64(ParseDuration(edge.took).value());
  }
  builder.column(0).AppendInt32(id);
  for (int i = 1; i < schema.size(); ++i) builder.column(i).AppendNull();
  const RecordBatch batch = builder.Finish();
  etl::testing::Rows expected;
  expected.Add(batch);

  const std::string declared =
      "schema: {id: int, b: bool, i: bigint, u: ubigint, f: double, d: \"decimal(38,10)\", "
      "s: \"varchar(60)\", t: string, x: binary, day: date, at: timestamp, utc: timestamp, "
      "took: time}";
  for (const char* mode : {"append", "replace", "upsert"}) {
    Execute("DROP TABLE IF EXISTS t");
    host_.get()->run_id = etl::detail::ToStr(mode);
    Load(Format("table: t, create: true, key: [id], mode: {}", std::string_view(mode)), schema,
         {batch});
    std::string text =
        etl::testing::ReadSource<MysqlSource>(host_, Options("table: t, " + declared)).text;
    // A DATETIME has no zone.
    std::string wanted = expected.text;
    for (std::size_t at; (at = wanted.find("Z|")) != std::string::npos;) wanted.erase(at, 1);
    EXPECT_EQ(text, wanted) << mode;
  }
  EXPECT_EQ(Leftovers(), "");
}

TEST_P(MysqlLoad, TypesThatTheServerConvertsComeWhole) {
  Execute(
      "CREATE TABLE t (bits BIT(12), tiny TINYINT UNSIGNED, f FLOAT, e ENUM('a','b'), j JSON, "
      "ts TIMESTAMP(3) NULL, dt DATETIME, y YEAR, l VARCHAR(9) CHARACTER SET latin1, "
      "n DECIMAL(5,2), c CHAR(3)) ENGINE=InnoDB");
  const Schema schema{{"bits", Int64()},       {"tiny", Int64()}, {"f", Float64()},
                      {"e", Utf8()},           {"j", Utf8()},     {"ts", TimestampUtc()},
                      {"dt", Timestamp()},     {"y", Int32()},    {"l", Utf8()},
                      {"n", Decimal128(9, 4)}, {"c", Utf8()}};
  LoadRows(
      "table: t", schema,
      {{"4095", "255", "0.5", "b", "{\"a\": [1, \"\\u00e9\"]}", "2024-02-29T12:00:00.125Z",
        "2024-02-29T12:00:00", "1999", "é", "123.4500", "xyz"},
       {"null", "null", "null", "null", "null", "null", "null", "null", "null", "null", "null"}});
  EXPECT_EQ(
      Rows("SELECT bits+0, tiny, f, e, j, CONVERT_TZ(ts, @@time_zone, '+00:00'), dt, y, l, n, "
           "c FROM t WHERE tiny = 255"),
      "4095|255|0.5|b|{\"a\": [1, \"\\u00e9\"]}|2024-02-29 12:00:00.125|2024-02-29 "
      "12:00:00|1999|é|123.45|xyz\n");
  EXPECT_EQ(Rows("SELECT COUNT(*) FROM t WHERE COALESCE(bits, tiny, f, e, j, ts, dt, y, l, n, c) "
                 "IS NULL"),
            "1\n");
}

TEST_P(MysqlLoad, AppendAddsAndLeavesAMark) {
  Execute(kPriceTable);
  LoadRows("table: prices", kPrices, {{"A", "2024-01-02", "1.5", "10"}});
  host_.get()->run_id = {"other", 5};
  LoadRows("table: prices", kPrices, {{"B", "2024-01-02", "2.5", "20"}});
  EXPECT_EQ(Rows("SELECT * FROM prices"), "A|2024-01-02|1.5000|10\nB|2024-01-02|2.5000|20\n");
  EXPECT_EQ(Rows("SELECT run_id, sink, target FROM etl_commits ORDER BY run_id"),
            "other|step|prices\ntestrun|step|prices\n");
}

TEST_P(MysqlLoad, ManyRowsInManyBatches) {
  Execute(kPriceTable);
  std::vector<RecordBatch> batches;
  std::int64_t sum = 0;
  for (int b = 0; b < 23; ++b) {
    RecordBatchBuilder builder(kPrices, {4096, 1 << 20});
    for (int i = 0; i < 997; ++i) {
      builder.column(0).AppendText(Format("S{}", b * 997 + i));
      builder.column(1).AppendInt32(19000 + i);
      builder.column(2).AppendDecimal(i * 10'001);
      builder.column(3).AppendInt64(b * 1000 + i);
      sum += b * 1000 + i;
    }
    batches.push_back(builder.Finish());
    batches.push_back(RecordBatchBuilder(kPrices).Finish());  // empty ones are no end
  }
  Load("table: prices, batch_rows: 1500", kPrices, batches);
  EXPECT_EQ(Rows("SELECT COUNT(*), SUM(volume) FROM prices"), Format("{}|{}\n", 23 * 997, sum));
}

TEST_P(MysqlLoad, NoRowsAtAll) {
  Execute(std::string(kPriceTable) + "; INSERT INTO prices VALUES ('A', '2024-01-02', 1, 1)");
  Load("table: prices", kPrices, {});
  Load(kUpsert, kPrices, {});
  ExpectMetrics(0, 0, 0);
  EXPECT_EQ(Rows("SELECT COUNT(*) FROM prices"), "1\n");
  Load("table: prices, mode: replace", kPrices, {});
  EXPECT_EQ(Rows("SELECT COUNT(*) FROM prices"), "0\n");
}

TEST_P(MysqlLoad, UpsertCountsWhatItChanges) {
  Execute(kPriceTable);
  const std::vector<std::vector<std::string>> rows{{"A", "2024-01-02", "1.5", "10"},
                                                   {"A", "2024-01-03", "null", "20"},
                                                   {"B", "2024-01-02", "3", "null"}};
  LoadRows(kUpsert, kPrices, rows);
  ExpectMetrics(3, 0, 0);
  host_.get()->run_id = {"run2", 4};
  LoadRows(kUpsert, kPrices, rows);
  ExpectMetrics(0, 0, 3);
  host_.get()->run_id = {"run3", 4};
  LoadRows(kUpsert, kPrices,
           {{"A", "2024-01-02", "1.6", "10"},     // corrected
            {"A", "2024-01-03", "null", "20"},    // the same null
            {"B", "2024-01-02", "null", "null"},  // a value becomes null
            {"C", "2024-01-02", "9", "1"}});
  ExpectMetrics(1, 2, 1);
  EXPECT_EQ(Rows("SELECT * FROM prices"),
            "A|2024-01-02|1.6000|10\nA|2024-01-03|null|20\nB|2024-01-02|null|null\n"
            "C|2024-01-02|9.0000|1\n");
  EXPECT_EQ(Leftovers(), "");
}

// The same counts as a comparison row by row gives, for random tables.
TEST_P(MysqlLoad, UpsertAgreesWithAComparisonRowByRow) {
  const Schema schema{{"k", Int32(), false}, {"v", Int32()}, {"w", Utf8()}};
  std::uint32_t random = 12345;
  const auto next = [&](std::uint32_t n) {
    return (random = random * 1664525 + 1013904223) / 7 % n;
  };
  for (const bool other_index : {false, true}) {
    Execute(
        "DROP TABLE IF EXISTS t; CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, k INT NOT "
        "NULL UNIQUE, v INT, w VARCHAR(9), extra INT DEFAULT 5) ENGINE=InnoDB CHARSET=utf8mb4");
    if (other_index) Execute("CREATE UNIQUE INDEX kv ON t (k, v)");
    std::map<int, std::vector<std::string>> table;
    for (int run = 0; run < 6; ++run) {
      std::map<int, std::vector<std::string>> rows;
      for (int i = 0; i < 40; ++i) {
        const int k = static_cast<int>(next(80));
        rows[k] = {std::to_string(k), next(4) == 0 ? "null" : std::to_string(next(3)),
                   next(4) == 0 ? "null"
                   : next(2)    ? "x"
                                : "X"};
      }
      std::int64_t inserted = 0, updated = 0, unchanged = 0;
      std::vector<std::vector<std::string>> input;
      for (const auto& [k, row] : rows) {
        input.push_back(row);
        const auto found = table.find(k);
        ++(found == table.end() ? inserted : found->second == row ? unchanged : updated);
        table[k] = row;
      }
      const std::string run_id = Format("run{}{}", run, other_index ? 1 : 0);
      host_.get()->run_id = etl::detail::ToStr(run_id);
      LoadRows("table: t, mode: upsert, key: [k]", schema, input);
      ExpectMetrics(inserted, updated, unchanged);
      std::string expected;
      for (const auto& [k, row] : table) expected += row[0] + "|" + row[1] + "|" + row[2] + "|5\n";
      EXPECT_EQ(Rows("SELECT k, v, w, extra FROM t ORDER BY k"), expected);
    }
  }
}

TEST_P(MysqlLoad, AKeyAloneCanBeUpserted) {
  Execute("CREATE TABLE t (k INT PRIMARY KEY) ENGINE=InnoDB; INSERT INTO t VALUES (1)");
  LoadRows("table: t, mode: upsert, key: [k]", {{"k", Int32(), false}}, {{"1"}, {"2"}});
  ExpectMetrics(1, 0, 1);
}

TEST_P(MysqlLoad, ReplaceKeepsIndexesAndColumnsOfTheTable) {
  Execute(std::string(kPriceTable) +
          "; INSERT INTO prices VALUES ('OLD', '2024-01-02', 1, 1); "
          "ALTER TABLE prices ADD note VARCHAR(9) NOT NULL DEFAULT 'new'");
  const std::string before = Rows("SHOW CREATE TABLE prices");
  LoadRows("table: prices, mode: replace", kPrices, {{"A", "2024-01-02", "1.5", "10"}});
  EXPECT_EQ(Rows("SELECT * FROM prices"), "A|2024-01-02|1.5000|10|new\n");
  EXPECT_EQ(Rows("SHOW CREATE TABLE prices"), before);
  EXPECT_EQ(Leftovers(), "");
}

TEST_P(MysqlLoad, ColumnsGoByTheirNames) {
  Execute(
      "CREATE TABLE `odd table` (`select` INT, `a``b` INT, c INT NOT NULL DEFAULT 3) "
      "ENGINE=InnoDB");
  LoadRows("table: odd table, rename: {x: \"a`b\", Select: select}",
           {{"x", Int32()}, {"Select", Int32()}}, {{"1", "2"}});
  EXPECT_EQ(Rows("SELECT * FROM `odd table`"), "2|1|3\n");
}

TEST_P(MysqlLoad, CreatesATableWithTheKey) {
  LoadRows("table: prices, create: true, mode: upsert, key: [symbol, date], rename: {date: day}",
           kPrices, {{"A", "2024-01-02", "1.5", "10"}});
  EXPECT_EQ(Rows("SHOW CREATE TABLE prices").substr(7),
            "CREATE TABLE `prices` (\n  `symbol` varchar(10) NOT NULL,\n"
            "  `day` date NOT NULL,\n  `close_price` decimal(12,4) DEFAULT NULL,\n"
            "  `volume` bigint(20) DEFAULT NULL,\n  PRIMARY KEY (`symbol`,`day`)\n"
            ") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin\n");
  EXPECT_THAT(host_.artifacts["application/sql"], HasSubstr("CREATE TABLE test.prices"));
}

TEST_P(MysqlLoad, AnotherDatabase) {
  Execute(
      "DROP DATABASE IF EXISTS other; CREATE DATABASE other; GRANT ALL ON other.* TO "
      "loader@'%'; CREATE TABLE other.t (id INT PRIMARY KEY)");
  for (const char* mode : {"append", "replace", "upsert"}) {
    Execute("DELETE FROM other.t");
    const std::string run = Format("r{}", std::string_view(mode));
    host_.get()->run_id = etl::detail::ToStr(run);
    LoadRows(Format("table: other.t, key: [id], mode: {}", std::string_view(mode)),
             {{"id", Int32(), false}}, {{"7"}});
    EXPECT_EQ(Rows("SELECT * FROM other.t"), "7\n") << mode;
  }
  EXPECT_EQ(Rows("SELECT COUNT(*) FROM other.etl_commits"), "2\n");
}

TEST_P(MysqlLoad, ReplaceWhileAnotherSessionReads) {
  Execute(
      "CREATE TABLE t (id INT PRIMARY KEY) ENGINE=InnoDB; INSERT INTO t SELECT seq FROM "
      "seq_1_to_1000");
  std::atomic<bool> stop = false;
  std::atomic<int> reads = 0, torn = 0;
  std::thread reader([&] {
    while (!stop) {
      const std::string count = Rows("SELECT COUNT(*) FROM t");
      torn += count != "1000\n" && count != "2000\n";
      ++reads;
    }
  });
  RecordBatchBuilder builder({{"id", Int32(), false}});
  for (int i = 0; i < 2000; ++i) builder.column(0).AppendInt32(i);
  const RecordBatch batch = builder.Finish();
  for (int i = 0; i < 5; ++i) Load("table: t, mode: replace", {{"id", Int32(), false}}, {batch});
  EXPECT_TRUE(Eventually([&] { return reads > 3; }));
  stop = true;
  reader.join();
  EXPECT_EQ(torn, 0);
}

}  // namespace
}  // namespace etl::mysql
