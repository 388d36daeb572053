// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/endpoint.h"

#include <Poco/Base64Encoder.h>
#include <Poco/Exception.h>
#include <Poco/String.h>
#include <Poco/URI.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <sstream>

namespace etl::rest {
namespace {

constexpr const char* kReserved = "?#/:;+@&=,!$'()*[]\"<>\\^`{|}%";

std::string Encode(const std::string& text) {
  std::string out;
  Poco::URI::encode(text, kReserved, out);
  return out;
}

std::string Decode(const std::string& text) {
  std::string out;
  Poco::URI::decode(text, out);
  return out;
}

std::string Base64(const std::string& text) {
  std::ostringstream out;
  Poco::Base64Encoder encoder(out);
  encoder.rdbuf()->setLineLength(0);
  encoder << text;
  encoder.close();
  return out.str();
}

bool IsToken(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) || std::strchr("!#$%&'*+-.^_`|~", c);
  });
}

// Whether a header or a query parameter of this name usually carries a secret.
bool SoundsSecret(const std::string& name) {
  const std::string lower = Poco::toLower(name);
  for (const char* word : {"auth", "token", "key", "secret", "passw", "cookie", "sig", "session"})
    if (lower.find(word) != std::string::npos) return true;
  return false;
}

// Cuts "user:password@" out of a URL, before anything can fail and show it.
std::string TakeUserInfo(std::string& url) {
  const auto start = url.find("://");
  if (start == std::string::npos) return {};
  const auto end = std::min(url.find_first_of("/?#", start + 3), url.size());
  const auto at = url.rfind('@', end);
  if (at == std::string::npos || at < start + 3) return {};
  std::string info = url.substr(start + 3, at - start - 3);
  url.erase(start + 3, at - start - 2);
  return info;
}

Target TargetOf(const Poco::URI& uri) {
  Target target;
  target.origin.tls = uri.getScheme() == "https";
  target.origin.host = Poco::toLower(uri.getHost());
  if (target.origin.host.starts_with('['))
    target.origin.host = target.origin.host.substr(1, target.origin.host.size() - 2);
  target.origin.port = uri.getPort();
  target.path_and_query = uri.getPathAndQuery();
  if (!target.path_and_query.starts_with('/')) target.path_and_query.insert(0, "/");
  return target;
}

}  // namespace

std::string Origin::host_header() const {
  std::string out = host.find(':') == std::string::npos ? host : "[" + host + "]";
  return port == (tls ? 443 : 80) ? out : out + ":" + std::to_string(port);
}

std::string Origin::url() const { return (tls ? "https://" : "http://") + host_header(); }

Endpoint::Endpoint(const RestOptions& options) {
  ReadUrl(options);
  ReadHeaders(options.connection);
}

void Endpoint::ReadUrl(const RestOptions& options) {
  std::string url = options.connection.url;
  const std::string info = TakeUserInfo(url);
  try {
    const Poco::URI uri(url);
    if (uri.getScheme() != "http" && uri.getScheme() != "https")
      throw ConfigError("`url` must begin with http:// or https://: {}", url);
    if (uri.getHost().empty()) throw ConfigError("`url` names no host: {}", url);
    origin_ = TargetOf(uri).origin;
    path_ = Poco::URI(url).getPath();
    std::string encoded;
    Poco::URI::encode(path_, "?#", encoded);
    path_ = encoded;
    for (const auto& [name, value] : uri.getQueryParameters()) AddQuery(name, value);
    if (!info.empty()) {
      const auto colon = info.find(':');
      const std::string user = Decode(info.substr(0, colon));
      const std::string password = colon == std::string::npos ? "" : Decode(info.substr(colon + 1));
      const std::string credentials = Base64(user + ":" + password);
      AddSecret(password);
      AddSecret(credentials);
      AddHeader("Authorization", "Basic " + credentials);
    }
  } catch (const Poco::Exception&) {
    throw ConfigError("`url` is no URL: {}", url).Hint("for example https://api.example.com/v1");
  }
  if (!options.path.empty()) {
    while (path_.ends_with('/')) path_.pop_back();
    std::string encoded;
    Poco::URI::encode(options.path, "?#", encoded);
    path_ += (encoded.starts_with('/') ? "" : "/") + encoded;
  }
  if (path_.empty()) path_ = "/";
  for (const auto& [name, value] : options.query) AddQuery(name, value);
  if (options.paginate) {
    page_parameter_ = options.paginate->parameter;
    for (const auto& [name, value] : query_)
      if (name == page_parameter_)
        throw ConfigError("the query already has `{}`, which is the page number's parameter", name);
  }
}

