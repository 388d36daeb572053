// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace etl::process {

// argv[0] is looked up in PATH unless it holds a slash.
using Arguments = std::vector<std::string>;

struct ProgramOptions {
  std::filesystem::path cwd{};  // empty: the caller's
  // Variables to set on top of the inherited ones; nullopt removes one.
  std::map<std::string, std::optional<std::string>> env{};
  bool inherit_env = true;
  std::string stdin_text{};  // the program's standard input, then its end
  std::chrono::milliseconds timeout = std::chrono::seconds(60);
};

struct ProgramResult {
  int exit_code = -1;      // -1 when a signal ended it
  int signal = 0;          // which one, else 0
  bool timed_out = false;  // it was killed, because options.timeout had passed
  std::string out;
  std::string err;
  std::chrono::milliseconds elapsed{0};

  // "exit 3", "signal 9", "timed out after 60000 ms", then both outputs: for a failed expectation.
  std::string Describe() const;
};

// Runs a program to its end, or kills it when the time is up. What it leaves running in its process
// group is killed too. Throws std::system_error if it cannot be started.
//
//   auto result = RunProgram({"etl", "validate", "p.yaml"}, {.cwd = dir.path()});
//   EXPECT_EQ(result.exit_code, 2) << result.Describe();
ProgramResult RunProgram(const Arguments& argv, const ProgramOptions& options = {});

}  // namespace etl::process
