// SPDX-License-Identifier: Apache-2.0
// Runs one command and prints what it cost, as one JSON object:
//
//   etl_bench_launch [--stdout FILE] [--stderr FILE] [--sync FILE] -- COMMAND [ARGUMENT...]
//
// A process starts with the peak memory of the one that forked it, so this one is small and stands
// between the driver and what is measured. `--sync FILE` is synced to disk within the time.
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>

namespace {

struct Files {
  const char* out = nullptr;
  const char* err = nullptr;
  const char* sync = nullptr;
};

double Now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

bool Redirect(const char* path, int target) {
  if (!path) return true;
  const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  return fd >= 0 && dup2(fd, target) >= 0;
}

[[noreturn]] void Execute(const Files& files, char** command) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (!Redirect(files.out, STDOUT_FILENO) || !Redirect(files.err, STDERR_FILENO)) {
    std::perror("etl_bench_launch: output");
    _exit(127);
  }
  execvp(command[0], command);
  std::perror(command[0]);
  _exit(127);
}

void Sync(const char* path) {
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;  // no such output: the driver finds that out
  fsync(fd);
  close(fd);
}

int Run(const Files& files, char** command) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const double start = Now();
  const pid_t pid = fork();
  if (pid < 0) return std::perror("etl_bench_launch: fork"), 1;
  if (pid == 0) Execute(files, command);
  int status = 0;
  rusage usage{};
  if (wait4(pid, &status, 0, &usage) != pid) return std::perror("etl_bench_launch: wait4"), 1;
  if (files.sync) Sync(files.sync);
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  std::printf("{\"status\": %d, \"wall\": %.6f, \"user\": %.6f, \"sys\": %.6f, \"rss_kib\": %ld}\n",
              code, Now() - start, Seconds(usage.ru_utime), Seconds(usage.ru_stime),
              usage.ru_maxrss);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Files files;
  int at = 1;
  for (; at + 1 < argc && std::strcmp(argv[at], "--") != 0; at += 2) {
    if (std::strcmp(argv[at], "--stdout") == 0) files.out = argv[at + 1];
    if (std::strcmp(argv[at], "--stderr") == 0) files.err = argv[at + 1];
    if (std::strcmp(argv[at], "--sync") == 0) files.sync = argv[at + 1];
  }
  if (at + 1 >= argc) {
    std::fputs("usage: etl_bench_launch [--stdout FILE] [--stderr FILE] [--sync FILE] -- COMMAND\n",
               stderr);
    return 2;
  }
  return Run(files, argv + at + 1);
}
