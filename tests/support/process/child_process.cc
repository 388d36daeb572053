// SPDX-License-Identifier: Apache-2.0
#include "tests/support/process/child_process.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "tests/support/process/spawn.h"

namespace etl::process {
namespace {

using std::chrono::milliseconds;

// How often an ended program is noticed whose children still hold its outputs open.
constexpr milliseconds kTick{2};

// Appends what there is. Closes the descriptor and sets it to -1 at the end.
void Drain(int& fd, std::string& text) {
  std::array<char, 65536> buffer;
  while (fd >= 0) {
    const ssize_t n = ::read(fd, buffer.data(), buffer.size());
    if (n > 0) {
      text.append(buffer.data(), static_cast<std::size_t>(n));
    } else if (n < 0 && errno == EINTR) {
      continue;
    } else if (n < 0 && errno == EAGAIN) {
      return;
    } else {
      ::close(std::exchange(fd, -1));
    }
  }
}

}  // namespace

ChildProcess::ChildProcess(const Arguments& argv, const ProgramOptions& options)
    : started_(Clock::now()), deadline_(started_ + options.timeout) {
  const Spawned spawned = Spawn(argv, options);
  pid_ = spawned.pid;
  out_ = spawned.out;
  err_ = spawned.err;
}

ChildProcess::~ChildProcess() {
  if (!reaped_) {
    KillGroup();
    ::waitpid(pid_, nullptr, 0);
  }
  if (out_ >= 0) ::close(out_);
  if (err_ >= 0) ::close(err_);
}

bool ChildProcess::Running() { return !Reap(); }

void ChildProcess::Signal(int signal) const {
  if (!reaped_) ::kill(pid_, signal);
}

void ChildProcess::KillGroup() const { ::kill(-pid_, SIGKILL); }

// Reads both outputs; waits for either if there is nothing.
void ChildProcess::Pump(milliseconds patience) {
  std::array<pollfd, 2> fds{{{out_, POLLIN, 0}, {err_, POLLIN, 0}}};  // poll skips a negative fd
  ::poll(fds.data(), fds.size(), static_cast<int>(patience.count()));
  Drain(out_, result_.out);
  Drain(err_, result_.err);
}

bool ChildProcess::Reap() {
  if (reaped_) return true;
  // Looked at first and reaped after, so that the group's id still belongs to it when it is used.
  siginfo_t info{};
  if (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
      info.si_pid == 0) {
    return false;
  }
  KillGroup();
  int status = 0;
  ::waitpid(pid_, &status, 0);
  reaped_ = true;
  if (WIFEXITED(status)) result_.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) result_.signal = WTERMSIG(status);
  result_.elapsed = std::chrono::duration_cast<milliseconds>(Clock::now() - started_);
  return true;
}

bool ChildProcess::WaitForOutput(std::string_view text, milliseconds timeout) {
  const Clock::time_point until = Clock::now() + timeout;
  for (;;) {
    const bool ended = Reap();
    Pump(ended ? milliseconds(0) : kTick);
    if (result_.out.find(text) != std::string::npos) return true;
    if (result_.err.find(text) != std::string::npos) return true;
    if (ended || Clock::now() >= until) return false;
  }
}

const ProgramResult& ChildProcess::Wait() {
  while (!Reap()) {
    Pump(kTick);
    if (Clock::now() >= deadline_ && !result_.timed_out) {
      result_.timed_out = true;
      KillGroup();
    }
  }
  Pump(milliseconds(0));
  return result_;
}

ProgramResult RunProgram(const Arguments& argv, const ProgramOptions& options) {
  return ChildProcess(argv, options).Wait();
}

std::string ProgramResult::Describe() const {
  std::string text = timed_out ? "timed out after " + std::to_string(elapsed.count()) + " ms"
                     : signal  ? "signal " + std::to_string(signal)
                               : "exit " + std::to_string(exit_code);
  return text + "\n--- stdout ---\n" + out + "\n--- stderr ---\n" + err;
}

}  // namespace etl::process
