// SPDX-License-Identifier: Apache-2.0
#include "tests/support/mariadb/process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <stdexcept>
#include <thread>

namespace etl::mariadb {

pid_t Spawn(const std::vector<std::string>& command, const std::filesystem::path& log) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const std::string log_path = log.string();
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("cannot fork");
  if (child > 0) return child;
  // Only async-signal-safe calls from here on: the parent may have threads.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(126);
  const int out = open(log_path.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  const int in = open("/dev/null", O_RDONLY);
  dup2(in, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(out, STDERR_FILENO);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

int WaitFor(pid_t pid, int milliseconds) {
  for (int waited = 0;; waited += 5) {
    int status = 0;
    const pid_t ended = waitpid(pid, &status, WNOHANG);
    if (ended == pid || (ended < 0 && errno != EINTR)) return status;
    if (waited >= milliseconds) return -1;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

void StopProcess(pid_t pid, int signal) {
  kill(pid, signal);
  if (WaitFor(pid, 10'000) != -1) return;
  kill(pid, SIGKILL);
  WaitFor(pid, 10'000);
}

}  // namespace etl::mariadb
