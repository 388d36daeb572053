// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace etl::postgres_server {

// Programs of a server that refuses root: they run as the user `postgres` where we are root, else
// as we are. Their output is appended to `log`; the kernel kills them when the calling thread dies.
pid_t SpawnUnprivileged(const std::vector<std::string>& command, const std::filesystem::path& log);

// Gives a file or directory to the user that they run as.
void GiveToUnprivileged(const std::filesystem::path& path);

// The exit status as waitpid gives it, or -1 if the process still runs after that time.
int WaitFor(pid_t pid, int milliseconds);

// Sends the signal, waits, and kills what has not ended after ten seconds.
void StopProcess(pid_t pid, int signal);

}  // namespace etl::postgres_server
