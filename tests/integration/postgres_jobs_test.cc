// SPDX-License-Identifier: Apache-2.0
// The jobs of the demonstration and incremental sources on a PostgreSQL of their own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "tests/support/postgres/private_postgres.h"
#include "tests/support/process/program.h"
#include "tests/support/process/temp_dir.h"

namespace etl::integration {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class PostgresJobs : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    database_ = std::make_unique<postgres_server::PrivatePostgres>();
    database_->Execute("CREATE USER app PASSWORD 'pass'");
  }
  static void TearDownTestSuite() { database_.reset(); }

  PostgresJobs() {
    database_->Execute(
        "DROP SCHEMA IF EXISTS site, market CASCADE; CREATE SCHEMA site AUTHORIZATION app; CREATE "
        "SCHEMA market AUTHORIZATION app");
    options_.cwd = directory_.path();
    options_.env = {{"CLINIC_POSTGRES_URL", Url()}, {"STOCKS_POSTGRES_URL", Url()}};
  }

  static std::string Pipelines(const std::string& name) {
    return std::string(ETL_SOURCE_DIR) + "/pipelines/" + name;
  }
  static std::string Url() {
    return "postgres://app:pass@127.0.0.1:" + std::to_string(database_->port()) + "/test";
  }
  // As `datasets/demo/clinic.sql` says, in PostgreSQL's words.
  static void LoadClinic() {
    std::string sql = process::ReadFile(Pipelines("datasets/demo/clinic.sql"));
    for (std::size_t at; (at = sql.find("DATETIME")) != std::string::npos;)
      sql.replace(at, 8, "timestamp");
    database_->Execute("SET ROLE app; SET search_path = site; " + sql);
  }
  process::ProgramResult Run(const std::string& pipeline, const std::vector<std::string>& more,
                             process::Arguments program = {ETL_PROGRAM}) {
    program.insert(program.end(), {"run", pipeline});
    program.insert(program.end(), more.begin(), more.end());
    return process::RunProgram(program, options_);
  }
  std::string Cats(const std::string& pipeline, const std::string& dataset) {
    const process::ProgramResult result =
        Run(Pipelines(pipeline),
            {"--dataset", Pipelines("datasets/" + dataset), "-p", "clinic=Happy Paws"});
    EXPECT_EQ(result.exit_code, 0) << result.Describe();
    return directory_.Read("out/clinic_cats.json");
  }
  process::ProgramResult LoadStocks(const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{"--dataset", Pipelines("datasets/stocks_postgres.yaml")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run(Pipelines("stocks_load.yaml"), arguments,
               {ETL_DEMO_PROGRAM, "--data", Pipelines("datasets/demo"), "--", ETL_PROGRAM});
  }
  static std::string Rows(const std::string& sql) {
    std::string out;
    for (const postgres_server::Row& row : database_->Query(sql)) {
      for (std::size_t i = 0; i < row.size(); ++i)
        out += (i > 0 ? "|" : "") + row[i].value_or("null");
      out += "\n";
    }
    return out;
  }

  static inline std::unique_ptr<postgres_server::PrivatePostgres> database_;
  process::TempDir directory_;
  process::ProgramOptions options_;
};

TEST_F(PostgresJobs, ListTheSameCatsAsInAFile) {
  LoadClinic();
  const std::string expected = Cats("clinic_cats.yaml", "clinic_demo.yaml");
  EXPECT_THAT(expected, HasSubstr("Žofie"));
  EXPECT_EQ(Cats("clinic_cats.yaml", "clinic_postgres.yaml"), expected);
}

