// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace etl::mariadb {

// Starts a program with its output appended to `log`. The kernel kills it when the calling thread
// dies. Throws std::runtime_error if it cannot fork.
pid_t Spawn(const std::vector<std::string>& command, const std::filesystem::path& log);

// The exit status as waitpid gives it, or -1 if the process still runs after that time.
int WaitFor(pid_t pid, int milliseconds);

// Sends the signal, waits, and kills what has not ended after ten seconds.
void StopProcess(pid_t pid, int signal);

}  // namespace etl::mariadb
