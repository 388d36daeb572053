// SPDX-License-Identifier: Apache-2.0
// What arrives in the table, mode by mode.
#include <limits>

#include "etl/temporal.h"
#include "plugins/postgres/sink_test_base.h"

namespace etl::postgres {
namespace {

using ::testing::HasSubstr;

const Schema kPrices{{"symbol", Utf8(), false, 10},
                     {"date", Date32(), false},
                     {"close_price", Decimal128(12, 4)},
                     {"volume", Int64()}};
constexpr const char* kPriceTable =
    "CREATE TABLE prices (symbol varchar(10) NOT NULL, date date NOT NULL, close_price "
    "numeric(12,4), volume bigint, PRIMARY KEY (symbol, date)); CREATE INDEX by_date ON prices "
    "(date)";
constexpr const char* kUpsert = "table: prices, mode: upsert, key: [symbol, date]";

class PostgresLoad : public SinkTest {};

const Schema kAllTypes{{"id", Int32(), false},  {"b", Bool()},       {"i", Int64()},
                       {"u", UInt64()},         {"f", Float64()},    {"d", Decimal128(38, 10)},
                       {"s", Utf8(), true, 80}, {"t", Utf8()},       {"x", Binary()},
                       {"day", Date32()},       {"at", Timestamp()}, {"utc", TimestampUtc()},
                       {"took", Duration()}};

// Every type, its edges, and text that would mean something to a parser.
RecordBatch EdgeValues() {
  RecordBatchBuilder builder(kAllTypes);
  const std::string bytes("\x00\xff\\\t\n'\"\x1a", 8);
  const std::string nasty =
      "\\N \\. \\t \t \n \r \x1a ' \" ` \\ % _ \\0 NULL; -- /* $$ \xF0\x9F\x90\x88";
  struct Edge {
    std::int64_t integer;
    std::uint64_t unsigned_integer;
    double real;
    std::string decimal, text, day, at, took;
  };
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const std::vector<Edge> edges{
      {0, 0, 0.0, "0", "", "1970-01-01", "1970-01-01 00:00:00", "00:00:00"},
      {std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::uint64_t>::max(),
       std::numeric_limits<double>::max(), "9999999999999999999999999999.9999999999", nasty,
       "9999-12-31", "9999-12-31 23:59:59.999999", "838:59:59"},
      {std::numeric_limits<std::int64_t>::min(), 1, std::numeric_limits<double>::denorm_min(),
       "-9999999999999999999999999999.9999999999", "\x01", "0001-01-01",
       "0001-01-01 00:00:00.000001", "-838:59:59"},
      {-1, 10'000, std::numeric_limits<double>::quiet_NaN(), "0.0000000001", "\\N", "2024-02-29",
       "2024-02-29 12:00:00.5", "-00:00:00.000001"},
      {7, 100'000'000, -kInfinity, "-10000.0001", "NULL", "2000-01-01", "2000-01-01 00:00:00",
       "100:00:00.25"},
      {8, 9'999, kInfinity, "120000000", "\\.", "1999-12-31", "1999-12-31 23:59:59.999999",
       "00:00:01"}};
  std::int32_t id = 0;
  for (const Edge& edge : edges) {
    builder.column(0).AppendInt32(id++);
    builder.column(1).AppendBool(id % 2 == 0);
    builder.column(2).AppendInt64(edge.integer);
    builder.column(3).AppendUInt64(edge.unsigned_integer);
    builder.column(4).AppendFloat64(edge.real);
    EXPECT_TRUE(TryAppendParsed(builder.column(5), edge.decimal));
    builder.column(6).AppendText(edge.text);
    builder.column(7).AppendText(edge.text + edge.text);
    builder.column(8).AppendText(id == 1 ? "" : bytes);
    builder.column(9).AppendInt32(ParseDate(edge.day).value());
    builder.column(10).AppendInt64(ParseTimestamp(edge.at).value());
    builder.column(11).AppendInt64(ParseTimestamp(edge.at).value());
    builder.column(12).AppendInt64(ParseDuration(edge.took).value());
  }
  builder.column(0).AppendInt32(id);
  for (int i = 1; i < kAllTypes.size(); ++i) builder.column(i).AppendNull();
  return builder.Finish();
}

TEST_F(PostgresLoad, EveryTypeReadsBackAsItWas) {
  const RecordBatch batch = EdgeValues();
  etl::testing::Rows expected;
  expected.Add(batch);
  for (const char* mode : {"append", "replace", "upsert"}) {
    Execute("DROP TABLE IF EXISTS t");
    SetRun(mode);
    Load(Format("table: t, create: true, key: [id], mode: {}", std::string_view(mode)), kAllTypes,
         {batch});
    Execute("GRANT SELECT ON t TO app");
    EXPECT_EQ(Read("table: t, schema: {id: int, b: bool, i: bigint, u: ubigint, f: double, d: "
                   "\"decimal(38,10)\", s: \"varchar(80)\", t: string, x: binary, day: date, at: "
                   "timestamp, utc: timestamptz, took: time}"),
              expected.text)
        << mode;
    EXPECT_EQ(Rows("SELECT count(*) FROM t WHERE f = 'NaN' OR f IN ('inf', '-inf')"), "3\n");
  }
  EXPECT_EQ(Leftovers(), "");
}

// The text format, which serves where one column has no binary one, gives the same.
TEST_F(PostgresLoad, EveryTypeAsTextToo) {
  for (const char* name : {"plain", "textual"})
    Create(
        Format("CREATE TABLE {} (id int NOT NULL, b bool, i int8, u numeric(20), f float8, d "
               "numeric(38,10), s varchar(80), t text, x bytea, day date, at timestamp, utc "
               "timestamptz, took interval)",
               name));
  Create("ALTER TABLE textual ADD net inet");
  std::vector<Field> fields(kAllTypes.begin(), kAllTypes.end());
  fields.push_back({"net", Utf8()});
  const RecordBatch batch = EdgeValues();
  std::vector<Column> columns;
  for (int i = 0; i < batch.num_columns(); ++i) columns.push_back(batch.column(i));
  RecordBatchBuilder nets({{"net", Utf8()}});
  for (int i = 0; i < batch.num_rows(); ++i) nets.column(0).AppendText("10.0.0.1");
  columns.push_back(nets.Finish().column(0));
  const Schema schema(fields);
  Load("table: plain", kAllTypes, {batch});
  SetRun("two");
  Load("table: textual", schema, {RecordBatch(schema, columns, batch.num_rows())});
  const std::string names = "id, b, i, u, f, d, s, t, x, day, at, utc, took";
  EXPECT_EQ(Rows("SELECT " + names + " FROM textual ORDER BY id"),
            Rows("SELECT " + names + " FROM plain ORDER BY id"));
  EXPECT_EQ(Rows("SELECT count(*) FROM textual WHERE net = '10.0.0.1'"), "7\n");
}

TEST_F(PostgresLoad, TypesThatTheServerConvertsComeWhole) {
  Create(
      "CREATE TYPE mood AS ENUM ('a', 'b'); CREATE DOMAIN small AS int CHECK (VALUE < 1000);"
      "CREATE TABLE t (tiny int2, f float4, e mood, j json, jb jsonb, ts timestamptz(3), dt "
      "timestamp(0), u uuid, n numeric(5,2), c char(3), o oid, any_n numeric, big numeric(60,2), "
      "tm time, ds small)");
  const Schema schema{{"tiny", Int64()},   {"f", Float64()},   {"e", Utf8()},
                      {"j", Utf8()},       {"jb", Utf8()},     {"ts", TimestampUtc()},
                      {"dt", Timestamp()}, {"u", Utf8()},      {"n", Decimal128(9, 4)},
                      {"c", Utf8()},       {"o", Int64()},     {"any_n", Decimal128(38, 20)},
                      {"big", UInt64()},   {"tm", Duration()}, {"ds", Decimal128(9, 0)}};
  LoadRows(
      "table: t", schema,
      {{"-32768", "0.5", "b", "{\"a\": [1, \"\\u00e9\"]}", "{\"a\":1}", "2024-02-29T12:00:00.125Z",
        "2024-02-29T12:00:00", "{A0EEBC99-9c0b4ef8-bb6d-6bb9bd380a11}", "123.4500", "xy",
        "4294967295", "-1.00000000000000000001", "18446744073709551615", "24:00:00", "999"},
       {"null", "null", "null", "null", "null", "null", "null", "null", "null", "null", "null",
        "null", "null", "null", "null"}});
  EXPECT_EQ(Rows("SET TimeZone = 'UTC'; SELECT tiny, f, e, j, jb, ts, dt, u, n, c || '.', o, "
                 "any_n, big, tm, ds FROM t WHERE tiny < 0"),
            "-32768|0.5|b|{\"a\": [1, \"\\u00e9\"]}|{\"a\": 1}|2024-02-29 12:00:00.125+00|"
            "2024-02-29 12:00:00|a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11|123.45|xy.|4294967295|"
            "-1.00000000000000000001|18446744073709551615.00|24:00:00|999\n");
  EXPECT_EQ(Rows("SELECT count(*) FROM t WHERE num_nonnulls(tiny, f, e, j, jb, ts, dt, u, n, c, o, "
                 "any_n, big, tm, ds) = 0"),
            "1\n");
}

TEST_F(PostgresLoad, AppendAddsAndLeavesAMark) {
  Create(kPriceTable);
  LoadRows("table: prices", kPrices, {{"A", "2024-01-02", "1.5", "10"}});
  SetRun("other");
  LoadRows("table: prices", kPrices, {{"B", "2024-01-02", "2.5", "20"}});
  EXPECT_EQ(Rows("SELECT * FROM prices"), "A|2024-01-02|1.5000|10\nB|2024-01-02|2.5000|20\n");
  EXPECT_EQ(Rows("SELECT run_id, sink, target FROM etl_commits ORDER BY run_id"),
            "other|step|public.prices\ntestrun|step|public.prices\n");
}

TEST_F(PostgresLoad, ManyRowsInManyBatches) {
  Create(kPriceTable);
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
  EXPECT_EQ(Rows("SELECT count(*), sum(volume) FROM prices"), Format("{}|{}\n", 23 * 997, sum));
  EXPECT_EQ(host_.metrics["statements"], 12);
  // A staging table is frozen and has its indexes built after many statements, too.
  SetRun("two");
  Load("table: prices, mode: replace, batch_rows: 1500", kPrices, batches);
  EXPECT_EQ(Rows("SELECT count(*), sum(volume) FROM prices"), Format("{}|{}\n", 23 * 997, sum));
}

TEST_F(PostgresLoad, NoRowsAtAll) {
  Create(std::string(kPriceTable) + "; INSERT INTO prices VALUES ('A', '2024-01-02', 1, 1)");
  Load("table: prices", kPrices, {});
  Load(kUpsert, kPrices, {});
  ExpectMetrics(0, 0, 0);
  EXPECT_EQ(Rows("SELECT count(*) FROM prices"), "1\n");
  Load("table: prices, mode: replace", kPrices, {});
  EXPECT_EQ(Rows("SELECT count(*) FROM prices"), "0\n");
}

TEST_F(PostgresLoad, UpsertCountsWhatItChanges) {
  Create(kPriceTable);
  const std::vector<std::vector<std::string>> rows{{"A", "2024-01-02", "1.5", "10"},
                                                   {"A", "2024-01-03", "null", "20"},
                                                   {"B", "2024-01-02", "3", "null"}};
  LoadRows(kUpsert, kPrices, rows);
  ExpectMetrics(3, 0, 0);
  SetRun("run2");
  LoadRows(kUpsert, kPrices, rows);
  ExpectMetrics(0, 0, 3);
  SetRun("run3");
  LoadRows(kUpsert, kPrices,
           {{"A", "2024-01-02", "1.6", "10"},     // corrected
            {"A", "2024-01-03", "null", "20"},    // the same null
            {"B", "2024-01-02", "null", "null"},  // a value becomes null
            {"C", "2024-01-02", "9", "1"}});
  ExpectMetrics(1, 2, 1);
  EXPECT_EQ(Rows("SELECT * FROM prices ORDER BY symbol, date"),
            "A|2024-01-02|1.6000|10\nA|2024-01-03|null|20\nB|2024-01-02|null|null\n"
            "C|2024-01-02|9.0000|1\n");
  EXPECT_EQ(Leftovers(), "");
}

// The same counts as a comparison row by row gives, for random tables.
TEST_F(PostgresLoad, UpsertAgreesWithAComparisonRowByRow) {
  const Schema schema{{"k", Int32(), false}, {"v", Int32()}, {"w", Utf8()}};
  std::uint32_t random = 12345;
  const auto next = [&](std::uint32_t n) {
    return (random = random * 1664525 + 1013904223) / 7 % n;
  };
  Create(
      "CREATE COLLATION folded (provider = icu, locale = 'und-u-ks-level2', deterministic = "
      "false)");
  for (const std::string collation : {"\"C\"", "folded"}) {
    Create(
        "DROP TABLE IF EXISTS t; CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "
        "k int NOT NULL UNIQUE, v int, w varchar(9) COLLATE " +
        collation + ", extra int DEFAULT 5)");
    if (collation == "folded") Create("CREATE UNIQUE INDEX kv ON t (k, v)");
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
      SetRun("run" + std::to_string(run) + (collation == "folded" ? "f" : "c"));
      LoadRows("table: t, mode: upsert, key: [k]", schema, input);
      ExpectMetrics(inserted, updated, unchanged);
      std::string expected;
      for (const auto& [k, row] : table) expected += row[0] + "|" + row[1] + "|" + row[2] + "|5\n";
      EXPECT_EQ(Rows("SELECT k, v, w, extra FROM t ORDER BY k"), expected);
    }
  }
}

TEST_F(PostgresLoad, UpsertComparesTypesWithoutAComparison) {
  Create(
      "CREATE TABLE t (k int PRIMARY KEY, j json, p point, f float8, a int[]); INSERT INTO t "
      "VALUES (1, '{\"a\": 1}', '(1,2)', 'NaN', '{1}'), (2, '{}', '(1,2)', 1, '{1}')");
  const Schema schema{
      {"k", Int32(), false}, {"j", Utf8()}, {"p", Utf8()}, {"f", Float64()}, {"a", Utf8()}};
  LoadRows("table: t, mode: upsert, key: [k]", schema,
           {{"1", "{\"a\": 1}", "(1,2)", "NaN", "{1}"}, {"2", "{ }", "(1,2)", "1", "{1}"}});
  ExpectMetrics(0, 1, 1);
  EXPECT_EQ(Rows("SELECT j FROM t WHERE k = 2"), "{ }\n");
}

TEST_F(PostgresLoad, AKeyAloneCanBeUpserted) {
  Create("CREATE TABLE t (k int PRIMARY KEY); INSERT INTO t VALUES (1)");
  LoadRows("table: t, mode: upsert, key: [k]", {{"k", Int32(), false}}, {{"1"}, {"2"}});
  ExpectMetrics(1, 0, 1);
}

TEST_F(PostgresLoad, AKeyThatTheTableGenerates) {
  Create("CREATE TABLE t (k int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v int)");
  const Schema schema{{"k", Int32(), false}, {"v", Int32()}};
  LoadRows("table: t, mode: upsert, key: [k]", schema, {{"7", "1"}});
  SetRun("two");
  LoadRows("table: t, mode: upsert, key: [k]", schema, {{"7", "2"}, {"8", "1"}});
  EXPECT_EQ(Rows("SELECT * FROM t ORDER BY k"), "7|2\n8|1\n");
}

TEST_F(PostgresLoad, ColumnsGoByTheirNames) {
  Create(
      "CREATE TABLE \"odd Table\" (\"select\" int, \"a\"\"b\" int, c int NOT NULL DEFAULT 3, "
      "\"A\" int, a int)");
  for (const char* mode : {"append", "replace"}) {
    SetRun(mode);
    LoadRows(Format("table: odd Table, mode: {}, rename: {x: \"a\\\"b\", Select: select}",
                    std::string_view(mode)),
             {{"x", Int32()}, {"Select", Int32()}, {"a", Int32()}}, {{"1", "2", "4"}});
    EXPECT_EQ(Rows("SELECT * FROM \"odd Table\""), "2|1|3|null|4\n") << mode;
  }
}

TEST_F(PostgresLoad, CreatesATableWithTheKey) {
  for (const char* mode : {"append", "replace", "upsert"}) {
    Execute("DROP TABLE IF EXISTS prices");
    SetRun(mode);
    LoadRows(Format("table: prices, create: true, key: [symbol, date], rename: {date: day}, mode: "
                    "{}",
                    std::string_view(mode)),
             kPrices, {{"A", "2024-01-02", "1.5", "10"}});
    EXPECT_EQ(Rows("SELECT attname, format_type(atttypid, atttypmod), attnotnull FROM pg_attribute "
                   "WHERE attrelid = 'prices'::regclass AND attnum > 0 ORDER BY attnum"),
              "symbol|character varying(10)|t\nday|date|t\nclose_price|numeric(12,4)|f\n"
              "volume|bigint|f\n");
    EXPECT_EQ(Rows("SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = "
                   "'prices'::regclass"),
              "prices_pkey|PRIMARY KEY (symbol, day)\n");
    EXPECT_EQ(Rows("SELECT * FROM prices"), "A|2024-01-02|1.5000|10\n");
    EXPECT_THAT(host_.artifacts["application/sql"], HasSubstr("CREATE TABLE public.prices"));
    if (std::string_view(mode) == "upsert") ExpectMetrics(1, 0, 0);
  }
  EXPECT_EQ(Leftovers(), "");
}

// Created in the transaction of the rows: a run that fails leaves no table.
TEST_F(PostgresLoad, ATableIsCreatedWithItsRowsOrNotAtAll) {
  for (const char* mode : {"append", "replace", "upsert"}) {
    SinkRun run(host_, LoaderOptions(Format("table: prices, create: true, key: [symbol, date], "
                                            "mode: {}",
                                            std::string_view(mode))));
    run.Open(kPrices);
    run.Write(etl::testing::MakeBatch(kPrices, {{"A", "2024-01-02", "1.5", "10"}}));
    EXPECT_EQ(Rows("SELECT to_regclass('prices')"), "null\n") << mode;
    run.Prepare();
    EXPECT_EQ(Rows("SELECT to_regclass('prices')"), "null\n") << mode;
    run.Destroy();
    run.Settle(Decision::kAbort);
    EXPECT_EQ(Rows("SELECT to_regclass('prices')"), "null\n") << mode;
    EXPECT_EQ(Leftovers(), "");
  }
}

TEST_F(PostgresLoad, AnotherSchema) {
  Execute("DROP SCHEMA IF EXISTS other CASCADE; CREATE SCHEMA other AUTHORIZATION loader");
  Create("CREATE TABLE other.t (id int PRIMARY KEY)");
  for (const char* mode : {"append", "replace", "upsert"}) {
    Execute("DELETE FROM other.t");
    SetRun(mode);
    LoadRows(Format("table: other.t, key: [id], mode: {}", std::string_view(mode)),
             {{"id", Int32(), false}}, {{"7"}});
    EXPECT_EQ(Rows("SELECT * FROM other.t"), "7\n") << mode;
  }
  EXPECT_EQ(Rows("SELECT count(*) FROM other.etl_commits"), "1\n");
}

TEST_F(PostgresLoad, LongNamesAreNotCut) {
  const std::string ascii(63, 'n');
  std::string wide;
  for (int i = 0; i < 31; ++i) wide += "é";
  for (const std::string& name : {ascii, wide}) {
    Create("CREATE TABLE \"" + name + "\" (id int PRIMARY KEY)");
    for (const char* mode : {"replace", "upsert"}) {
      SetRun(std::string("20261125T023353-") + mode);
      LoadRows(Format("table: {}, key: [id], mode: {}", name, std::string_view(mode)),
               {{"id", Int32(), false}}, {{"7"}});
      EXPECT_EQ(Rows("SELECT * FROM \"" + name + "\""), "7\n") << mode;
    }
  }
  EXPECT_EQ(Leftovers(), "");
}

}  // namespace
}  // namespace etl::postgres
