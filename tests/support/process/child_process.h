// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <string_view>

#include "tests/support/process/program.h"

namespace etl::process {

// A program that runs beside the test, in its own process group. The destructor kills the group and
// reaps the program; the kernel kills the program if the thread that started it dies. Its outputs
// are read in WaitForOutput and Wait only. One thread at a time; Signal from any.
//
//   ChildProcess run({"etl", "run", "p.yaml"}, {.cwd = dir.path()});
//   ASSERT_TRUE(run.WaitForOutput("reading", std::chrono::seconds(5)));
//   run.Signal(SIGTERM);
//   EXPECT_EQ(run.Wait().exit_code, 143);
class ChildProcess {
 public:
  explicit ChildProcess(const Arguments& argv, const ProgramOptions& options = {});
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess();

  pid_t pid() const { return pid_; }
  // What has been read so far.
  const std::string& out() const { return result_.out; }
  const std::string& err() const { return result_.err; }

  // False once it has ended.
  bool Running();
  // To the program alone, not to its group. Does nothing once it has been reaped.
  void Signal(int signal) const;
  // Until either output holds `text`. False if the program ended or the time passed without it.
  bool WaitForOutput(std::string_view text, std::chrono::milliseconds timeout);
  // Until it ends, or until options.timeout since its start; then it is killed.
  const ProgramResult& Wait();

 private:
  using Clock = std::chrono::steady_clock;

  void Pump(std::chrono::milliseconds patience);
  bool Reap();
  void KillGroup() const;

  Clock::time_point started_;
  Clock::time_point deadline_;
  pid_t pid_ = -1;
  int out_ = -1;  // our ends of its output pipes; -1 once at their end
  int err_ = -1;
  bool reaped_ = false;
  ProgramResult result_;
};

}  // namespace etl::process
