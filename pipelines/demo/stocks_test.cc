// SPDX-License-Identifier: Apache-2.0
#include "pipelines/demo/stocks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include "tests/support/process/program.h"
#include "tests/support/process/temp_dir.h"

namespace etl::demo {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::map<std::string, std::string> kIbm = {{"function", "TIME_SERIES_DAILY_ADJUSTED"},
                                                 {"symbol", "IBM"},
                                                 {"outputsize", "compact"},
                                                 {"apikey", "k"}};

process::ProgramResult Load(const process::TempDir& directory, process::Arguments more,
                            process::Arguments demo = {}) {
  const std::string source = ETL_SOURCE_DIR;
  process::Arguments command{ETL_DEMO_PROGRAM, "--data", ETL_DEMO_DATA};
  command.insert(command.end(), demo.begin(), demo.end());
  for (const std::string& word : {std::string("--"), std::string(ETL_PROGRAM), std::string("run"),
                                  source + "/pipelines/stocks_load.yaml", std::string("--dataset"),
                                  source + "/pipelines/datasets/stocks_demo.yaml"})
    command.push_back(word);
  command.insert(command.end(), more.begin(), more.end());
  return process::RunProgram(command, {.cwd = directory.path(), .env = {{"NO_COLOR", "1"}}});
}

// What the database holds, by symbol and date, as CSV.
std::string Prices(process::TempDir& directory) {
  directory.Write("dump.yaml", R"yaml(version: 1
name: dump
connections: {database: {url: "sqlite:stocks.db"}}
sources:
  prices:
    connection: database
    table: financial_data
    schema: {symbol: string, date: date, open_price: "decimal(12,4)", close_price: "decimal(12,4)", volume: bigint}
transforms: {sorted: {use: sort, from: prices, by: [symbol, date]}}
sinks: {file: {use: csv, from: sorted, path: dump.csv}}
)yaml");
  const auto got =
      process::RunProgram({ETL_PROGRAM, "run", "dump.yaml", "-q"}, {.cwd = directory.path()});
  EXPECT_EQ(got.exit_code, 0) << got.Describe();
  return directory.Read("dump.csv");
}

TEST(Stocks, AreTheSameAtEachCallAndNewestFirst) {
  Stocks stocks(10, std::chrono::minutes(1));
  const std::string answer = stocks.Answer(kIbm);
  EXPECT_EQ(answer, stocks.Answer(kIbm));
  simdjson::dom::parser parser;
  const simdjson::dom::element root = parser.parse(answer);
  EXPECT_EQ(std::string_view(root["Meta Data"]["2. Symbol"]), "IBM");
  std::string last = "9";
  int count = 0;
  const simdjson::dom::object series = root["Time Series (Daily)"];
  for (const auto [date, day] : series) {
    EXPECT_LT(date, last);
    last = date;
    EXPECT_LE(std::stod(std::string(day["3. low"])), std::stod(std::string(day["1. open"])));
    EXPECT_GE(std::stod(std::string(day["2. high"])), std::stod(std::string(day["4. close"])));
    ++count;
  }
  EXPECT_EQ(count, 100);
  auto full = kIbm;
  full["outputsize"] = "full";
  EXPECT_GT(stocks.Answer(full).size(), 1'000'000u);
}

TEST(Stocks, ErrorsComeAsAnswers) {
  Stocks stocks(1, std::chrono::minutes(1));
  auto wrong = kIbm;
  wrong["apikey"] = "";
  EXPECT_THAT(stocks.Answer(wrong), HasSubstr("Error Message"));
  wrong = kIbm;
  wrong["symbol"] = "NONE";
  EXPECT_THAT(stocks.Answer(wrong), HasSubstr("Error Message"));
  EXPECT_THAT(stocks.Answer(kIbm), HasSubstr("\"Note\""));
}

TEST(StocksPipeline, LoadsFourteenDaysOfEachSymbol) {
  process::TempDir directory;
  const auto got = Load(directory, {});
  ASSERT_EQ(got.exit_code, 0) << got.Describe();
  EXPECT_THAT(got.err, HasSubstr("rows inserted 20, rows unchanged 0, rows updated 0"));
  const std::string file = Prices(directory);
  EXPECT_THAT(file, StartsWith("symbol,date,open_price,close_price,volume\nAAPL,2023-05-22,"));
  // The 14 days from 2023-05-20 on have ten weekdays.
  EXPECT_EQ(std::count(file.begin(), file.end(), '\n'), 21);
  EXPECT_THAT(file, AllOf(HasSubstr("\nIBM,2023-05-22,"), HasSubstr("\nAAPL,2023-06-02,"),
                          Not(HasSubstr("2023-05-19"))));
  EXPECT_THAT(got.out + got.err, Not(HasSubstr("demo-key")));
  const auto again = Load(directory, {});
  EXPECT_THAT(again.err, HasSubstr("rows inserted 0, rows unchanged 20, rows updated 0"));
  EXPECT_EQ(Prices(directory), file);
}

TEST(StocksPipeline, AveragesWhatItHasLoaded) {
  process::TempDir directory;
  ASSERT_EQ(Load(directory, {}).exit_code, 0);
  const std::string source = ETL_SOURCE_DIR;
  const auto statistics = [&](process::Arguments more) {
    process::Arguments command{ETL_PROGRAM, "run", source + "/pipelines/stocks_statistics.yaml",
                               "--dataset",
                               source + "/pipelines/datasets/stocks_statistics_demo.yaml"};
    command.insert(command.end(), more.begin(), more.end());
    return process::RunProgram(command, {.cwd = directory.path()});
  };
  auto got = statistics({"-p", "symbols=IBM"});
  ASSERT_EQ(got.exit_code, 0) << got.Describe();
  EXPECT_EQ(directory.Read("out/stocks_statistics.json"), R"([
  {
    "symbol": "IBM",
    "days": 10,
    "average_daily_open_price": 104.06,
    "average_daily_close_price": 104.12,
    "average_daily_volume": 46069358
  }
]
)");
  got = statistics({"-p", "from=2023-06-03"});
  EXPECT_EQ(got.exit_code, 1) << "the wrong way round";
  EXPECT_THAT(got.err, HasSubstr("asked: assert rows: at least 1 expected, got 0"));
  got = statistics({"-p", "from=2023-02-30"});
  EXPECT_EQ(got.exit_code, 2) << got.Describe();
  EXPECT_THAT(got.err, HasSubstr("write a date of the calendar as YYYY-MM-DD"));
}

