// SPDX-License-Identifier: Apache-2.0
#include "pipelines/demo/command.h"

#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace etl::demo {
namespace {

sigset_t OurSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGCHLD}) sigaddset(&signals, signal);
  return signals;
}

// With the signals as a program expects to find them. Returns an errno.
int Spawn(const std::vector<std::string>& command, pid_t& pid) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  posix_spawnattr_setsigmask(&attributes, &none);
  const int error =
      posix_spawnp(&pid, arguments[0], nullptr, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  return error;
}

}  // namespace

void BlockSignals() {
  const sigset_t signals = OurSignals();
  sigprocmask(SIG_BLOCK, &signals, nullptr);
}

int RunCommand(const std::vector<std::string>& command,
               const std::map<std::string, std::string>& variables) {
  for (const auto& [name, value] : variables) setenv(name.c_str(), value.c_str(), 1);
  pid_t pid = 0;
  if (const int error = Spawn(command, pid)) {
    fmt::print(stderr, "etl-demo: cannot run {}: {}\n", command[0], std::strerror(error));
    return 127;
  }
  const sigset_t signals = OurSignals();
  for (;;) {
    siginfo_t info{};
    if (sigwaitinfo(&signals, &info) < 0) continue;
    int status = 0;
    if (waitpid(pid, &status, WNOHANG) == pid)
      return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    // What a terminal sends has reached the whole group already.
    if (info.si_signo != SIGCHLD && info.si_code != SI_KERNEL) kill(pid, info.si_signo);
  }
}

void WaitForSignal() {
  const sigset_t signals = OurSignals();
  int signal = 0;
  do sigwait(&signals, &signal);
  while (signal == SIGCHLD);
}

}  // namespace etl::demo
