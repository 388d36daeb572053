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

constexpr int kMostRedirects = 5;
constexpr std::int64_t kLongestExcerpt = 64 * 1024;
// A wait for the rate that is longer than this is worth a line.
constexpr std::chrono::seconds kLongWait{2};

std::string StatusText(const HTTPResponse& head) {
  return Format("the server answered {} {}", int{head.getStatus()}, head.getReason());
}

bool IsRedirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// What a server answers that is asked for a page behind the last one.
bool MeansNoPage(int status) {
  return status == 204 || status == 400 || status == 404 || status == 410 || status == 416 ||
         status == 422;
}

bool IsGzip(const HTTPResponse& head) {
  const std::string coding = Poco::toLower(Poco::trim(head.get("Content-Encoding", "identity")));
  if (coding == "gzip" || coding == "x-gzip") return true;
  if (coding != "identity" && !coding.empty())
    throw TransportError("the body has an encoding that was not asked for: " + Quoted(coding),
                         TransportError::Retry::kNo);
  return false;
}

std::string Joined(const HTTPResponse& head, const std::string& name) {
  std::string out;
  for (auto header = head.find(name); header != head.end(); ++header)
    if (Poco::icompare(header->first, name) == 0) out += (out.empty() ? "" : ", ") + header->second;
  return out;
}

std::string NextHeader(const RestOptions& options) {
  const Style style = StyleOf(options);
  if (style == Style::kLink) return "Link";
  return style == Style::kCursor ? options.paginate->cursor_header : std::string();
}

}  // namespace

Service::Service(const RestOptions& o, const Endpoint& e, Interrupt& i, Context& c)
    : options(o.connection),
      endpoint(e),
      interrupt(i),
      context(c),
      next_header(NextHeader(o)),
      errors(o.error_if),
      cookies(e.secrets()),
      rate_(options.rate.empty() ? Rate{} : ParseRate(options.rate)) {
  if (options.oauth2) token = std::make_unique<AccessToken>(*options.oauth2, e.secrets());
}

Tls* Service::TlsFor(const Origin& origin) {
  if (!origin.tls) return nullptr;
  const std::lock_guard lock(mutex_);
  auto& tls = tls_[origin.host];
  if (!tls) tls = std::make_unique<Tls>(options.tls, origin.host);
  return tls.get();
}

Clock::duration Service::WaitForTurn() {
  const auto now = Clock::now();
  const auto wait = rate_.Take(now) - now;
  if (wait <= Clock::duration::zero()) return {};
  const auto millis = std::chrono::ceil<std::chrono::milliseconds>(wait);
  if (wait >= kLongWait)
    context.Log(ETL_LOG_INFO, "waiting {} s, as the rate is {}", (millis.count() + 999) / 1000,
                options.rate);
  context.Metric("ms waited for the rate", millis.count());
  interrupt.Sleep(millis);
  return wait;
}

Answer Client::Fetch(const PageRequest& request) {
  for (int tries = 1;; ++tries) {
    try {
      Answer answer = Try(request);
      CountBytes();
      if (CarriesError(answer, request)) answer.absent = true;
      return answer;
    } catch (const TransportError& error) {
      CountBytes();
      connection_.reset();
      service_.interrupt.Check();
      Recover(error, tries, request);
    } catch (const DataError& error) {
      throw DataError("{}", error.what()).Hint(error.hint()).Position(request.name);
    }
  }
}

// Throws for an error that the answer carries. True: that is how the API says that there is no page
// behind the last one.
bool Client::CarriesError(const Answer& answer, const PageRequest& request) const {
  try {
    service_.errors.Check(answer.body, service_.endpoint.secrets());
    return false;
  } catch (const DataError&) {
    if (!request.probe) throw;
    return true;
  }
}

void Client::Recover(const TransportError& error, int tries, const PageRequest& request) {
  const RestConnection& options = service_.options;
  const Endpoint& endpoint = service_.endpoint;
  const std::string what =
      endpoint.Mask(Format("{} {}: {}", request.method, endpoint.Display(request.target),
                           std::string_view(error.what())));
  if (!error.retryable() || tries > options.retries)
    throw EnvironmentError("cannot get {} after {}: {}",
                           request.name.empty() ? "the page" : request.name,
                           tries == 1 ? "1 try" : Format("{} tries", tries), what)
        .Hint(error.hint());
  const double random = std::uniform_real_distribution<>(0, 1)(random_);
  const auto wait = std::max(Backoff(options.retry_delay, tries, random),
                             error.wait().value_or(std::chrono::milliseconds(0)));
  service_.context.Metric("retries");
  service_.context.Log(ETL_LOG_WARNING, "{}; next try in {} ms", what, wait.count());
  service_.interrupt.Sleep(wait);
}

