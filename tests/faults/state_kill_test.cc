// SPDX-License-Identifier: Apache-2.0
// A run of an incremental pipeline that is killed leaves the old results with the old state or,
// once recovered, the new ones with the new one: no row is published twice, and none is left out.
#include <gtest/gtest.h>
#include <signal.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <random>
#include <thread>

#include "tests/support/process/child_process.h"
#include "tests/support/process/program.h"
#include "tests/support/process/temp_dir.h"

namespace etl::faults {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kMoments = 30;
#else
constexpr int kMoments = 120;
#endif

constexpr const char* kPipeline = R"(version: 1
name: news
sources:
  rows: {use: csv, path: rows.csv, incremental: {cursor: id}, schema: {id: bigint}}
sinks:
  one: {use: csv, from: rows, path: one.csv}
  two: {use: csv, from: rows, path: two.csv}
)";

// As the program writes it: a record and its checksum a line.
std::string JournalOf(const std::vector<std::string>& records) {
  std::string text;
  for (const std::string& record : records) {
    char checksum[24];
    std::snprintf(checksum, sizeof checksum, "%016llx",
                  static_cast<unsigned long long>(XXH3_64bits(record.data(), record.size())));
    text += record + " " + checksum + "\n";
  }
  return text;
}

class StateKill : public testing::Test {
 protected:
  StateKill() {
    directory_.Write("news.yaml", kPipeline);
    options_.cwd = directory_.path();
  }

  process::Arguments Command(const std::string& verb) const {
    process::Arguments command{ETL_PROGRAM, verb};
    if (verb == "run") command.emplace_back("news.yaml");
    return command;
  }
  process::ProgramResult Run(const std::string& verb) const {
    return process::RunProgram(Command(verb), options_);
  }
  std::string Cursor() const {
    const auto shown = process::RunProgram({ETL_PROGRAM, "state", "show", "news"}, options_);
    EXPECT_EQ(shown.exit_code, 0) << shown.Describe();
    return shown.out;
  }
  // What a run leaves that publishes the rows from `first` to `last`.
  static std::string Rows(int first, int last) {
    std::string text = "id\n";
    for (int id = first; id <= last; ++id) text += std::to_string(id) + "\n";
    return text;
  }
  static std::string CursorAt(int id) { return "rows: id bigint " + std::to_string(id) + "\n"; }

  process::TempDir directory_;
  process::ProgramOptions options_;
};

TEST_F(StateKill, AtAnyMomentLeavesResultsAndStateTogether) {
  constexpr int kNews = 500;
  int last = kNews;
  directory_.Write("rows.csv", Rows(1, last));
  const auto clean = Run("run");
  ASSERT_EQ(clean.exit_code, 0) << clean.Describe();
  const auto length = std::max(clean.elapsed, std::chrono::milliseconds(20));
  std::string published = Rows(1, last);
  std::mt19937 random(20230602);
  int finished = 0, undone = 0;
  for (int i = 0; i < kMoments; ++i) {
    directory_.Write("rows.csv", Rows(1, last + kNews));
    {
      process::ChildProcess run(Command("run"), options_);
      std::this_thread::sleep_for(
          std::chrono::microseconds(random() % static_cast<unsigned>(length.count() * 1150)));
      run.Signal(SIGKILL);
      run.Wait();
    }
    const auto recovered = Run("recover");
    ASSERT_EQ(recovered.exit_code, 0) << recovered.Describe();
    const std::string news = Rows(last + 1, last + kNews);
    const bool is_new = directory_.Read("one.csv") == news;
    ASSERT_EQ(directory_.Read("one.csv"), is_new ? news : published) << "moment " << i;
    ASSERT_EQ(directory_.Read("two.csv"), is_new ? news : published) << "moment " << i;
    ASSERT_EQ(Cursor(), CursorAt(is_new ? last + kNews : last)) << "moment " << i;
    ++(is_new ? finished : undone);
    if (!is_new) {
      const auto again = Run("run");
      ASSERT_EQ(again.exit_code, 0) << again.Describe();
      ASSERT_EQ(directory_.Read("one.csv"), news);
      ASSERT_EQ(Cursor(), CursorAt(last + kNews));
    }
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path() / ".etl/news"))
      ASSERT_TRUE(entry.path().filename() == "lock" || entry.path().filename() == "state.json")
          << entry.path();
    last += kNews;
    published = news;
  }
  EXPECT_GT(undone, kMoments / 10);
  EXPECT_GT(finished, 0);
}

// Killed between the decision and the state's own place in it: made by hand, as it lasts no time.
TEST_F(StateKill, IsFinishedAfterTheDecision) {
  directory_.Write("rows.csv", Rows(1, 5));
  ASSERT_EQ(Run("run").exit_code, 0);
  const auto folder = directory_.path() / ".etl/news";
  std::filesystem::copy_file(folder / "state.json", folder / "old.json");
  directory_.Write("rows.csv", Rows(1, 9));
  ASSERT_EQ(Run("run").exit_code, 0);
  // As if the process had died after the decision: the new state beside the old one.
  std::filesystem::rename(folder / "state.json", folder / "state.run7.tmp");
  std::filesystem::rename(folder / "old.json", folder / "state.json");
  directory_.Write(".etl/news/journal",
                   JournalOf({R"({"record":"begin","run_id":"run7","version":1})",
                              R"({"record":"state"})", R"({"commit":true,"record":"decision"})"}));
  const auto again = Run("run");
  ASSERT_EQ(again.exit_code, 0) << again.Describe();
  EXPECT_EQ(Cursor(), CursorAt(9));
  EXPECT_EQ(directory_.Read("one.csv"), "id\n");
  EXPECT_FALSE(std::filesystem::exists(folder / "state.run7.tmp"));
}

}  // namespace
}  // namespace etl::faults
