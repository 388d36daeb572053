// SPDX-License-Identifier: Apache-2.0
#include "tests/support/proxy/cutting_proxy.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <stdexcept>

namespace etl::proxy {
namespace {

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int NewSocket() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) throw std::runtime_error("no socket");
  return fd;
}

bool SendAll(int fd, const char* data, std::size_t size) {
  while (size > 0) {
    const auto sent = send(fd, data, size, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    data += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

void Reset(int fd) {
  const linger at_once{1, 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

// A reset overtakes bytes that the other side has not read yet, so it waits until they have been.
void WaitUntilRead(int fd) {
  for (int i = 0; i < 200; ++i) {
    tcp_info info{};
    socklen_t size = sizeof info;
    getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size);
    if (info.tcpi_unacked == 0) break;
    usleep(100);
  }
  usleep(300);
}

}  // namespace

CuttingProxy::CuttingProxy(int target_port) : target_port_(target_port) {
  listener_ = NewSocket();
  wake_ = eventfd(0, EFD_CLOEXEC);
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof address;
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      listen(listener_, 16) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("no free port");
  port_ = ntohs(address.sin_port);
  accept_ = std::thread([this] { Accept(); });
}

CuttingProxy::~CuttingProxy() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = write(wake_, &one, sizeof one);
  accept_.join();
  for (std::thread& connection : connections_) connection.join();
  close(listener_);
  close(wake_);
}

void CuttingProxy::CutAfter(std::int64_t bytes, Cut cut) {
  const std::lock_guard lock(mutex_);
  limit_ = bytes;
  cut_ = cut;
}

void CuttingProxy::Accept() {
  for (;;) {
    pollfd fds[] = {{wake_, POLLIN, 0}, {listener_, POLLIN, 0}};
    if (poll(fds, 2, -1) < 0) continue;
    if (fds[0].revents != 0) return;
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    const std::lock_guard lock(mutex_);
    bytes_ = 0;
    connections_.emplace_back(
        [this, client, limit = limit_, cut = cut_] { Serve(client, limit, cut); });
  }
}

void CuttingProxy::Serve(int client, std::int64_t limit, Cut cut) {
  const int server = NewSocket();
  const sockaddr_in address = Loopback(target_port_);
  std::array<char, 16'384> buffer;
  std::int64_t sent = 0;
  bool open = connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  bool stalled = false;
  while (open) {
    pollfd fds[] = {{wake_, POLLIN, 0}, {client, POLLIN, 0}, {server, POLLIN, 0}};
    if (stalled) fds[2].fd = -1;
    if (poll(fds, 3, -1) < 0) continue;
    if (fds[0].revents != 0) break;
    if (fds[1].revents != 0) {
      const auto size = read(client, buffer.data(), buffer.size());
      open = size > 0 && SendAll(server, buffer.data(), static_cast<std::size_t>(size));
    }
    if (!open || fds[2].revents == 0) continue;
    const std::size_t most =
        limit < 0 ? buffer.size() : std::min(buffer.size(), static_cast<std::size_t>(limit - sent));
    const auto size = most > 0 ? read(server, buffer.data(), most) : 0;
    if (size > 0) bytes_ = sent += size;  // before the client can have them
    open = size > 0 && SendAll(client, buffer.data(), static_cast<std::size_t>(size));
    if (limit < 0 || sent < limit) continue;
    stalled = cut == Cut::kStall;
    open = stalled;
    if (cut == Cut::kReset) WaitUntilRead(client), Reset(client);
  }
  close(client);
  close(server);
}

}  // namespace etl::proxy
