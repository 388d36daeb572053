// SPDX-License-Identifier: Apache-2.0
// A run that is killed leaves the old files or the new ones, and the next run leaves the new ones
// and nothing else.
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <random>
#include <thread>

#include "tests/faults/users_fixture.h"
#include "tests/support/process/child_process.h"

namespace etl::faults {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kMoments = 60;  // ten times slower; the plain build does them all
#else
constexpr int kMoments = 220;
#endif

constexpr const char* kOld = "the files of the last good run\n";

void WriteOld(const UsersFixture& users) {
  users.directory().Write("out/users.json", kOld);
  users.directory().Write("out/users.sql", kOld);
}

TEST(Kill, AtAnyMomentLeavesOldOrNewAndTheNextRunIsClean) {
  UsersFixture users(3000);
  const process::ProgramResult clean = users.Run();
  ASSERT_EQ(clean.exit_code, 0) << clean.Describe();
  const std::string json = users.ReadOutput("users.json").value(),
                    sql = users.ReadOutput("users.sql").value();
  const auto length = std::max(clean.elapsed, std::chrono::milliseconds(20));

  std::mt19937 random(20170202);
  int killed = 0, published = 0;
  for (int i = 0; i < kMoments; ++i) {
    WriteOld(users);
    const auto moment =
        std::chrono::microseconds(random() % static_cast<unsigned>(length.count() * 1150));
    {
      process::ChildProcess run(users.Command(), users.Options());
      std::this_thread::sleep_for(moment);
      run.Signal(SIGKILL);
      killed += run.Wait().signal == SIGKILL;
    }
    for (const auto& [name, fresh] :
         {std::pair<const char*, const std::string&>{"users.json", json}, {"users.sql", sql}}) {
      const auto text = users.ReadOutput(name);
      ASSERT_TRUE(text == kOld || text == fresh)
          << "moment " << i << ", " << moment.count() << " us: " << name << "\n"
          << text.value_or("(none)");
      published += text == fresh;
    }
    const process::ProgramResult again = users.Run();
    ASSERT_EQ(again.exit_code, 0) << "moment " << i << ": " << again.Describe();
    ASSERT_EQ(users.ReadOutput("users.json"), json) << "moment " << i;
    ASSERT_EQ(users.ReadOutput("users.sql"), sql) << "moment " << i;
    ASSERT_EQ(users.Leftovers(), std::vector<std::string>{}) << "moment " << i;
  }
  EXPECT_GT(killed, kMoments / 3) << "most runs had ended before they were killed";
  RecordProperty("killed", killed);
  RecordProperty("published", published);
}

// `etl recover` alone, killed again and again, gets there too.
TEST(Kill, RecoverFinishesWhatADeadRunLeft) {
  UsersFixture users(3000);
  ASSERT_EQ(users.Run().exit_code, 0);
  const std::string json = users.ReadOutput("users.json").value();
  std::mt19937 random(7);
  for (int i = 0; i < kMoments / 10; ++i) {
    WriteOld(users);
    {
      process::ChildProcess run(users.Command(), users.Options());
      std::this_thread::sleep_for(std::chrono::milliseconds(random() % 60));
      run.Signal(SIGKILL);
    }
    const process::Arguments recover{ETL_PROGRAM, "recover", "--state", "state"};
    for (int again = 0; again < 3; ++again) {
      process::ChildProcess recovering(recover, users.Options());
      std::this_thread::sleep_for(std::chrono::milliseconds(random() % 8));
      recovering.Signal(SIGKILL);
    }
    const process::ProgramResult result = process::RunProgram(recover, users.Options());
    ASSERT_EQ(result.exit_code, 0) << result.Describe();
    ASSERT_EQ(users.Leftovers(), std::vector<std::string>{}) << "moment " << i;
    const auto first = users.ReadOutput("users.json"), second = users.ReadOutput("users.sql");
    ASSERT_TRUE(first == kOld || first == json);
    ASSERT_EQ(first == kOld, second == kOld) << "one old and one new file";
  }
}

}  // namespace
}  // namespace etl::faults
