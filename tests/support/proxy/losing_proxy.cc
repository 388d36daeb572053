// SPDX-License-Identifier: Apache-2.0
#include "tests/support/proxy/losing_proxy.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string_view>
#include <utility>

namespace etl::proxy {
namespace {

constexpr int kPollMillis = 20;

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

}  // namespace

LosingProxy::LosingProxy(int target_port, std::string statement)
    : target_port_(target_port),
      listener_(socket(AF_INET, SOCK_STREAM, 0)),
      statement_(std::move(statement)) {
  sockaddr_in address = Loopback(0);
  bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
  listen(listener_, 8);
  socklen_t size = sizeof address;
  getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Serve(); });
}

LosingProxy::~LosingProxy() {
  stop_ = true;
  thread_.join();
  close(listener_);
}

void LosingProxy::Serve() {
  while (!stop_) {
    pollfd waiting{listener_, POLLIN, 0};
    if (poll(&waiting, 1, kPollMillis) <= 0) continue;
    const int client = accept(listener_, nullptr, nullptr);
    const int server = socket(AF_INET, SOCK_STREAM, 0);
    const sockaddr_in address = Loopback(target_port_);
    if (connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
      PassOn(client, server);
    close(client);
    close(server);
  }
}

void LosingProxy::PassOn(int client, int server) const {
  char bytes[16384];
  bool sent = false;
  while (!stop_) {
    pollfd both[] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
    if (poll(both, 2, kPollMillis) <= 0) continue;
    for (const auto& [from, to] : {std::pair(0, server), std::pair(1, client)}) {
      if (both[from].revents == 0) continue;
      const ssize_t got = recv(both[from].fd, bytes, sizeof bytes, 0);
      if (got <= 0) return;
      const std::string_view text(bytes, static_cast<std::size_t>(got));
      const bool found = from == 0 && text.find(statement_) != std::string_view::npos;
      const bool lost =
          from == 0 ? found && lose_ == Lose::kStatement : sent && lose_ == Lose::kAnswer;
      if (lost && then_) then_();
      if (lost) return;
      sent = sent || found;
      send(to, bytes, text.size(), MSG_NOSIGNAL);
    }
  }
}

}  // namespace etl::proxy