// The same seed makes the same site in every database.
TEST_F(PostgresJobs, ListTheSameCatsOfASiteThatWasMadeUp) {
  database_->Execute("ALTER ROLE app SET search_path = site");
  std::vector<std::string> lists;
  for (const std::string& url : {std::string("sqlite:clinic.db"), Url()}) {
    for (int i = 0; i < 2; ++i) {  // the second replaces what the first has created
      const process::ProgramResult made =
          Run(Pipelines("generate/clinic_database.yaml"), {"-p", "db_url=" + url});
      ASSERT_EQ(made.exit_code, 0) << made.Describe();
    }
    const process::ProgramResult listed = Run(
        Pipelines("clinic_cats.yaml"), {"-p", "db_url=" + url, "-p", "clinic=Fox Cat Clinic 1"});
    ASSERT_EQ(listed.exit_code, 0) << listed.Describe();
    lists.push_back(directory_.Read("out/clinic_cats.json"));
  }
  database_->Execute("ALTER ROLE app RESET search_path");
  EXPECT_THAT(lists[0], HasSubstr("owner_name"));
  EXPECT_EQ(lists[0], lists[1]);
}

TEST_F(PostgresJobs, NeverAskOncePerRow) {
  LoadClinic();
  database_->Execute(
      "INSERT INTO site.cats SELECT g, 'cat ' || g, 'owner', NULL FROM generate_series(1000, 4499) "
      "g; INSERT INTO site.appointments SELECT g, 5, g, '2023-01-01', NULL FROM "
      "generate_series(1000, 4499) g");
  const process::ProgramResult result =
      Run(Pipelines("clinic_cats.yaml"), {"--dataset", Pipelines("datasets/clinic_postgres.yaml"),
                                          "-p", "clinic=Happy Paws", "--profile"});
  ASSERT_EQ(result.exit_code, 0) << result.Describe();
  EXPECT_THAT(result.err, HasSubstr("cats             3,504 rows, bytes"));
  EXPECT_THAT(result.err, HasSubstr("keys 3,505, queries 4"));
  EXPECT_THAT(result.err, HasSubstr("WHERE id = ANY (1000 keys)"));
}

TEST_F(PostgresJobs, LoadStocksAgainAndAgain) {
  process::ProgramResult result = LoadStocks();
  ASSERT_EQ(result.exit_code, 0) << result.Describe();
  EXPECT_THAT(result.err, HasSubstr("rows inserted 20, rows unchanged 0, rows updated 0"));
  const std::string all = "SELECT * FROM market.daily_prices ORDER BY symbol, traded_on";
  const std::string loaded = Rows(all);
  EXPECT_THAT(loaded, HasSubstr("IBM|2023-06-02|"));
  result = LoadStocks();
  EXPECT_THAT(result.err, HasSubstr("rows inserted 0, rows unchanged 20, rows updated 0"));
  // A price that was wrong is corrected, and a day that was missed is there.
  database_->Execute(
      "UPDATE market.daily_prices SET open_price = 1 WHERE symbol = 'IBM' AND traded_on = "
      "'2023-06-02'; DELETE FROM market.daily_prices WHERE traded_on = '2023-06-01'");
  result = LoadStocks();
  EXPECT_THAT(result.err, HasSubstr("rows inserted 2, rows unchanged 17, rows updated 1"));
  EXPECT_EQ(Rows(all), loaded);
  // A load that fails changes nothing.
  result = LoadStocks({"-p", "symbols=IBM,NONE", "-p", "as_of=2023-05-26"});
  EXPECT_EQ(result.exit_code, 1) << result.Describe();
  EXPECT_EQ(Rows(all), loaded);
  EXPECT_EQ(Rows("SELECT count(*) FROM pg_class WHERE relname LIKE '%\\_\\_%' AND relnamespace = "
                 "'market'::regnamespace"),
            "0\n");
}

TEST_F(PostgresJobs, AverageWhatWasLoaded) {
  ASSERT_EQ(LoadStocks().exit_code, 0);
  const process::ProgramResult result = Run(
      Pipelines("stocks_statistics.yaml"),
      {"--dataset", Pipelines("datasets/stocks_statistics_postgres.yaml"), "-p", "symbols=IBM"});
  ASSERT_EQ(result.exit_code, 0) << result.Describe();
  const std::string statistics = directory_.Read("out/stocks_statistics.json");
  EXPECT_THAT(statistics, HasSubstr("\"average_daily_open_price\": 104.06"));
  EXPECT_THAT(statistics, testing::Not(HasSubstr("AAPL")));
}

