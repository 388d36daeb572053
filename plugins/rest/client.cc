// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/client.h"

#include <Poco/String.h>

#include <charconv>

#include "etl/value_text.h"
#include "plugins/rest/gunzip.h"
#include "plugins/rest/retry.h"
#include "plugins/rest/transport_error.h"

namespace etl::rest {
namespace {

using Poco::Net::HTTPResponse;
using Page = std::optional<std::int64_t>;

constexpr int kMostRedirects = 5;
constexpr std::int64_t kLongestExcerpt = 64 * 1024;

std::string StatusText(const HTTPResponse& head) {
  return Format("the server answered {} {}", int{head.getStatus()}, head.getReason());
}

std::string PageName(const Page& page) {
  return page ? "page " + std::to_string(*page) : std::string("the page");
}

bool IsRedirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool IsGzip(const HTTPResponse& head) {
  const std::string coding = Poco::toLower(Poco::trim(head.get("Content-Encoding", "identity")));
  if (coding == "gzip" || coding == "x-gzip") return true;
  if (coding != "identity" && !coding.empty())
    throw TransportError("the body has an encoding that was not asked for: " + Quoted(coding),
                         TransportError::Retry::kNo);
  return false;
}

}  // namespace

Tls* Service::TlsFor(const Origin& origin) {
  if (!origin.tls) return nullptr;
  const std::lock_guard lock(mutex_);
  // Only ever one host: redirects to another are refused.
  if (!tls_) tls_ = std::make_unique<Tls>(options.tls, origin.host);
  return tls_.get();
}

std::string Client::Fetch(Page page) {
  for (int tries = 1;; ++tries) {
    try {
      std::string body = Try(page);
      CountBytes();
      return body;
    } catch (const TransportError& error) {
      CountBytes();
      connection_.reset();
      service_.interrupt.Check();
      Recover(error, tries, page);
    } catch (const DataError& error) {
      throw DataError("{}", error.what()).Hint(error.hint()).Position(PageName(page));
    }
  }
}

void Client::Recover(const TransportError& error, int tries, Page page) {
  const RestConnection& options = service_.options;
  const Endpoint& endpoint = service_.endpoint;
  const std::string what = endpoint.Mask(Format(
      "GET {}: {}", endpoint.Display(endpoint.PageTarget(page)), std::string_view(error.what())));
  if (!error.retryable() || tries > options.retries)
    throw EnvironmentError("cannot get {} after {}: {}", PageName(page),
                           tries == 1 ? "1 try" : Format("{} tries", tries), what)
        .Hint(error.hint());
  const double random = std::uniform_real_distribution<>(0, 1)(random_);
  const auto wait = std::max(Backoff(options.retry_delay, tries, random),
                             error.wait().value_or(std::chrono::milliseconds(0)));
  service_.context.Metric("retries");
  service_.context.Log(ETL_LOG_WARNING, "{}; next try in {} ms", what, wait.count());
  service_.interrupt.Sleep(wait);
}

std::string Client::Try(Page page) {
  const HttpConnection::Limits limits{service_.options.connect_timeout,
                                      service_.options.read_timeout,
                                      Clock::now() + service_.options.timeout};
  Target target = service_.endpoint.PageTarget(page);
  for (int redirects = 0; redirects <= kMostRedirects; ++redirects) {
    const HTTPResponse head = Get(target, limits);
    if (head.getStatus() == 200) return ReadPage(head);
    if (!IsRedirect(head.getStatus())) Refused(head);
    target = Redirected(target, head);
    ReadExcerpt(head);
  }
  throw TransportError(Format("more than {} redirects", kMostRedirects),
                       TransportError::Retry::kNo);
}

HTTPResponse Client::Get(const Target& target, const HttpConnection::Limits& limits) {
  const auto started = Clock::now();
  const bool reused = connection_ && connected_to_ == target.origin && connection_->reusable();
  const auto exchange = [&] {
    if (!connection_) {
      connection_ = std::make_unique<HttpConnection>(target.origin, service_.TlsFor(target.origin),
                                                     service_.interrupt, limits);
      connected_to_ = target.origin;
    }
    service_.context.Metric("requests");
    return connection_->Exchange(RequestText(target), limits);
  };
  if (!reused) connection_.reset();
  try {
    return exchange();
  } catch (const TransportError&) {
    service_.interrupt.Check();
    // A server may close an idle connection just as it is used again: no fault of anybody.
    const bool timed_out = Clock::now() - started >= limits.read;
    if (!reused || connection_->answered() || timed_out) throw;
    CountBytes();
    connection_.reset();
    return exchange();
  }
}

std::string Client::RequestText(const Target& target) const {
  std::string text = "GET " + target.path_and_query +
                     " HTTP/1.1\r\nHost: " + target.origin.host_header() +
                     "\r\nAccept-Encoding: gzip\r\nConnection: keep-alive\r\n";
  bool accept = false, agent = false;
  for (const auto& [name, value] : service_.endpoint.headers()) {
    accept |= Poco::icompare(name, "accept") == 0;
    agent |= Poco::icompare(name, "user-agent") == 0;
    text += name + ": " + value + "\r\n";
  }
  if (!accept) text += "Accept: application/json\r\n";
  if (!agent) text += "User-Agent: etl\r\n";
  return text + "\r\n";
}

Target Client::Redirected(const Target& from, const HTTPResponse& head) const {
  const std::string location = head.get("Location", "");
  const auto refuse = [&](std::string_view why, std::string hint = {}) -> TransportError {
    return TransportError(Format("redirected {}: {}", why, Quoted(location)),
                          TransportError::Retry::kNo, std::move(hint));
  };
  const auto target = Endpoint::Resolve(from, location);
  if (location.empty() || !target) throw refuse("to what is no http or https URL");
  if (target->origin.host != from.origin.host)
    throw refuse("to another host, which is refused",
                 "if you trust it, make it the `url` of the connection");
  if (from.origin.tls && !target->origin.tls) throw refuse("from https to http, which is refused");
  if (from.origin.tls == target->origin.tls && from.origin.port != target->origin.port)
    throw refuse("to another port, which is refused",
                 "if you trust it, make it the `url` of the connection");
  return *target;
}

std::string Client::ReadPage(const HTTPResponse& head) {
  std::uint64_t length = 0;  // left alone by a header that is no number
  const std::string text = head.get("Content-Length", "");
  std::from_chars(text.data(), text.data() + text.size(), length);
  BodyCollector body(IsGzip(head), service_.options.max_body.bytes, length);
  connection_->ReadBody(head, [&](std::string_view bytes) { body.Add(bytes); });
  return body.Finish();
}

// The start of a body that explains a refusal. Leaves a usable connection, or none.
std::string Client::ReadExcerpt(const HTTPResponse& head) {
  try {
    BodyCollector body(IsGzip(head), kLongestExcerpt);
    connection_->ReadBody(head, [&](std::string_view bytes) { body.Add(bytes); });
    return body.Finish();
  } catch (const TransportError&) {
  } catch (const DataError&) {
  }
  CountBytes();
  connection_.reset();
  return {};
}

void Client::Refused(const HTTPResponse& head) {
  const int status = head.getStatus();
  std::string text = StatusText(head);
  if (IsRetryable(status)) {
    const auto after =
        ParseRetryAfter(head.get("Retry-After", ""), std::chrono::system_clock::now());
    if (after && *after > service_.options.max_retry_after)
      throw TransportError(text + ", to be retried after " + Quoted(head.get("Retry-After")) +
                               ", which is longer than max_retry_after",
                           TransportError::Retry::kNo,
                           "run it later, or raise `max_retry_after` in the connection");
    throw TransportError(text).After(after);
  }
  std::string hint;
  if (status == 401 || status == 403)
    hint = "check the connection's `bearer`, `api_key` or the URL's user and password";
  else if (status == 404 || status == 410)
    hint = "check the connection's `url` and the step's `path`";
  // Cut only after masking, or half of a secret could escape.
  const std::string excerpt = service_.endpoint.Mask(ReadExcerpt(head));
  if (!excerpt.empty()) text += ": " + Quoted(excerpt, 120);
  throw TransportError(text, TransportError::Retry::kNo, hint);
}

void Client::CountBytes() {
  if (!connection_) return;
  if (const auto bytes = connection_->TakeBytes()) service_.context.Metric("bytes", bytes);
}

}  // namespace etl::rest
