// SPDX-License-Identifier: Apache-2.0
#include "tests/support/postgres/unprivileged.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <stdexcept>
#include <thread>

namespace etl::postgres_server {
namespace {

struct User {
  uid_t uid;
  gid_t gid;
};

User UnprivilegedUser() {
  if (geteuid() != 0) return {geteuid(), getegid()};
  const passwd* entry = getpwnam("postgres");
  if (!entry) throw std::runtime_error("there is no user postgres to run as");
  return {entry->pw_uid, entry->pw_gid};
}

}  // namespace

pid_t SpawnUnprivileged(const std::vector<std::string>& command, const std::filesystem::path& log) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const std::string log_path = log.string();
  const User user = UnprivilegedUser();
  const bool change = geteuid() == 0;
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("cannot fork");
  if (child > 0) return child;
  // Only async-signal-safe calls from here on: the parent may have threads.
  const int out = open(log_path.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  const int in = open("/dev/null", O_RDONLY);
  dup2(in, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(out, STDERR_FILENO);
  if (change && (setgroups(0, nullptr) || setgid(user.gid) || setuid(user.uid))) _exit(126);
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // after the change of user, which forgets it
  if (getppid() != parent) _exit(126);
  if (chdir("/")) _exit(126);
  execv(arguments[0], arguments.data());
  _exit(127);
}

void GiveToUnprivileged(const std::filesystem::path& path) {
  const User user = UnprivilegedUser();
  if (chown(path.c_str(), user.uid, user.gid) != 0)
    throw std::runtime_error("cannot change the owner of " + path.string());
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

}  // namespace etl::postgres_server