// What is news by each type of cursor, and what of it the server is asked for.
TEST_F(PostgresJobs, ReadOnlyWhatIsNew) {
  struct Cursor {
    const char *sql_type, *type, *old_value, *new_value, *condition;
  };
  for (const Cursor& cursor : std::vector<Cursor>{
           {"int8", "bigint", "12", "13", "WHERE at > 12"},
           {"date", "date", "2023-06-01", "2023-06-02", "WHERE at > DATE'2023-06-01'"},
           {"numeric(9,2)", "decimal(9,2)", "1.50", "1.51", "WHERE at > 1.5"},
           {"timestamp", "timestamp", "2023-06-01 10:00:00.5", "2023-06-01 10:00:00.500001",
            "WHERE at >= DATE'2023-06-01'"},
           {"timestamptz", "timestamptz", "2023-06-01 10:00:00.5+00",
            "2023-06-01 10:00:00.500001+00", "WHERE at >= DATE'2023-05-31'"},
           {"text COLLATE \"C\"", "string", "b", "bb", "WHERE at > 'b'"},
           {"text", "string", "b", "bb", "FROM site.visit"}}) {
    directory_.Write("news.yaml",
                     std::string("version: 1\nname: news\nparams:\n  db_url: {type: string}\n"
                                 "connections:\n  db: {url: \"${db_url}\"}\nsources:\n  visit:\n"
                                 "    connection: db\n    table: site.visit\n"
                                 "    incremental: {cursor: at}\n    schema: {id: bigint, at: \"") +
                         cursor.type +
                         "\"}\nsinks:\n  out: {use: csv, from: visit, path: out.csv}\n");
    database_->Execute(
        std::string("DROP TABLE IF EXISTS site.visit; CREATE TABLE site.visit (id int "
                    "PRIMARY KEY, at ") +
        cursor.sql_type + "); INSERT INTO site.visit VALUES (1, '" + cursor.old_value +
        "'), (2, NULL); GRANT SELECT ON site.visit TO app");
    const std::vector<std::string> more{"-p", "db_url=" + Url(), "--profile"};
    process::ProgramResult result = Run("news.yaml", more);
    ASSERT_EQ(result.exit_code, 0) << result.Describe();
    database_->Execute(std::string("INSERT INTO site.visit VALUES (3, '") + cursor.new_value +
                       "'), (4, '" + cursor.old_value + "')");
    result = Run("news.yaml", more);
    ASSERT_EQ(result.exit_code, 0) << result.Describe();
    EXPECT_THAT(result.err, HasSubstr(cursor.condition)) << cursor.sql_type;
    EXPECT_THAT(directory_.Read("out.csv"), testing::MatchesRegex("id,at\n3,[^\n]*\n"))
        << cursor.sql_type;
    result = Run("news.yaml", more);
    EXPECT_EQ(directory_.Read("out.csv"), "id,at\n") << "there is no more";
    std::filesystem::remove_all(directory_.path() / ".etl");
  }
}

class PostgresValidate : public PostgresJobs {
 protected:
  PostgresValidate() {
    database_->Execute(
        "CREATE TABLE market.price (id int PRIMARY KEY, name text); GRANT SELECT, INSERT ON "
        "market.price TO app; CREATE TABLE market.owner (id int PRIMARY KEY, owner text); GRANT "
        "SELECT "
        "ON market.owner TO app; CREATE TABLE market.hidden (id int PRIMARY KEY)");
    directory_.Write("in.csv", "id,name\n1,a\n");
  }
  process::ProgramResult Validate(const std::string& read, const std::string& sink,
                                  const std::string& url = Url()) {
    directory_.Write("p.yaml",
                     "version: 1\nname: p\n"
                     "connections:\n  db: {url: \"" +
                         url +
                         "\"}\n"
                         "sources:\n  rows:\n    use: csv\n    path: in.csv\n    schema: {id: "
                         "int, name: string}\n"
                         "transforms:\n  found:\n    use: lookup\n    connection: db\n"
                         "    from: rows\n    " +
                         read + "\nsinks:\n  out:\n    connection: db\n    from: rows\n    " +
                         sink + "\n  kept: {use: json, from: found, path: kept.json}\n");
    process::Arguments program{ETL_PROGRAM, "validate", "--connect", "p.yaml"};
    return process::RunProgram(program, options_);
  }
};

