// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/connector.h"

#include <Poco/Exception.h>
#include <Poco/Net/SocketAddress.h>
#include <netdb.h>

#include <cstring>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "etl/format.h"
#include "plugins/rest/transport_error.h"

namespace etl::rest {
namespace {

using Addresses = std::vector<Poco::Net::SocketAddress>;

struct Lookup {
  int error = 0;
  Addresses addresses;
};

Lookup GetAddresses(const std::string& host, std::uint16_t port, int flags) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags;
  addrinfo* found = nullptr;
  Lookup lookup;
  lookup.error = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (lookup.error) return lookup;
  for (const addrinfo* at = found; at; at = at->ai_next)
    lookup.addresses.emplace_back(at->ai_addr, at->ai_addrlen);
  ::freeaddrinfo(found);
  return lookup;
}

// getaddrinfo cannot be interrupted and may take a minute, so it runs on a thread that nobody needs
// to wait for: it owns all that it touches.
Lookup ResolveName(const Origin& origin, Interrupt& interrupt, Clock::time_point until) {
  auto promise = std::make_shared<std::promise<Lookup>>();
  auto future = promise->get_future();
  std::thread([promise, host = origin.host, port = origin.port] {
    promise->set_value(GetAddresses(host, port, 0));
  }).detach();
  while (future.wait_for(std::chrono::milliseconds(20)) != std::future_status::ready) {
    interrupt.Check();
    if (Clock::now() > until)
      throw TransportError(Format("the name of host {} was not resolved in time", origin.host));
  }
  return future.get();
}

Addresses Resolve(const Origin& origin, Interrupt& interrupt, Clock::time_point until) {
  Lookup lookup = GetAddresses(origin.host, origin.port, AI_NUMERICHOST);
  if (lookup.error) lookup = ResolveName(origin, interrupt, until);
  if (lookup.error)
    throw TransportError(Format("cannot resolve host {}: {}", origin.host,
                                std::string_view(::gai_strerror(lookup.error))),
                         TransportError::Retry::kYes,
                         "check the host name in the connection's `url`");
  return std::move(lookup.addresses);
}

std::string ErrorText(int error) {
  switch (error) {
    case ECONNREFUSED:
      return "connection refused";
    case EHOSTUNREACH:
      return "no route to the host";
    case ENETUNREACH:
      return "the network is unreachable";
    case ECONNRESET:
      return "connection reset";
    case ETIMEDOUT:
      return "no answer to connecting";
    default:
      return Format("cannot connect: error {}", error);
  }
}

}  // namespace

Poco::Net::StreamSocket Connect(const Origin& origin, Interrupt& interrupt,
                                std::chrono::milliseconds timeout, Clock::time_point deadline) {
  const auto resolve_until = std::min(Clock::now() + timeout, deadline);
  std::string reason = "the host has no address";
  for (const auto& address : Resolve(origin, interrupt, resolve_until)) {
    interrupt.Check();
    Poco::Net::StreamSocket socket(address.family());
    try {
      socket.connectNB(address);
      if (!interrupt.WaitConnected(socket.impl()->sockfd(),
                                   std::min(Clock::now() + timeout, deadline))) {
        reason = Format("no answer to connecting within {} ms (connect_timeout)", timeout.count());
        continue;
      }
      if (const int error = socket.impl()->socketError()) {
        reason = ErrorText(error);
        continue;
      }
      socket.setBlocking(true);
      socket.setNoDelay(true);
      return socket;
    } catch (const Poco::Exception& error) {
      reason = error.code() ? ErrorText(error.code()) : error.displayText();
    }
  }
  throw TransportError(reason, TransportError::Retry::kYes,
                       Format("check that {} is the right address and that it runs", origin.url()));
}

}  // namespace etl::rest