TEST(StocksPipeline, BackfillsTwentyYears) {
  process::TempDir directory;
  const auto got =
      Load(directory, {"-p", "symbols=MSFT", "-p", "outputsize=full", "-p", "days=7306"});
  ASSERT_EQ(got.exit_code, 0) << got.Describe();
  const std::string file = Prices(directory);
  EXPECT_EQ(std::count(file.begin(), file.end(), '\n'), 5221);  // and the header
}

TEST(StocksPipeline, SaysWhatTheApiSays) {
  process::TempDir directory;
  const auto unknown = Load(directory, {"-p", "symbols=IBM,NONE"});
  EXPECT_EQ(unknown.exit_code, 1) << unknown.Describe();
  EXPECT_THAT(unknown.err, AllOf(HasSubstr("daily (symbol NONE)"), HasSubstr("Invalid API call"),
                                 Not(HasSubstr("demo-key"))));
  const std::string file = Prices(directory);
  EXPECT_EQ(std::count(file.begin(), file.end(), '\n'), 1) << "an empty table, and no row of IBM";
  // Nobody waits five seconds here: the file's own retries are replaced.
  const auto limited = Load(directory, {"-p", "rate=100/s", "-p", "retries=0"}, {"--calls", "1"});
  EXPECT_EQ(limited.exit_code, 3) << limited.Describe();
  EXPECT_THAT(limited.err, AllOf(HasSubstr("/Note: 'Thank you"), Not(HasSubstr("demo-key")),
                                 HasSubstr("key ***")));
}

}  // namespace
}  // namespace etl::demo
