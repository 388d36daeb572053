// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/access_token.h"

#include <Poco/String.h>
#include <simdjson.h>

#include <charconv>

#include "etl/value_text.h"
#include "plugins/rest/client.h"
#include "plugins/rest/gunzip.h"
#include "plugins/rest/http_connection.h"
#include "plugins/rest/retry.h"
#include "plugins/rest/url_text.h"

namespace etl::rest {
namespace {

constexpr std::int64_t kLargestAnswer = 1 << 20;
// A token is not used for the last part of its life, which may be over when it arrives.
constexpr std::chrono::seconds kMargin{30};

[[noreturn]] void Fail(const std::string& why, bool retry, std::string hint = {}) {
  throw TransportError("cannot get an access token: " + why,
                       retry ? TransportError::Retry::kYes : TransportError::Retry::kNo,
                       std::move(hint));
}

// Seconds as a number or, as some servers have it, as text; 0: not said.
std::int64_t Lifetime(const simdjson::dom::element& root) {
  const auto value = root["expires_in"];
  std::int64_t seconds = 0;
  if (value.get_int64().get(seconds) == simdjson::SUCCESS) return seconds;
  std::string_view text;
  if (value.get_string().get(text) == simdjson::SUCCESS)
    std::from_chars(text.data(), text.data() + text.size(), seconds);
  return seconds;
}

}  // namespace

Target TokenTarget(const OAuth2& options) {
  auto target = Endpoint::Resolve({{false, "localhost", 80}, "/"}, options.token_url);
  if (!target || options.token_url.find("://") == std::string::npos)
    throw ConfigError("`token_url` is no http or https URL: {}", Quoted(options.token_url, 200));
  return *std::move(target);
}

AccessToken::AccessToken(const OAuth2& options, Secrets& secrets)
    : options_(options), secrets_(secrets), target_(TokenTarget(options)) {}

std::string AccessToken::Get(Service& service, std::string_view refused) {
  const std::lock_guard lock(mutex_);
  const bool over = until_ && Clock::now() >= *until_;
  if (!token_.empty() && !over && token_ != refused) return token_;
  try {
    Read(Ask(service));
  } catch (const TransportError& error) {
    const std::string text = error.what();
    if (text.starts_with("cannot get an access token")) throw;
    throw TransportError(
        "cannot get an access token from " + target_.origin.url() + ": " + text,
        error.retryable() ? TransportError::Retry::kYes : TransportError::Retry::kNo, error.hint());
  }
  return token_;
}

std::string AccessToken::RequestText() const {
  std::string body = "grant_type=client_credentials";
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) body += std::string("&") + name + "=" + EncodeUrl(value);
  };
  add("scope", options_.scope);
  add("audience", options_.audience);
  std::string text = "POST " + target_.path_and_query +
                     " HTTP/1.1\r\nHost: " + target_.origin.host_header() +
                     "\r\nAccept: application/json\r\nUser-Agent: etl\r\nConnection: close\r\n";
  if (options_.credentials == "body") {
    add("client_id", options_.client_id);
    add("client_secret", options_.client_secret);
  } else {
    // Encoded before they are joined: RFC 6749 section 2.3.1.
    text += "Authorization: Basic " +
            Base64(EncodeUrl(options_.client_id) + ":" + EncodeUrl(options_.client_secret)) +
            "\r\n";
  }
  return text + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string AccessToken::Ask(Service& service) {
  const HttpConnection::Limits limits{service.options.connect_timeout, service.options.read_timeout,
                                      Clock::now() + service.options.timeout};
  HttpConnection connection(target_.origin, service.TlsFor(target_.origin), service.interrupt,
                            limits);
  service.context.Metric("token requests");
  const auto head = connection.Exchange(RequestText(), limits);
  BodyCollector body(false, kLargestAnswer);
  connection.ReadBody(head, [&](std::string_view bytes) { body.Add(bytes); });
  std::string text = body.Finish();
  const int status = head.getStatus();
  if (status == 200) return text;
  std::string why = Format("{} answered {} {}", target_.origin.url(), status, head.getReason());
  if (!text.empty()) why += ": " + Quoted(secrets_.Mask(text), 120);
  Fail(why, IsRetryable(status),
       status == 400 || status == 401 ? "check `client_id`, `client_secret` and `scope` of `oauth2`"
                                      : "check the `token_url` of `oauth2`");
}

void AccessToken::Read(const std::string& body) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  std::string_view token;
  if (parser.parse(body.data(), body.size()).get(root) != simdjson::SUCCESS ||
      root["access_token"].get_string().get(token) != simdjson::SUCCESS || token.empty())
    Fail("the answer of " + target_.origin.url() + " has no `access_token`", false,
         "check the `token_url` of `oauth2`");
  secrets_.Add(token);
  for (const unsigned char c : token)
    if (c <= 0x20 || c >= 0x7f) Fail("it holds what no header can", false);
  std::string_view type;
  if (root["token_type"].get_string().get(type) == simdjson::SUCCESS &&
      Poco::icompare(std::string(type), "bearer") != 0)
    Fail("it is of the type " + Quoted(type, 40) + ", not bearer", false);
  token_ = token;
  const std::chrono::milliseconds lifetime =
      std::chrono::seconds(std::min<std::int64_t>(Lifetime(root), 1'000'000'000));
  until_.reset();
  if (lifetime.count() > 0)
    until_ = Clock::now() + (lifetime > 2 * kMargin ? lifetime - kMargin : lifetime / 2);
}

}  // namespace etl::rest