Answer Client::Try(const PageRequest& request) {
  HttpConnection::Limits limits{service_.options.connect_timeout, service_.options.read_timeout,
                                Clock::now() + service_.options.timeout};
  Message message{request.method, request.target, request.body, {}};
  if (service_.token) message.token = service_.token->Get(service_);
  bool renewed = false;
  for (int redirects = 0; redirects <= kMostRedirects;) {
    const HTTPResponse head = Send(message, limits);
    const int status = head.getStatus();
    if (status == 200) return ReadPage(message.target, head);
    if (status == 401 && service_.token && !renewed) {
      ReadExcerpt(head);
      message.token = service_.token->Get(service_, message.token);
      renewed = true;
      continue;
    }
    if (request.probe && MeansNoPage(status)) {
      ReadExcerpt(head);
      return {{}, {}, message.target, true, true};
    }
    if (!IsRedirect(status)) Refused(head);
    Redirect(message, head);
    ReadExcerpt(head);
    ++redirects;
  }
  throw TransportError(Format("more than {} redirects", kMostRedirects),
                       TransportError::Retry::kNo);
}

HTTPResponse Client::Send(const Message& message, HttpConnection::Limits& limits) {
  limits.deadline += service_.WaitForTurn();
  const Target& target = message.target;
  const auto started = Clock::now();
  const bool reused = connection_ && connected_to_ == target.origin && connection_->reusable();
  const auto exchange = [&] {
    if (!connection_) {
      connection_ = std::make_unique<HttpConnection>(target.origin, service_.TlsFor(target.origin),
                                                     service_.interrupt, limits);
      connected_to_ = target.origin;
    }
    service_.context.Metric("requests");
    const auto sent = Clock::now();
    HTTPResponse head = connection_->Exchange(RequestText(message), limits);
    service_.context.Statement(
        message.method + " " + service_.endpoint.Display(target),
        std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - sent));
    service_.cookies.Keep(target, head);
    return head;
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

std::string Client::RequestText(const Message& message) const {
  const Target& target = message.target;
  std::string text = message.method + " " + target.path_and_query +
                     " HTTP/1.1\r\nHost: " + target.origin.host_header() +
                     "\r\nAccept-Encoding: gzip\r\nConnection: keep-alive\r\n";
  bool accept = false, agent = false, type = false;
  for (const auto& [name, value] : service_.endpoint.HeadersFor(target.origin)) {
    accept |= Poco::icompare(name, "accept") == 0;
    agent |= Poco::icompare(name, "user-agent") == 0;
    type |= Poco::icompare(name, "content-type") == 0;
    text += name + ": " + value + "\r\n";
  }
  if (!message.token.empty() && service_.endpoint.Trusts(target.origin))
    text += "Authorization: Bearer " + message.token + "\r\n";
  if (const std::string cookies = service_.cookies.For(target); !cookies.empty())
    text += "Cookie: " + cookies + "\r\n";
  if (!accept) text += "Accept: application/json\r\n";
  if (!agent) text += "User-Agent: etl\r\n";
  if (message.method != "POST") return text + "\r\n";
  if (!type) text += "Content-Type: application/json\r\n";
  return text + "Content-Length: " + std::to_string(message.body.size()) + "\r\n\r\n" +
         message.body;
}

void Client::Redirect(Message& message, const HTTPResponse& head) const {
  const std::string location = head.get("Location", "");
  const auto refuse = [&](std::string_view why, std::string hint = {}) -> TransportError {
    // Masked first, or a secret could be cut in half.
    return TransportError(
        Format("redirected {}: {}", why, Quoted(service_.endpoint.Mask(location))),
        TransportError::Retry::kNo, std::move(hint));
  };
  const auto target = Endpoint::Resolve(message.target, location);
  if (location.empty() || !target) throw refuse("to what is no http or https URL");
  if (const auto refusal = service_.endpoint.Refusal(message.target.origin, target->origin))
    throw refuse(*refusal + ", which is refused",
                 message.target.origin.tls && !target->origin.tls
                     ? ""
                     : "if you trust it, list it in `hosts` of the connection: credentials are not "
                       "sent there");
  // As browsers do, and as servers expect: only 307 and 308 ask for the same request again.
  const int status = head.getStatus();
  if (status != 307 && status != 308 && message.method == "POST") {
    message.method = "GET";
    message.body.clear();
  }
  message.target = *target;
}

Answer Client::ReadPage(const Target& from, const HTTPResponse& head) {
  std::uint64_t length = 0;  // left alone by a header that is no number
  const std::string text = head.get("Content-Length", "");
  std::from_chars(text.data(), text.data() + text.size(), length);
  const bool gzip = IsGzip(head);
  BodyCollector body(gzip, service_.options.max_body.bytes, length);
  connection_->ReadBody(head, [&](std::string_view bytes) { body.Add(bytes); });
  Answer answer;
  answer.body = body.Finish();
  if (!service_.next_header.empty()) answer.next = Joined(head, service_.next_header);
  if (service_.keeps_headers) answer.headers.assign(head.begin(), head.end());
  answer.from = from;
  answer.has_length = gzip || !text.empty() || head.has("Transfer-Encoding");
  return answer;
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
    hint =
        "check the connection's `bearer`, `basic`, `api_key`, `oauth2` or the URL's user and "
        "password";
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
