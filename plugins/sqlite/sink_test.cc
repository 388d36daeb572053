// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/sink.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/mount.h>

#include <filesystem>
#include <limits>
#include <map>

#include "etl/temporal.h"
#include "etl/testing/harness.h"
#include "plugins/sqlite/source.h"

namespace etl::sqlite {
namespace {

using etl::testing::Failure;
using etl::testing::Host;
using etl::testing::MakeBatch;
using ::testing::AllOf;
using ::testing::HasSubstr;
using TextRows = std::vector<std::vector<std::string>>;

const Schema kPrices{{"symbol", Utf8(), false, 10},
                     {"date", Date32(), false},
                     {"close_price", Decimal128(12, 4)},
                     {"volume", Int64()}};
constexpr const char* kPriceTable =
    "CREATE TABLE prices (symbol VARCHAR(10) NOT NULL, date DATE NOT NULL, close_price "
    "DECIMAL(12,4), volume BIGINT, PRIMARY KEY (symbol, date))";
constexpr const char* kUpsert = "table: prices, mode: upsert, key: [symbol, date]";

class SqliteSinkTest : public ::testing::Test {
 protected:
  SqliteSinkTest() {
    std::string name = (std::filesystem::temp_directory_path() / "etl_sqlite_XXXXXX").string();
    folder_ = mkdtemp(name.data());
    path_ = folder_ / "test.db";
    Execute("PRAGMA user_version = 1");
  }
  ~SqliteSinkTest() override { std::filesystem::remove_all(folder_); }

  // What a statement gives, values separated by '|', a line a row.
  std::string Execute(const std::string& sql) const {
    sqlite3* db = nullptr;
    char* error = nullptr;
    std::string out;
    sqlite3_open(path_.c_str(), &db);
    const auto collect = [](void* text, int count, char** values, char**) {
      for (int i = 0; i < count; ++i)
        *static_cast<std::string*>(text) +=
            std::string(i > 0 ? "|" : "") + (values[i] ? values[i] : "null");
      *static_cast<std::string*>(text) += "\n";
      return 0;
    };
    const int code = sqlite3_exec(db, sql.c_str(), collect, &out, &error);
    EXPECT_EQ(code, SQLITE_OK) << (error ? error : "");
    sqlite3_free(error);
    sqlite3_close(db);
    return out;
  }
  std::string Options(const std::string& rest) const {
    return "{connection: {url: \"sqlite:" + path_.string() + "\", busy_timeout: 200}, " + rest +
           "}";
  }
  static const etl_component& table() { return etl::testing::TableOf<SqliteSink>(); }

  // Opens, writes and prepares; then decides, or with nullopt lets go.
  std::string Run(const std::string& rest, const Schema& schema,
                  const std::vector<RecordBatch>& batches, std::optional<Decision> decision) {
    const etl_node* node = host_.Options(Options(rest));
    const bool is_volatile =
        rest.find("mode: replace") == std::string::npos && rest.find("upsert") == std::string::npos;
    etl::detail::TextOut token;
    {
      etl::testing::InstanceOf<SqliteSink> instance(host_, node, nullptr);
      ArrowSchema exported;
      ExportSchema(schema, &exported);
      const int status = table().open_sink(instance.get(), &exported);
      exported.release(&exported);
      host_.Check(status);
      for (const RecordBatch& batch : batches) {
        ArrowArray array;
        ExportBatch(batch, &array);
        host_.Check(table().write(instance.get(), &array));
      }
      host_.Check(table().prepare(instance.get(), token.get()));
      if (is_volatile && decision == Decision::kCommit) host_.Check(table().commit(instance.get()));
    }
    const std::string text = token.take();
    if (decision && !(is_volatile && decision == Decision::kCommit)) Settle(rest, text, *decision);
    return text;
  }
  void Settle(const std::string& rest, const std::string& token, Decision decision) {
    host_.Check(table().settle(&table(), host_.get(), host_.Options(Options(rest)),
                               etl::detail::ToStr(token), static_cast<std::uint32_t>(decision)));
  }
  bool Committed(const std::string& rest, const std::string& token) {
    std::int32_t out = -1;
    host_.Check(table().committed(&table(), host_.get(), host_.Options(Options(rest)),
                                  etl::detail::ToStr(token), &out));
    return out == 1;
  }
  void Load(const std::string& rest, const Schema& schema, const TextRows& rows) {
    Run(rest, schema, {MakeBatch(schema, rows)}, Decision::kCommit);
  }
  Failure LoadFailure(const std::string& rest, const Schema& schema, const TextRows& rows) {
    try {
      Load(rest, schema, rows);
    } catch (const Failure& failure) {
      return failure;
    }
    ADD_FAILURE() << "nothing failed";
    return {0, ""};
  }
  std::string Leftovers() const {
    return Execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE '%!_!_%' ESCAPE '!'");
  }
  void ExpectMetrics(std::int64_t inserted, std::int64_t updated, std::int64_t unchanged) {
    EXPECT_EQ(host_.metrics["rows_inserted"], inserted);
    EXPECT_EQ(host_.metrics["rows_updated"], updated);
    EXPECT_EQ(host_.metrics["rows_unchanged"], unchanged);
    host_.metrics.clear();
  }

