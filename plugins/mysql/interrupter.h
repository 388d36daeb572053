// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace etl::mysql {

// Breaks a session's blocking calls from another thread, by shutting its socket down. The functions
// of the session's thread and those of others may be called at any time.
class Interrupter {
 public:
  Interrupter();
  Interrupter(const Interrupter&) = delete;
  Interrupter& operator=(const Interrupter&) = delete;
  ~Interrupter();

  // Any thread, at any time, more than once.
  void Cancel() noexcept;
  bool cancelled() const { return cancelled_; }

  // Breaks off at that moment.
  void SetDeadline(std::chrono::steady_clock::time_point deadline);
  bool expired() const { return expired_; }

  // The session's socket, from when it is known until it is closed.
  void Attach(int socket);
  void Detach();

  // Waits for those poll(2) events of the socket; gives what came, 0 after `timeout` or a Cancel.
  int Wait(int socket, short events, std::chrono::milliseconds timeout);

 private:
  void ShutDown() noexcept;
  void WatchDeadline(std::chrono::steady_clock::time_point deadline);

  std::atomic<bool> cancelled_ = false, expired_ = false;
  int wake_ = -1;  // an eventfd, readable once broken off
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;  // of the watch
  int socket_ = -1;
  std::thread watch_;
};

}  // namespace etl::mysql
