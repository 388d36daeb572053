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
  const process::TempDir directory;
  std::filesystem::create_directory(directory.path() / "out");
  const auto got = Load(directory, {});
  ASSERT_EQ(got.exit_code, 0) << got.Describe();
  const std::string file = directory.Read("out/financial_data.csv");
  EXPECT_THAT(file, StartsWith("symbol,date,open_price,close_price,volume\nIBM,2023-06-02,"));
  // The 14 days from 2023-05-20 on have ten weekdays.
  EXPECT_EQ(std::count(file.begin(), file.end(), '\n'), 21);
  EXPECT_THAT(file, AllOf(HasSubstr("\nIBM,2023-05-22,"), HasSubstr("\nAAPL,2023-05-22,"),
                          Not(HasSubstr("2023-05-19"))));
  EXPECT_THAT(got.out + got.err, Not(HasSubstr("demo-key")));
  const auto again = Load(directory, {});
  EXPECT_EQ(directory.Read("out/financial_data.csv"), file);
}

TEST(StocksPipeline, BackfillsTwentyYears) {
  const process::TempDir directory;
  std::filesystem::create_directory(directory.path() / "out");
  const auto got =
      Load(directory, {"-p", "symbols=MSFT", "-p", "outputsize=full", "-p", "days=7306"});
  ASSERT_EQ(got.exit_code, 0) << got.Describe();
  const std::string file = directory.Read("out/financial_data.csv");
  EXPECT_EQ(std::count(file.begin(), file.end(), '\n'), 5221);  // and the header
}

TEST(StocksPipeline, SaysWhatTheApiSays) {
  const process::TempDir directory;
  std::filesystem::create_directory(directory.path() / "out");
  const auto unknown = Load(directory, {"-p", "symbols=IBM,NONE"});
  EXPECT_EQ(unknown.exit_code, 1) << unknown.Describe();
  EXPECT_THAT(unknown.err, AllOf(HasSubstr("daily (symbol NONE)"), HasSubstr("Invalid API call"),
                                 Not(HasSubstr("demo-key"))));
  EXPECT_FALSE(std::filesystem::exists(directory.path() / "out/financial_data.csv"));
  // Nobody waits five seconds here: the file's own retries are replaced.
  const auto limited = Load(directory, {"-p", "rate=100/s", "-p", "retries=0"}, {"--calls", "1"});
  EXPECT_EQ(limited.exit_code, 3) << limited.Describe();
  EXPECT_THAT(limited.err, AllOf(HasSubstr("/Note: 'Thank you"), Not(HasSubstr("demo-key")),
                                 HasSubstr("key ***")));
}

}  // namespace
}  // namespace etl::demo
