// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/interrupter.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>

#include "etl/error.h"

namespace etl::postgres {

using std::chrono::milliseconds;

Interrupter::Interrupter() : wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (wake_ < 0) throw EnvironmentError("no file descriptor is left");
}

Interrupter::~Interrupter() { close(wake_); }

void Interrupter::Cancel() noexcept {
  cancelled_ = true;
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = write(wake_, &one, sizeof one);
}

void Interrupter::SetDeadline(Clock::time_point deadline) {
  if (!deadline_) deadline_ = deadline;
}

int Interrupter::Wait(int socket, short events, milliseconds timeout) const {
  auto end = Clock::now() + timeout;
  if (deadline_) end = std::min(end, *deadline_);
  for (;;) {
    pollfd fds[] = {{wake_, POLLIN, 0}, {socket, events, 0}};
    const auto left = std::chrono::ceil<milliseconds>(end - Clock::now()).count();
    const auto millis = std::clamp<std::int64_t>(left, 0, 3'600'000);
    const int ready = poll(fds, 2, static_cast<int>(millis));
    if (ready < 0 && errno == EINTR) continue;
    return ready <= 0 || fds[0].revents != 0 ? 0 : fds[1].revents;
  }
}

}  // namespace etl::postgres