TEST_F(PostgresValidate, LooksAtLookupsAndSinks) {
  const std::string lookup =
      "table: market.owner\n    schema: {id: int, owner: string}\n    keys: [id]";
  const auto good = Validate(lookup, "table: market.news\n    create: true");
  EXPECT_EQ(good.exit_code, 0) << good.Describe();
  EXPECT_THAT(good.out, HasSubstr("table 'market.news' is not there and will be created"));
  EXPECT_THAT(good.out, Not(HasSubstr("unchecked")));
  EXPECT_EQ(Rows("SELECT to_regclass('market.news') IS NULL"), "t\n");
  const auto there = Validate(lookup, "table: market.price");
  EXPECT_EQ(there.exit_code, 0) << there.Describe();
  EXPECT_THAT(there.out, HasSubstr("table 'market.price' is there and takes 2 columns"));

  const auto fails = [&](const std::string& read, const std::string& sink, int code) {
    const auto result = Validate(read, sink);
    EXPECT_EQ(result.exit_code, code) << result.Describe();
    return result.err;
  };
  EXPECT_THAT(fails(lookup, "table: market.pricee", 2), HasSubstr("has no table"));
  EXPECT_THAT(fails(lookup, "table: market.price\n    rename: {name: label}", 2),
              HasSubstr("label"));
  EXPECT_THAT(fails(lookup, "table: market.price\n    mode: replace", 3),
              HasSubstr("only its owner"));
  EXPECT_THAT(fails(lookup, "table: market.price\n    mode: upsert\n    key: [id]", 3),
              HasSubstr("the user has no UPDATE on column 'name'"));
  EXPECT_THAT(fails(lookup, "table: nowhere.news\n    create: true", 3),
              HasSubstr(" has no schema 'nowhere'"));
  EXPECT_THAT(fails(lookup, "table: public.news\n    create: true", 3),
              HasSubstr("the user has no CREATE on the schema public"));
  EXPECT_THAT(
      fails("table: market.owner\n    schema: {id: int, ownr: string}\n    keys: [id]",
            "table: market.price", 2),
      HasSubstr("p.yaml:16:29: error: transforms.found: table market.owner has no column ownr"));
  EXPECT_THAT(fails("table: market.hidden\n    schema: {id: int}\n    keys: [id]",
                    "table: market.price", 3),
              HasSubstr("permission denied"));
  EXPECT_THAT(fails("query: SELECT id, ownr FROM market.owner\n    schema: {id: int, ownr: "
                    "string}\n    keys: [id]",
                    "table: market.price", 2),
              HasSubstr("p.yaml:15:12: error: transforms.found: 127.0.0.1"));

  EXPECT_THAT(
      fails("query: SELECT '1'::json AS name\n    on: {name: name}\n    schema: {name: string}",
            "table: market.price", 2),
      HasSubstr("cannot look up `name`, which is json there"));

  const auto refused =
      Validate(lookup, "table: market.price",
               "postgres://app:s3cret-pw@127.0.0.1:" + std::to_string(database_->port()) + "/test");
  EXPECT_EQ(refused.exit_code, 3) << refused.Describe();
  EXPECT_THAT(refused.out + refused.err, Not(HasSubstr("s3cret-pw")));
}

}  // namespace
}  // namespace etl::integration
