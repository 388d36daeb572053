// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/interrupt.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>

#include "etl/error.h"

namespace etl::rest {

Interrupt::Interrupt() : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (event_ < 0) throw EnvironmentError("too many open files");
}

Interrupt::~Interrupt() { ::close(event_); }

void Interrupt::Cancel() noexcept {
  const std::lock_guard lock(mutex_);
  cancelled_ = true;
  const std::uint64_t one = 1;
  // The counter is never read, so only its first write matters.
  [[maybe_unused]] const auto written = ::write(event_, &one, sizeof one);
  for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
  changed_.notify_all();
}

bool Interrupt::cancelled() const {
  const std::lock_guard lock(mutex_);
  return cancelled_;
}

void Interrupt::Check() const {
  if (cancelled()) throw Cancelled();
}

void Interrupt::Sleep(std::chrono::milliseconds duration) {
  std::unique_lock lock(mutex_);
  if (changed_.wait_for(lock, duration, [this] { return cancelled_; })) throw Cancelled();
}

bool Interrupt::WaitConnected(int socket, Clock::time_point until) const {
  for (;;) {
    Check();
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    if (left <= 0) return false;
    pollfd waited[] = {{socket, POLLOUT, 0}, {event_, POLLIN, 0}};
    const int ready = ::poll(waited, 2, static_cast<int>(std::min<std::int64_t>(left, 60'000)));
    if (ready < 0 && errno != EINTR) throw EnvironmentError("poll failed with error {}", errno);
    if (ready > 0 && waited[0].revents) return true;
  }
}

Interrupt::Watch::Watch(Interrupt& interrupt, int socket) : interrupt_(interrupt) {
  const int duplicate = ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
  if (duplicate < 0) throw EnvironmentError("too many open files");
  const std::lock_guard lock(interrupt_.mutex_);
  place_ = interrupt_.sockets_.insert(interrupt_.sockets_.end(), duplicate);
  // Cancelled in between: the sweep over the sockets is over.
  if (interrupt_.cancelled_) ::shutdown(duplicate, SHUT_RDWR);
}

Interrupt::Watch::~Watch() {
  const std::lock_guard lock(interrupt_.mutex_);
  ::close(*place_);
  interrupt_.sockets_.erase(place_);
}

}  // namespace etl::rest
