// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

namespace etl::demo {

// Keeps SIGINT, SIGTERM and SIGCHLD for the functions below. To be called before any thread begins.
void BlockSignals();

// Runs a command, found in PATH, with more environment variables. A SIGINT or SIGTERM sent to
// this process is passed on. Returns the exit code: the command's, 128 + n if signal n ended it,
// 127 if it cannot be started.
int RunCommand(const std::vector<std::string>& command,
               const std::map<std::string, std::string>& variables);

// Returns at SIGINT or SIGTERM.
void WaitForSignal();

}  // namespace etl::demo