  Host host_;
  std::filesystem::path folder_, path_;
};

TEST_F(SqliteSinkTest, EveryTypeReadsBackAsItWas) {
  const Schema schema{{"id", Int32(), false},  {"b", Bool()},       {"i", Int64()},
                      {"u", UInt64()},         {"f", Float64()},    {"d", Decimal128(15, 4)},
                      {"s", Utf8(), true, 40}, {"t", Utf8()},       {"x", Binary()},
                      {"day", Date32()},       {"at", Timestamp()}, {"utc", TimestampUtc()},
                      {"took", Duration()}};
  RecordBatchBuilder builder(schema);
  const std::string nul("a\0b", 3), bytes("\x00\xff\\'", 4);
  const std::int64_t integers[] = {0, std::numeric_limits<std::int64_t>::max(),
                                   std::numeric_limits<std::int64_t>::min(), -1};
  const double reals[] = {0, 1e300, 5e-324, -0.1};
  const std::string texts[] = {"", nul, "\\N '\" \n \xF0\x9F\x90\x88", "123"};
  const char* days[] = {"1970-01-01", "9999-12-31", "0001-01-01", "2024-02-29"};
  for (int i = 0; i < 4; ++i) {
    builder.column(0).AppendInt32(i);
    builder.column(1).AppendBool(i % 2 == 0);
    builder.column(2).AppendInt64(integers[i]);
    builder.column(3).AppendUInt64(
        static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
    builder.column(4).AppendFloat64(reals[i]);
    builder.column(5).AppendDecimal(i == 0 ? 0 : i % 2 ? -999'999'999'999'999 : 12'345);
    builder.column(6).AppendText(texts[i]);
    builder.column(7).AppendText(texts[i] + texts[i]);
    builder.column(8).AppendText(i == 0 ? "" : bytes);
    builder.column(9).AppendInt32(ParseDate(days[i]).value());
    const std::int64_t at = ParseTimestamp(std::string(days[i]) + " 12:00:00.000001").value();
    builder.column(10).AppendInt64(at);
    builder.column(11).AppendInt64(at);
    builder.column(12).AppendInt64(ParseDuration(i % 2 ? "-100:00:00.5" : "00:00:01").value());
  }
  builder.column(0).AppendInt32(4);
  for (int i = 1; i < schema.size(); ++i) builder.column(i).AppendNull();
  const RecordBatch batch = builder.Finish();
  etl::testing::Rows expected;
  expected.Add(batch);
  for (const char* mode : {"append", "replace", "upsert"}) {
    Execute("DROP TABLE IF EXISTS t");
    host_.get()->run_id = etl::detail::ToStr(mode);
    Run(Format("table: t, create: true, key: [id], mode: {}", std::string_view(mode)), schema,
        {batch}, Decision::kCommit);
    EXPECT_EQ(
        etl::testing::ReadSource<SqliteSource>(
            host_, Options("table: t, schema: {id: int, b: bool, i: bigint, u: ubigint, "
                           "f: double, d: \"decimal(15,4)\", s: \"varchar(40)\", t: string, "
                           "x: binary, day: date, at: timestamp, utc: timestamptz, took: time}"))
            .text,
        expected.text)
        << mode;
  }
  EXPECT_EQ(Leftovers(), "");
}

TEST_F(SqliteSinkTest, AppendIsVisibleOnlyAfterItsCommitAndLeavesAMark) {
  Execute(kPriceTable);
  const TextRows rows{{"A", "2024-01-02", "1.5", "10"}};
  const std::string dropped =
      Run("table: prices", kPrices, {MakeBatch(kPrices, rows)}, std::nullopt);
  EXPECT_EQ(Execute("SELECT count(*) FROM prices"), "0\n");
  EXPECT_FALSE(Committed("table: prices", dropped));
  const std::string token =
      Run("table: prices", kPrices, {MakeBatch(kPrices, rows)}, Decision::kCommit);
  EXPECT_EQ(Execute("SELECT * FROM prices"), "A|2024-01-02|1.5|10\n");
  EXPECT_TRUE(Committed("table: prices", token));
  EXPECT_EQ(Execute("SELECT run_id, sink, target FROM etl_commits"), "testrun|step|prices\n");
}

TEST_F(SqliteSinkTest, UpsertCountsWhatItChanges) {
  Execute(kPriceTable);
  const TextRows rows{{"A", "2024-01-02", "1.5", "10"},
                      {"A", "2024-01-03", "null", "20"},
                      {"B", "2024-01-02", "3", "null"}};
  Load(kUpsert, kPrices, rows);
  ExpectMetrics(3, 0, 0);
  Load(kUpsert, kPrices, rows);
  ExpectMetrics(0, 0, 3);
  Load(kUpsert, kPrices,
       {{"A", "2024-01-02", "1.6", "10"},
        {"A", "2024-01-03", "null", "20"},
        {"B", "2024-01-02", "null", "null"},
        {"C", "2024-01-02", "9", "1"}});
  ExpectMetrics(1, 2, 1);
  EXPECT_EQ(
      Execute("SELECT * FROM prices ORDER BY 1, 2"),
      "A|2024-01-02|1.6|10\nA|2024-01-03|null|20\nB|2024-01-02|null|null\nC|2024-01-02|9|1\n");
  EXPECT_EQ(Leftovers(), "");
}

TEST_F(SqliteSinkTest, UpsertAgreesWithAComparisonRowByRow) {
  const Schema schema{{"k", Int32(), false}, {"v", Int32()}, {"w", Utf8()}};
  Execute(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, k INT NOT NULL UNIQUE, v INT, w TEXT COLLATE "
      "NOCASE, extra INT DEFAULT 5)");
  std::uint32_t random = 4242;
  const auto next = [&](std::uint32_t n) {
    return (random = random * 1664525 + 1013904223) / 7 % n;
  };
  std::map<int, std::vector<std::string>> table;
  for (int run = 0; run < 8; ++run) {
    std::map<int, std::vector<std::string>> rows;
    for (int i = 0; i < 40; ++i) {
      const int k = static_cast<int>(next(80));
      rows[k] = {std::to_string(k), next(4) == 0 ? "null" : std::to_string(next(3)),
                 next(4) == 0 ? "null"
                 : next(2)    ? "x"
                              : "X"};
    }
    std::int64_t inserted = 0, updated = 0, unchanged = 0;
    TextRows input;
    for (const auto& [k, row] : rows) {
      input.push_back(row);
      const auto found = table.find(k);
      ++(found == table.end() ? inserted : found->second == row ? unchanged : updated);
      table[k] = row;
    }
    Load("table: t, mode: upsert, key: [k]", schema, input);
    ExpectMetrics(inserted, updated, unchanged);
    std::string expected;
    for (const auto& [k, row] : table) expected += row[0] + "|" + row[1] + "|" + row[2] + "|5\n";
    EXPECT_EQ(Execute("SELECT k, v, w, extra FROM t ORDER BY k"), expected);
  }
}

TEST_F(SqliteSinkTest, ReplaceKeepsTheTableItself) {
  Execute(std::string(kPriceTable) +
          "; CREATE INDEX by_date ON prices (date); CREATE VIEW v AS "
          "SELECT * FROM prices; INSERT INTO prices VALUES ('OLD', '2024-01-02', 1, 1)");
  const std::string before = Execute("SELECT * FROM sqlite_schema");
  const std::string rest = "table: prices, mode: replace";
  const std::string token =
      Run(rest, kPrices, {MakeBatch(kPrices, {{"A", "2024-01-02", "1.5", "10"}})}, std::nullopt);
  EXPECT_EQ(Execute("SELECT symbol FROM prices"), "OLD\n");
  Settle(rest, token, Decision::kCommit);
  Settle(rest, token, Decision::kCommit);
  EXPECT_EQ(Execute("SELECT * FROM prices"), "A|2024-01-02|1.5|10\n");
  EXPECT_EQ(Execute("SELECT * FROM sqlite_schema"), before);
}

TEST_F(SqliteSinkTest, TheStagingTableIsClaimedAndRemoved) {
  Execute(kPriceTable);
  const std::string token = Run(kUpsert, kPrices, {}, std::nullopt);
  EXPECT_EQ(Leftovers(), "prices__etl_testrun\n");
  ASSERT_EQ(host_.claims.size(), 1u);
  EXPECT_EQ(host_.claims[0], token);
  Settle(kUpsert, token, Decision::kAbort);
  Settle(kUpsert, token, Decision::kAbort);
  EXPECT_EQ(Leftovers(), "");
}

TEST_F(SqliteSinkTest, RefusesWhatTheTableCannotHold) {
  Execute(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR(5), amount DECIMAL(5,2) NOT NULL, "
      "u BIGINT UNSIGNED, j NUMERIC, CHECK (id < 100)); INSERT INTO t VALUES (1, 'a', 1, 1, 1)");
  const Schema schema{{"id", Int64()},
                      {"name", Utf8()},
                      {"amount", Decimal128(20, 3)},
                      {"u", UInt64()},
                      {"j", Utf8()}};
  const std::vector<std::string> good{"2", "b", "1", "1", "x"};
  const std::vector<std::pair<std::vector<std::string>, std::string>> bad{
      {{"3", "sixsix", "1", "1", "x"}, "the value has 6"},
      {{"3", "b", "1.005", "1", "x"}, "which would round"},
      {{"3", "b", "null", "1", "x"}, "cannot be"},
      {{"3", "b", "9999999999999999", "1", "x"}, "keeps 15 digits"},
      {{"3", "b", "1", "18446744073709551615", "x"}, "keeps integers up to"},
      {{"3", "b", "1", "1", "007"}, "begins as a number"}};
  for (const auto& [row, message] : bad) {
    for (const char* mode : {"append", "replace", "upsert"}) {
      const Failure failure = LoadFailure(
          Format("table: t, key: [id], mode: {}", std::string_view(mode)), schema, {good, row});
      EXPECT_EQ(failure.status, ETL_DATA_ERROR);
      EXPECT_THAT(failure.what(), HasSubstr(message));
      EXPECT_EQ(failure.row, 1);
    }
  }
  // Rules of the table are kept before the run is decided.
  for (const char* mode : {"append", "replace", "upsert"}) {
    const Failure failure =
        LoadFailure(Format("table: t, key: [id], mode: {}", std::string_view(mode)), schema,
                    {good, {"100", "b", "1", "1", "x"}});
    EXPECT_EQ(failure.status, ETL_DATA_ERROR);
    EXPECT_THAT(failure.what(), HasSubstr("CHECK constraint failed"));
  }
  for (const char* mode : {"replace", "upsert"}) {
    const Failure failure = LoadFailure(
        Format("table: t, key: [id], mode: {}", std::string_view(mode)), schema, {good, good});
    EXPECT_EQ(failure.status, ETL_DATA_ERROR);
    EXPECT_THAT(failure.what(), HasSubstr("two rows have the same key (id): '2'"));
    EXPECT_EQ(failure.row, 1);
  }
  EXPECT_EQ(Execute("SELECT id FROM t"), "1\n");
  EXPECT_EQ(Leftovers(), "");
}

TEST_F(SqliteSinkTest, TablesThatCannotBeLoaded) {
  Execute(kPriceTable);
  Failure failure = LoadFailure("table: absent", kPrices, {});
  EXPECT_EQ(failure.status, ETL_CONFIG_ERROR);
  EXPECT_THAT(failure.hint, AllOf(HasSubstr("create: true"), HasSubstr("CREATE TABLE absent (")));
  failure = LoadFailure("table: prices, mode: upsert, key: [symbol]", kPrices, {});
  EXPECT_THAT(failure.hint, HasSubstr("CREATE UNIQUE INDEX etl_key ON prices (symbol)"));
  failure = LoadFailure("table: prices", {{"symbol", Int32()}, {"dat", Date32()}}, {});
  EXPECT_THAT(failure.what(), AllOf(HasSubstr("'symbol' is int"), HasSubstr("did you mean 'date'?"),
                                    HasSubstr("nothing arrives for its column 'date'")));
  std::filesystem::remove(path_);
  failure = LoadFailure("table: prices", kPrices, {});
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("no such database file"));
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(SqliteSinkTest, ALockedFileIsAnErrorAfterAWhile) {
  Execute(kPriceTable);
  sqlite3* holder = nullptr;
  sqlite3_open(path_.c_str(), &holder);
  sqlite3_exec(holder, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
  const Failure failure = LoadFailure("table: prices", kPrices, {{"A", "2024-01-02", "1.5", "10"}});
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("locked"));
  EXPECT_THAT(failure.hint, HasSubstr("busy_timeout"));
  sqlite3_close(holder);
}

// Nobody keeps a transaction open while the other one waits for rows.
TEST_F(SqliteSinkTest, SeveralSinksStageIntoOneFile) {
  const std::string rest = "mode: replace, create: true, key: [id], table: ";
  const Schema schema{{"id", Int64(), false}};
  const auto open = [&](const char* name) {
    auto instance = std::make_unique<etl::testing::InstanceOf<SqliteSink>>(
        host_, host_.Options(Options(rest + name)), nullptr);
    ArrowSchema exported;
    ExportSchema(schema, &exported);
    const int status = table().open_sink(instance->get(), &exported);
    exported.release(&exported);
    host_.Check(status);
    return instance;
  };
  const auto a = open("a"), b = open("b");
  for (int i = 0; i < 40; ++i)
    for (const auto* instance : {&a, &b}) {
      ArrowArray array;
      ExportBatch(MakeBatch(schema, {{std::to_string(i)}}), &array);
      host_.Check(table().write((*instance)->get(), &array));
    }
  std::vector<std::string> tokens;
  for (const auto* instance : {&a, &b}) {
    etl::detail::TextOut token;
    host_.Check(table().prepare((*instance)->get(), token.get()));
    tokens.push_back(token.take());
  }
  Settle(rest + "a", tokens[0], Decision::kCommit);
  Settle(rest + "b", tokens[1], Decision::kCommit);
  EXPECT_EQ(Execute("SELECT (SELECT count(*) FROM a), (SELECT count(*) FROM b)"), "40|40\n");
}

// A file system of its own for a database, with so little room that it fills up.
class SmallDisk {
 public:
  explicit SmallDisk(const std::filesystem::path& folder) : folder_(folder) {
    std::filesystem::create_directory(folder_);
    mounted_ = mount("tmpfs", folder_.c_str(), "tmpfs", 0, "size=512k") == 0;
  }
  SmallDisk(const SmallDisk&) = delete;
  ~SmallDisk() {
    if (mounted_) umount(folder_.c_str());
  }
  bool mounted() const { return mounted_; }
  bool MakeReadOnly() const {
    return mount("tmpfs", folder_.c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, "") == 0;
  }

 private:
  std::filesystem::path folder_;
  bool mounted_ = false;
};

TEST_F(SqliteSinkTest, ADiskThatIsFull) {
  const std::filesystem::path home = path_;
  const SmallDisk disk(folder_ / "disk");
  if (!disk.mounted()) GTEST_SKIP() << "only root may mount a small disk";
  path_ = folder_ / "disk/test.db";
  Execute("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO t VALUES (1, 'old')");
  const Schema schema{{"id", Int64(), false}, {"name", Utf8()}};
  TextRows rows;
  for (int i = 2; i < 2000; ++i) rows.push_back({std::to_string(i), std::string(1000, 'x')});
  for (const char* mode : {"append", "replace", "upsert"}) {
    const Failure failure =
        LoadFailure(Format("table: t, key: [id], mode: {}", std::string_view(mode)), schema, rows);
    EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR) << mode << ": " << failure.what();
    EXPECT_THAT(failure.what(), HasSubstr("database or disk is full")) << mode;
    EXPECT_THAT(failure.hint,
                HasSubstr(std::string_view(mode) == "append" ? "a full disk" : "make room"))
        << mode;
    EXPECT_EQ(Execute("SELECT * FROM t"), "1|old\n") << mode;
    EXPECT_EQ(Execute("SELECT count(*) FROM sqlite_schema WHERE name LIKE '%\\_\\_%' ESCAPE '\\'"),
              "0\n")
        << mode;
  }
  path_ = home;
}

TEST_F(SqliteSinkTest, ADiskThatIsReadOnly) {
  const std::filesystem::path home = path_;
  const SmallDisk disk(folder_ / "disk");
  if (!disk.mounted()) GTEST_SKIP() << "only root may mount a small disk";
  path_ = folder_ / "disk/test.db";
  Execute("CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1)");
  ASSERT_TRUE(disk.MakeReadOnly());
  for (const char* mode : {"append", "replace", "upsert"}) {
    const Failure failure =
        LoadFailure(Format("table: t, key: [id], mode: {}", std::string_view(mode)),
                    {{"id", Int64(), false}}, {{"2"}});
    EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR) << mode << ": " << failure.what();
    EXPECT_THAT(failure.what(), HasSubstr("readonly database")) << mode;
    EXPECT_THAT(failure.hint, HasSubstr("read-only")) << mode;
    EXPECT_EQ(Execute("SELECT * FROM t"), "1\n");
  }
  path_ = home;
}

}  // namespace
}  // namespace etl::sqlite
