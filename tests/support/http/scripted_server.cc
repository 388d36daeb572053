// SPDX-License-Identifier: Apache-2.0
#include "tests/support/http/scripted_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <sstream>
#include <stdexcept>

namespace etl::test_http {

std::string Request::Query(const std::string& name) const {
  const auto question = target.find('?');
  if (question == std::string::npos) return {};
  std::istringstream parts(target.substr(question + 1));
  for (std::string part; std::getline(parts, part, '&');)
    if (part.starts_with(name + "=")) return part.substr(name.size() + 1);
  return {};
}

int Request::page() const {
  const std::string text = Query("page");
  return text.empty() ? 0 : std::stoi(text);
}

ScriptedServer::ScriptedServer(Handler handler)
    : handler_(std::move(handler)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, any, size) || ::listen(listener_, 64) ||
      ::getsockname(listener_, any, &size))
    throw std::runtime_error("the scripted server cannot listen");
  port_ = ntohs(address.sin_port);
  accepter_ = std::thread([this] { Accept(); });
}

ScriptedServer::~ScriptedServer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    for (const Connection& connection : connections_) ::shutdown(connection.socket, SHUT_RDWR);
  }
  changed_.notify_all();
  accepter_.join();
  for (Connection& connection : connections_) {
    connection.thread.join();
    ::close(connection.socket);
  }
  ::close(listener_);
}

std::string ScriptedServer::url() const { return "http://127.0.0.1:" + std::to_string(port_); }

std::vector<Request> ScriptedServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

bool ScriptedServer::WaitForRequests(std::size_t count) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::seconds(10),
                           [&] { return requests_.size() >= count; });
}

void ScriptedServer::Accept() {
  for (int number = 1;; ++number) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    const std::lock_guard lock(mutex_);
    if (socket < 0 || stopping_) {
      if (socket >= 0) ::close(socket);
      return;
    }
    connections_.push_back(
        {socket, std::thread([this, socket, number] { Serve(socket, number); })});
  }
}

void ScriptedServer::Serve(int socket, int number) {
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  std::string buffer;
  for (Request request; ReadRequest(socket, buffer, request); request = {}) {
    request.connection = number;
    int n;
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
      n = static_cast<int>(requests_.size());
      changed_.notify_all();
    }
    const int in_flight = ++in_flight_;
    for (int most = most_in_flight_; in_flight > most;)
      if (most_in_flight_.compare_exchange_weak(most, in_flight)) break;
    Response response;
    {
      const std::lock_guard lock(handler_mutex_);
      response = handler_(request, n);
    }
    const bool alive = Send(socket, response);
    --in_flight_;
    if (!alive) break;
  }
  // The descriptor itself stays ours until the end, so that nobody shuts down a stranger's.
  ::shutdown(socket, SHUT_RDWR);
}

bool ScriptedServer::ReadRequest(int socket, std::string& buffer, Request& request) {
  std::size_t end;
  while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
    char bytes[4096];
    const auto got = ::recv(socket, bytes, sizeof bytes, 0);
    if (got <= 0) return false;
    buffer.append(bytes, static_cast<std::size_t>(got));
  }
  std::istringstream head(buffer.substr(0, end + 2));
  buffer.erase(0, end + 4);
  std::string line;
  std::getline(head, line);
  std::istringstream(line) >> request.method >> request.target;
  while (std::getline(head, line)) {
    if (line.ends_with('\r')) line.pop_back();
    const auto colon = line.find(": ");
    if (colon == std::string::npos) continue;
    std::string name = line.substr(0, colon);
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    request.headers[name] = line.substr(colon + 2);
  }
  return ReadBody(socket, buffer, request);
}

bool ScriptedServer::ReadBody(int socket, std::string& buffer, Request& request) {
  const auto length = request.headers.find("content-length");
  const std::size_t size = length == request.headers.end() ? 0 : std::stoul(length->second);
  while (buffer.size() < size) {
    char bytes[4096];
    const auto got = ::recv(socket, bytes, sizeof bytes, 0);
    if (got <= 0) return false;
    buffer.append(bytes, static_cast<std::size_t>(got));
  }
  request.body = buffer.substr(0, size);
  buffer.erase(0, size);
  return true;
}

bool ScriptedServer::Send(int socket, const Response& response) {
  if (!Wait(response.delay)) return false;
  const std::size_t end =
      std::min({response.bytes.size(), response.cut_after, response.stall_after});
  for (std::size_t sent = 0; sent < end;) {
    const bool dripping = response.drip.count() > 0 && sent >= response.drip_after;
    std::size_t count = dripping ? 1 : end - sent;
    if (!dripping && response.drip.count() > 0) count = std::min(count, response.drip_after - sent);
    if (dripping && !Wait(response.drip)) return false;
    const auto done = ::send(socket, response.bytes.data() + sent, count, MSG_NOSIGNAL);
    if (done <= 0) return false;
    sent += static_cast<std::size_t>(done);
  }
  if (end == response.stall_after) {
    char byte;  // until the client gives up, or this server stops
    return ::recv(socket, &byte, 1, 0), false;
  }
  if (end == response.cut_after) {
    if (response.reset) {
      // Only connecting the socket to nowhere sends RST and keeps the descriptor.
      const linger now{1, 0};
      ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
      sockaddr nowhere{};
      nowhere.sa_family = AF_UNSPEC;
      ::connect(socket, &nowhere, sizeof nowhere);
    }
    return false;
  }
  return !response.close;
}

bool ScriptedServer::Wait(std::chrono::milliseconds duration) {
  std::unique_lock lock(mutex_);
  if (duration.count() == 0) return !stopping_;
  return !changed_.wait_for(lock, duration, [this] { return stopping_; });
}

}  // namespace etl::test_http