void Endpoint::ReadHeaders(const RestConnection& connection) {
  for (const auto& [name, value] : connection.headers) {
    if (SoundsSecret(name)) AddSecret(value);
    AddHeader(name, value);
  }
  if (connection.bearer) {
    if (connection.bearer->empty()) throw ConfigError("`bearer` is empty");
    AddSecret(*connection.bearer);
    AddHeader("Authorization", "Bearer " + *connection.bearer);
  }
  if (connection.api_key) {
    const ApiKey& key = *connection.api_key;
    if (key.header.empty() == key.query.empty())
      throw ConfigError("`api_key` needs either `header` or `query`");
    if (key.value.empty()) throw ConfigError("`api_key` has an empty `value`");
    AddSecret(key.value);
    if (key.query.empty())
      AddHeader(key.header, key.value);
    else
      AddQuery(key.query, key.value);
  }
}

void Endpoint::AddHeader(const std::string& name, const std::string& value) {
  if (!IsToken(name)) throw ConfigError("`{}` is no name of a header", name);
  for (const char* ours : {"host", "connection", "accept-encoding", "content-length",
                           "transfer-encoding", "te", "upgrade", "expect"})
    if (Poco::icompare(name, ours) == 0)
      throw ConfigError("header `{}` is set by the rest source itself", name);
  for (const unsigned char c : value)
    if ((c < 0x20 && c != '\t') || c == 0x7f)
      throw ConfigError("the value of header `{}` holds a line break or control character", name);
  for (const auto& [known, unused] : headers_)
    if (Poco::icompare(known, name) == 0)
      throw ConfigError("header `{}` is given twice", name)
          .Hint(
              "authorization comes from one of: the URL's userinfo, `bearer`, `api_key`, "
              "`headers`");
  headers_.emplace_back(name, value);
}

void Endpoint::AddQuery(const std::string& name, const std::string& value) {
  if (SoundsSecret(name)) AddSecret(value);
  query_.emplace_back(name, value);
}

void Endpoint::AddSecret(std::string_view secret) {
  if (secret.size() < 3) return;  // masking every "a" would tell more than it hides
  secrets_.emplace_back(secret);
  const std::string encoded = Encode(secrets_.back());
  if (encoded != secret) secrets_.push_back(encoded);
  std::sort(secrets_.begin(), secrets_.end(),
            [](const auto& a, const auto& b) { return a.size() > b.size(); });
}

Target Endpoint::PageTarget(std::optional<std::int64_t> page) const {
  std::string out = path_;
  char separator = '?';
  const auto append = [&](const std::string& name, const std::string& value) {
    out += separator + Encode(name) + "=" + Encode(value);
    separator = '&';
  };
  for (const auto& [name, value] : query_) append(name, value);
  if (page) append(page_parameter_, std::to_string(*page));
  return {origin_, std::move(out)};
}

std::optional<Target> Endpoint::Resolve(const Target& base, const std::string& location) {
  try {
    Poco::URI uri(base.origin.url() + base.path_and_query);
    // Poco takes "//host/" for a path.
    const std::string scheme = location.starts_with("//") ? uri.getScheme() + ":" : "";
    uri.resolve(scheme + location);
    if (uri.getScheme() != "http" && uri.getScheme() != "https") return std::nullopt;
    if (uri.getHost().empty() || !uri.getUserInfo().empty()) return std::nullopt;
    return TargetOf(uri);
  } catch (const Poco::Exception&) {
    return std::nullopt;
  }
}

std::string Endpoint::Display(const Target& target) const {
  return Mask(target.origin.url() + target.path_and_query);
}

std::string Endpoint::Mask(std::string text) const {
  for (const std::string& secret : secrets_)
    for (std::size_t at = 0; (at = text.find(secret, at)) != std::string::npos; at += 3)
      text.replace(at, secret.size(), "***");
  return text;
}

}  // namespace etl::rest
