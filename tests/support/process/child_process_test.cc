// SPDX-License-Identifier: Apache-2.0
#include "tests/support/process/child_process.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <string>
#include <system_error>

#include "tests/support/process/temp_dir.h"

namespace etl::process {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

Arguments Shell(const std::string& script) { return {"sh", "-c", script}; }

TEST(RunProgram, KeepsBothOutputsAndTheExitCode) {
  const ProgramResult result = RunProgram(Shell("echo out; echo err >&2; exit 3"));
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_EQ(result.signal, 0);
  EXPECT_EQ(result.out, "out\n");
  EXPECT_EQ(result.err, "err\n");
}

TEST(RunProgram, TellsASignalFromAnExit) {
  const ProgramResult result = RunProgram(Shell("kill -TERM $$"));
  EXPECT_EQ(result.exit_code, -1);
  EXPECT_EQ(result.signal, SIGTERM);
}

TEST(RunProgram, FeedsStandardInput) {
  const std::string text(1 << 20, 'x');
  EXPECT_EQ(RunProgram({"cat"}, {.stdin_text = text}).out, text);
  EXPECT_EQ(RunProgram({"cat"}).out, "");
  EXPECT_EQ(RunProgram({"true"}, {.stdin_text = text}).exit_code, 0);
}

TEST(RunProgram, SetsAndRemovesVariables) {
  const ProgramOptions options{.env = {{"ETL_A", "1"}, {"HOME", std::nullopt}}};
  EXPECT_EQ(RunProgram(Shell("echo $ETL_A ${HOME-none}"), options).out, "1 none\n");
  const ProgramOptions bare{.env = {{"ETL_A", "1"}}, .inherit_env = false};
  EXPECT_EQ(RunProgram({"env"}, bare).out, "ETL_A=1\n");
}

TEST(RunProgram, RunsInTheGivenDirectory) {
  const TempDir dir;
  dir.Write("here", "");
  EXPECT_EQ(RunProgram({"ls"}, {.cwd = dir.path()}).out, "here\n");
}

TEST(RunProgram, KillsWhatTakesTooLong) {
  const ProgramResult result =
      RunProgram(Shell("echo begun; sleep 60"), {.timeout = milliseconds(200)});
  EXPECT_TRUE(result.timed_out);
  EXPECT_EQ(result.signal, SIGKILL);
  EXPECT_EQ(result.out, "begun\n");
  EXPECT_LT(result.elapsed, seconds(30));
}

TEST(RunProgram, DoesNotWaitForWhatTheProgramLeftBehind) {
  const ProgramResult result = RunProgram(Shell("sleep 60 & echo $!"));
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_LT(result.elapsed, seconds(30));
  // Killed with the group; it may be a zombie for a moment, until init reaps it.
  const std::string gone =
      "for i in 1 2 3 4 5 6 7 8 9 10; do grep -q '^State:.Z' /proc/$0/status 2>/dev/null ||"
      " [ ! -d /proc/$0 ] && exit 0; sleep 0.1; done; exit 1";
  EXPECT_EQ(RunProgram({"sh", "-c", gone, std::to_string(std::stoi(result.out))}).exit_code, 0);
}

TEST(RunProgram, AProgramThatIsNotThereIsAnError) {
  EXPECT_THROW(RunProgram({"/nonexistent/program"}), std::system_error);
  EXPECT_THROW(RunProgram({"true"}, {.cwd = "/nonexistent"}), std::system_error);
}

TEST(ChildProcess, WaitsForOutputAndTakesASignal) {
  ChildProcess child(
      Shell("trap 'echo stopped; exit 143' TERM; echo ready; while :; do sleep 0.05;"
            " done"));
  ASSERT_TRUE(child.WaitForOutput("ready", seconds(10)));
  EXPECT_TRUE(child.Running());
  EXPECT_FALSE(child.WaitForOutput("stopped", milliseconds(50)));
  child.Signal(SIGTERM);
  EXPECT_EQ(child.Wait().exit_code, 143);
  EXPECT_EQ(child.out(), "ready\nstopped\n");
  EXPECT_FALSE(child.Running());
}

TEST(ChildProcess, WaitForOutputNoticesTheEnd) {
  ChildProcess child(Shell("echo last words"));
  EXPECT_FALSE(child.WaitForOutput("never", seconds(20)));
  EXPECT_EQ(child.out(), "last words\n");
}

TEST(ChildProcess, TheDestructorKillsIt) {
  pid_t pid = 0;
  {
    const ChildProcess child({"sleep", "60"});
    pid = child.pid();
  }
  EXPECT_EQ(::kill(pid, 0), -1);
}

}  // namespace
}  // namespace etl::process
