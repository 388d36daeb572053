// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <simdjson.h>

#include <algorithm>
#include <set>

#include "pipelines/demo/people_api.h"
#include "tests/support/process/child_process.h"
#include "tests/support/process/program.h"
#include "tests/support/process/temp_dir.h"

namespace etl::demo {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

const std::filesystem::path kData = ETL_DEMO_DATA;

process::ProgramResult Demo(process::Arguments arguments) {
  arguments.insert(arguments.begin(), {ETL_DEMO_PROGRAM, "--data", ETL_DEMO_DATA});
  return process::RunProgram(arguments);
}

struct Name {
  std::string last, first;
};

std::vector<std::vector<Name>> AllPages(std::size_t page_size) {
  const People people(kData / "api.json", page_size);
  std::vector<std::vector<Name>> pages;
  simdjson::dom::parser parser;
  for (std::size_t number = 1; number <= people.total_pages(); ++number) {
    pages.emplace_back();
    const auto page = parser.parse(people.Page(number));
    EXPECT_EQ(std::uint64_t(page["total_pages"]), people.total_pages());
    for (const auto user : page["users"])
      pages.back().push_back({std::string(user["lastname"]), std::string(user["firstname"])});
  }
  return pages;
}

TEST(DemoData, IsSortedByLastNameOnlyAndNamesSpanPages) {
  std::vector<Name> all;
  int spanning = 0, unsorted_first_names = 0;
  for (const auto& page : AllPages(25)) {
    EXPECT_LE(page.size(), 25u);
    spanning += !all.empty() && all.back().last == page.front().last;
    all.insert(all.end(), page.begin(), page.end());
  }
  EXPECT_EQ(all.size(), 198u);
  for (std::size_t i = 1; i < all.size(); ++i) {
    EXPECT_LE(all[i - 1].last, all[i].last);
    unsorted_first_names += all[i - 1].last == all[i].last && all[i - 1].first > all[i].first;
  }
  EXPECT_GE(spanning, 3);
  EXPECT_GE(unsorted_first_names, 20);
}

TEST(DemoData, PagesOfAnySizeHoldEverybody) {
  for (const std::size_t size : {1u, 7u, 198u, 1000u}) {
    std::size_t count = 0;
    for (const auto& page : AllPages(size)) count += page.size();
    EXPECT_EQ(count, 198u);
  }
  EXPECT_EQ(People(kData / "api.json", 25).Page(9), "{\"total_pages\": 8, \"users\": []}");
}

TEST(DemoProgram, RunsACommandAgainstTheApi) {
  const auto got = Demo({"--page-size", "100", "--", "sh", "-c", "echo $USERS_API_URL; exit 42"});
  EXPECT_EQ(got.exit_code, 42) << got.Describe();
  EXPECT_THAT(got.out, MatchesRegex("http://127\\.0\\.0\\.1:[0-9]+/users\n"));
}

TEST(DemoProgram, SaysWhatIsWrong) {
  EXPECT_EQ(Demo({"--", "sh", "-c", "kill -9 $$"}).exit_code, 128 + SIGKILL);
  EXPECT_EQ(Demo({"--", "no-such-program"}).exit_code, 127);
  EXPECT_EQ(Demo({}).exit_code, 2);
  EXPECT_EQ(Demo({"--serve", "--", "true"}).exit_code, 2);
  EXPECT_EQ(Demo({"--page-size", "0", "--serve"}).exit_code, 2);
  EXPECT_EQ(Demo({"--help"}).exit_code, 0);
  const auto missing = Demo({"--data", "/nowhere", "--serve"});
  EXPECT_EQ(missing.exit_code, 3);
  EXPECT_THAT(missing.err, HasSubstr("/nowhere/api.json"));
}

TEST(DemoProgram, ServesUntilItIsTold) {
  process::ChildProcess demo({ETL_DEMO_PROGRAM, "--data", ETL_DEMO_DATA, "--serve"});
  ASSERT_TRUE(demo.WaitForOutput("/users\n", std::chrono::seconds(10)));
  demo.Signal(SIGTERM);
  EXPECT_EQ(demo.Wait().exit_code, 0) << demo.err();
}

TEST(DemoProgram, PassesASignalOn) {
  process::ChildProcess demo({ETL_DEMO_PROGRAM, "--data", ETL_DEMO_DATA, "--", "sh", "-c",
                              "trap 'exit 7' TERM; echo ready; while :; do sleep 0.05; done"});
  ASSERT_TRUE(demo.WaitForOutput("ready", std::chrono::seconds(10)));
  demo.Signal(SIGTERM);
  EXPECT_EQ(demo.Wait().exit_code, 7) << demo.err();
}

}  // namespace
}  // namespace etl::demo
