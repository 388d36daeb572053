// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>

#include "etl/context.h"
#include "plugins/rest/access_token.h"
#include "plugins/rest/answer_errors.h"
#include "plugins/rest/cookie_jar.h"
#include "plugins/rest/endpoint.h"
#include "plugins/rest/http_connection.h"
#include "plugins/rest/rate_limit.h"
#include "plugins/rest/requests.h"
#include "plugins/rest/tls.h"
#include "plugins/rest/transport_error.h"

namespace etl::rest {

// What all clients of a source share. Outlives them; may be used from any thread.
class Service {
 public:
  Service(const RestOptions& options, const Endpoint& endpoint, Interrupt& interrupt,
          Context& context);

  // Made when first needed: loading the authorities takes longer than a small run over http.
  Tls* TlsFor(const Origin& origin);
  // Waits until the rate allows another request; returns how long that took.
  Clock::duration WaitForTurn();

  const RestConnection& options;
  const Endpoint& endpoint;
  Interrupt& interrupt;
  Context& context;
  const std::string next_header;  // that leads to the next page; empty: none does
  bool keeps_headers = false;     // of answers, for whoever looks at a first page
  const AnswerErrors errors;
  CookieJar cookies;
  std::unique_ptr<AccessToken> token;  // null: no OAuth2

 private:
  RateLimit rate_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Tls>> tls_;  // by host
};

// A page as it came.
struct Answer {
  std::string body;
  std::string next;        // the header that leads on; several joined by commas
  Target from;             // after redirects
  bool absent = false;     // a probe: there is no such page
  bool has_length = true;  // a cut body would have been noticed
  StringMap headers = {};  // if the service keeps them
};

// Gets pages over one connection at a time: with retries, redirects, tokens, decompression. One
// thread.
class Client {
 public:
  explicit Client(Service& service) : service_(service), random_(std::random_device{}()) {}

  // Throws EnvironmentError (page, URL, reason, number of tries), DataError (too large, or an error
  // that the answer carries), Cancelled.
  Answer Fetch(const PageRequest& request);

 private:
  // One request of a try: redirects change it.
  struct Message {
    std::string method;
    Target target;
    std::string body;
    std::string token;  // OAuth2; empty: none
  };

  Answer Try(const PageRequest& request);
  Poco::Net::HTTPResponse Send(const Message& message, HttpConnection::Limits& limits);
  std::string RequestText(const Message& message) const;
  void Redirect(Message& message, const Poco::Net::HTTPResponse& head) const;
  Answer ReadPage(const Target& from, const Poco::Net::HTTPResponse& head);
  std::string ReadExcerpt(const Poco::Net::HTTPResponse& head);
  [[noreturn]] void Refused(const Poco::Net::HTTPResponse& head);
  bool CarriesError(const Answer& answer, const PageRequest& request) const;
  // Waits before another try, or throws the error for good.
  void Recover(const TransportError& error, int tries, const PageRequest& request);
  void CountBytes();

  Service& service_;
  std::unique_ptr<HttpConnection> connection_;
  Origin connected_to_;
  std::mt19937 random_;
};

}  // namespace etl::rest
