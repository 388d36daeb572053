// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/interrupter.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "etl/error.h"

namespace etl::mysql {

Interrupter::Interrupter() : wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (wake_ < 0) throw EnvironmentError("no file descriptor is left");
}

Interrupter::~Interrupter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (watch_.joinable()) watch_.join();
  close(wake_);
}

void Interrupter::Cancel() noexcept {
  cancelled_ = true;
  ShutDown();
}

void Interrupter::SetDeadline(std::chrono::steady_clock::time_point deadline) {
  if (!watch_.joinable()) watch_ = std::thread([this, deadline] { WatchDeadline(deadline); });
}

void Interrupter::WatchDeadline(std::chrono::steady_clock::time_point deadline) {
  {
    std::unique_lock lock(mutex_);
    if (changed_.wait_until(lock, deadline, [this] { return stopping_; })) return;
  }
  expired_ = true;
  ShutDown();
}

void Interrupter::ShutDown() noexcept {
  const std::lock_guard lock(mutex_);
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = write(wake_, &one, sizeof one);
  if (socket_ >= 0) shutdown(socket_, SHUT_RDWR);
}

void Interrupter::Attach(int socket) {
  const std::lock_guard lock(mutex_);
  socket_ = socket;
  if (socket_ >= 0 && (cancelled_ || expired_)) shutdown(socket_, SHUT_RDWR);
}

void Interrupter::Detach() { Attach(-1); }

int Interrupter::Wait(int socket, short events, std::chrono::milliseconds timeout) {
  pollfd fds[] = {{wake_, POLLIN, 0}, {socket, events, 0}};
  const auto millis = std::clamp<std::int64_t>(timeout.count(), 0, 3'600'000);
  if (poll(fds, 2, static_cast<int>(millis)) <= 0 || fds[0].revents != 0) return 0;
  return fds[1].revents;
}

}  // namespace etl::mysql
