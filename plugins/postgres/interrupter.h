// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <optional>

namespace etl::postgres {

// All waiting of a connection's thread happens here, so that it ends early when another thread says
// so, or at a deadline. Cancel may be called from any thread, the rest from the connection's.
class Interrupter {
 public:
  using Clock = std::chrono::steady_clock;

  Interrupter();
  Interrupter(const Interrupter&) = delete;
  Interrupter& operator=(const Interrupter&) = delete;
  ~Interrupter();

  // More than once, too.
  void Cancel() noexcept;
  bool cancelled() const { return cancelled_; }

  // The moment when every wait ends; the first that is set counts.
  void SetDeadline(Clock::time_point deadline);
  bool expired() const { return deadline_ && Clock::now() >= *deadline_; }

  // Waits for those poll(2) events of the socket (-1: for nothing). Gives what came, 0 after
  // `timeout`, a Cancel or the deadline.
  int Wait(int socket, short events, std::chrono::milliseconds timeout) const;

 private:
  std::atomic<bool> cancelled_ = false;
  int wake_ = -1;  // an eventfd, readable once cancelled
  std::optional<Clock::time_point> deadline_;
};

}  // namespace etl::postgres
