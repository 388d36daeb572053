// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>

#include "etl/context.h"
#include "plugins/rest/endpoint.h"
#include "plugins/rest/http_connection.h"
#include "plugins/rest/tls.h"
#include "plugins/rest/transport_error.h"

namespace etl::rest {

// What all clients of a source share. Outlives them; may be used from any thread.
class Service {
 public:
  Service(const RestConnection& o, const Endpoint& e, Interrupt& i, Context& c)
      : options(o), endpoint(e), interrupt(i), context(c) {}

  // Made when first needed: loading the authorities takes longer than a small run over http.
  Tls* TlsFor(const Origin& origin);

  const RestConnection& options;
  const Endpoint& endpoint;
  Interrupt& interrupt;
  Context& context;

 private:
  std::mutex mutex_;
  std::unique_ptr<Tls> tls_;
};

// Gets pages over one connection at a time: with retries, redirects, decompression. One thread.
class Client {
 public:
  explicit Client(Service& service) : service_(service), random_(std::random_device{}()) {}

  // The body of a page; nullopt: the only one. Throws EnvironmentError (page, URL, reason, number
  // of tries), DataError (too large), Cancelled.
  std::string Fetch(std::optional<std::int64_t> page);

 private:
  std::string Try(std::optional<std::int64_t> page);
  Poco::Net::HTTPResponse Get(const Target& target, const HttpConnection::Limits& limits);
  std::string RequestText(const Target& target) const;
  Target Redirected(const Target& from, const Poco::Net::HTTPResponse& head) const;
  std::string ReadPage(const Poco::Net::HTTPResponse& head);
  std::string ReadExcerpt(const Poco::Net::HTTPResponse& head);
  [[noreturn]] void Refused(const Poco::Net::HTTPResponse& head);
  // Waits before another try, or throws the error for good.
  void Recover(const TransportError& error, int tries, std::optional<std::int64_t> page);
  void CountBytes();

  Service& service_;
  std::unique_ptr<HttpConnection> connection_;
  Origin connected_to_;
  std::mt19937 random_;
};

}  // namespace etl::rest
