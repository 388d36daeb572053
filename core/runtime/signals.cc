// SPDX-License-Identifier: Apache-2.0
#include "runtime/signals.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <utility>

namespace etl::runtime {

namespace {

constexpr auto kDeadline = std::chrono::seconds(2);

sigset_t WatchedSignals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

SignalWatch::SignalWatch(std::function<void(int)> on_signal, std::function<void()> on_overdue)
    : on_signal_(std::move(on_signal)), on_overdue_(std::move(on_overdue)) {
  const sigset_t set = WatchedSignals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  thread_ = std::thread([this] { Watch(); });
}

SignalWatch::~SignalWatch() {
  ending_ = true;
  // Wakes the thread: one of the signals it waits for, sent to it alone.
  pthread_kill(thread_.native_handle(), SIGTERM);
  thread_.join();
}

bool SignalWatch::Hold() {
  State expected = State::kWatching;
  return state_.compare_exchange_strong(expected, State::kHeld);
}

void SignalWatch::Watch() {
  const sigset_t set = WatchedSignals();
  std::chrono::steady_clock::time_point deadline;
  while (true) {
    const timespec poll{0, 50'000'000};
    const bool waiting = signal_ != 0;  // for the program to end
    const int got = waiting ? sigtimedwait(&set, nullptr, &poll) : sigwaitinfo(&set, nullptr);
    if (ending_) return;
    if (got > 0 && waiting) _exit(128 + got);
    if (got > 0) {
      signal_ = got;  // first, so that whoever finds the state changed finds the signal too
      State expected = State::kWatching;
      if (!state_.compare_exchange_strong(expected, State::kSignalled)) {
        signal_ = 0;  // held: publishing goes on
        continue;
      }
      deadline = std::chrono::steady_clock::now() + kDeadline;
      on_signal_(got);
    } else if (waiting && std::chrono::steady_clock::now() > deadline) {
      on_overdue_();
      _exit(128 + signal_);
    }
  }
}

}  // namespace etl::runtime
