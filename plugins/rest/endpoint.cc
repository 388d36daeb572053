// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/endpoint.h"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <algorithm>

#include "plugins/rest/url_text.h"

namespace etl::rest {
namespace {

// Stands in the encoded path where the value of for_each will.
constexpr char kValue = '\x01';

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
  target.origin.host = uri.getHost();
  std::transform(target.origin.host.begin(), target.origin.host.end(), target.origin.host.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (target.origin.host.starts_with('['))
    target.origin.host = target.origin.host.substr(1, target.origin.host.size() - 2);
  target.origin.port = uri.getPort();
  target.path_and_query = uri.getPathAndQuery();
  if (!target.path_and_query.starts_with('/')) target.path_and_query.insert(0, "/");
  return target;
}

// Path and query of a link that has a path of its own, as they stand there; empty: it has none.
std::string RawPathAndQuery(std::string_view link) {
  if (const auto scheme = link.find("://"); scheme < link.find_first_of("/?#")) {
    link.remove_prefix(scheme + 3);
    link.remove_prefix(std::min(link.find_first_of("/?#"), link.size()));
  } else if (link.starts_with("//")) {
    link.remove_prefix(2);
    link.remove_prefix(std::min(link.find_first_of("/?#"), link.size()));
  }
  if (!link.starts_with('/')) return {};
  return std::string(link.substr(0, link.find('#')));
}

std::string EncodedPath(const std::string& path) {
  std::string encoded;
  Poco::URI::encode(path, "?#", encoded);
  return encoded;
}

void ReplaceAll(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

}  // namespace

std::string Origin::host_header() const {
  std::string out = host.find(':') == std::string::npos ? host : "[" + host + "]";
  return port == (tls ? 443 : 80) ? out : out + ":" + std::to_string(port);
}

std::string Origin::url() const { return (tls ? "https://" : "http://") + host_header(); }

Endpoint::Endpoint(const RestOptions& options) {
  if (options.for_each) placeholder_ = "{" + options.for_each->column + "}";
  ReadUrl(options);
  ReadHosts(options.connection);
  ReadHeaders(options.connection);
  if (options.for_each) CheckValue(options);
}

void Endpoint::ReadUrl(const RestOptions& options) {
  ReadBaseUrl(options.connection);
  if (!options.path.empty()) {
    while (path_.ends_with('/')) path_.pop_back();
    std::string path = options.path;
    if (path.find(kValue) != std::string::npos)
      throw ConfigError("`path` holds a control character");
    if (!placeholder_.empty()) ReplaceAll(path, placeholder_, std::string(1, kValue));
    std::string encoded;
    for (std::size_t at = 0;;) {
      const std::size_t end = std::min(path.find(kValue, at), path.size());
      encoded += EncodedPath(path.substr(at, end - at));
      if (end == path.size()) break;
      encoded += kValue;
      at = end + 1;
    }
    path_ += (encoded.starts_with('/') ? "" : "/") + encoded;
  }
  if (path_.empty()) path_ = "/";
  for (const auto& [name, value] : options.query) AddQuery(name, value);
}

void Endpoint::ReadBaseUrl(const RestConnection& connection) {
  std::string url = connection.url;
  const std::string info = TakeUserInfo(url);
  try {
    const Poco::URI uri(url);
    if (uri.getScheme() != "http" && uri.getScheme() != "https")
      throw ConfigError("`url` must begin with http:// or https://: {}", url);
    if (uri.getHost().empty()) throw ConfigError("`url` names no host: {}", url);
    origin_ = TargetOf(uri).origin;
    path_ = EncodedPath(uri.getPath());
    for (const auto& [name, value] : uri.getQueryParameters()) AddQuery(name, value);
    if (!info.empty()) {
      const auto colon = info.find(':');
      AddBasic(DecodeUrl(info.substr(0, colon)),
               colon == std::string::npos ? "" : DecodeUrl(info.substr(colon + 1)));
    }
  } catch (const Poco::Exception&) {
    throw ConfigError("`url` is no URL: {}", url).Hint("for example https://api.example.com/v1");
  }
}

void Endpoint::ReadHosts(const RestConnection& connection) {
  for (const std::string& entry : connection.hosts) {
    const auto refuse = [&] {
      return ConfigError("`hosts` lists what is no host: {}", entry)
          .Hint("for example files.example.com or files.example.com:8443, without a scheme");
    };
    if (entry.empty() || entry.find_first_of("/@?#* ") != std::string::npos) throw refuse();
    try {
      const Origin origin = TargetOf(Poco::URI("http://" + entry)).origin;
      if (origin.host.empty()) throw refuse();
      const bool port = entry.rfind(':') != std::string::npos &&
                        entry.rfind(':') > entry.rfind(']') + 1 - (entry[0] == '[' ? 1 : 0) &&
                        (entry[0] == '[' || std::count(entry.begin(), entry.end(), ':') == 1);
      hosts_.emplace_back(origin.host, port ? origin.port : std::uint16_t{0});
    } catch (const Poco::Exception&) {
      throw refuse();
    }
  }
}

void Endpoint::CheckValue(const RestOptions& options) const {
  const bool in_body = options.body.find(placeholder_) != std::string::npos;
  if (!uses_value() && !in_body)
    throw ConfigError("the value of `for_each` is used nowhere")
        .Hint("write " + placeholder_ + " in `path`, in a value of `query` or in `body`");
  if (path_.find(kValue) == std::string::npos) return;
  for (const std::string& value : options.for_each->values)
    if (value == "." || value == "..")
      throw ConfigError("`for_each` lists `{}`, which means another place in a path", value);
}

bool Endpoint::uses_value() const {
  if (placeholder_.empty()) return false;
  return path_.find(kValue) != std::string::npos ||
         std::any_of(query_.begin(), query_.end(), [this](const auto& parameter) {
           return parameter.second.find(placeholder_) != std::string::npos;
         });
}

void Endpoint::AddQuery(const std::string& name, const std::string& value) {
  if (SoundsSecret(name)) secrets_->Add(value);
  query_.emplace_back(name, value);
}

Target Endpoint::TargetFor(std::string_view value, const StringMap& paging) const {
  std::string out;
  for (const char c : path_) {
    if (c == kValue)
      out += EncodeUrl(std::string(value));
    else
      out += c;
  }
  char separator = '?';
  const auto append = [&](const std::string& name, std::string text) {
    if (!placeholder_.empty()) ReplaceAll(text, placeholder_, value);
    out += separator + EncodeUrl(name) + "=" + EncodeUrl(text);
    separator = '&';
  };
  for (const auto& [name, text] : query_) append(name, text);
  for (const auto& [name, text] : paging)
    out += separator + EncodeUrl(name) + "=" + EncodeUrl(text), separator = '&';
  return {origin_, std::move(out)};
}

std::optional<Target> Endpoint::Resolve(const Target& base, const std::string& location) {
  try {
    Poco::URI uri(base.url());
    // Poco takes "//host/" for a path.
    const std::string scheme = location.starts_with("//") ? uri.getScheme() + ":" : "";
    uri.resolve(scheme + location);
    if (uri.getScheme() != "http" && uri.getScheme() != "https") return std::nullopt;
    if (uri.getHost().empty() || !uri.getUserInfo().empty()) return std::nullopt;
    Target target = TargetOf(uri);
    // Poco decodes %2F in a path, and cannot put it back.
    if (const std::string raw = RawPathAndQuery(location); raw.find('%') != std::string::npos)
      target.path_and_query = raw;
    // What is sent as it stands must not end the request's line.
    for (const unsigned char c : target.path_and_query)
      if (c <= 0x20 || c >= 0x7f) return std::nullopt;
    return target;
  } catch (const Poco::Exception&) {
    return std::nullopt;
  }
}

bool Endpoint::Listed(const Origin& origin) const {
  return std::any_of(hosts_.begin(), hosts_.end(), [&](const auto& host) {
    const std::uint16_t own = origin.tls ? 443 : 80;
    return host.first == origin.host && origin.port == (host.second ? host.second : own);
  });
}

bool Endpoint::Trusts(const Origin& origin) const {
  if (origin.host != origin_.host) return false;
  return origin == origin_ || (origin.tls && !origin_.tls);
}

std::optional<std::string> Endpoint::Refusal(const Origin& from, const Origin& to) const {
  if (from.tls && !to.tls) return "from https to http";
  if (Listed(to) || Trusts(to)) return std::nullopt;
  return to.host != origin_.host ? "to another host" : "to another port";
}

std::string Endpoint::Display(const Target& target) const {
  const std::string url = target.url();
  std::string out;
  std::size_t at = std::min(url.find('?'), url.size());
  out = url.substr(0, at);
  while (at < url.size()) {
    const std::size_t end = std::min(url.find('&', at + 1), url.size());
    const std::size_t equals = url.find('=', at);
    if (equals < end && SoundsSecret(DecodeUrl(url.substr(at + 1, equals - at - 1))))
      out += url.substr(at, equals + 1 - at) + "***";
    else
      out += url.substr(at, end - at);
    at = end;
  }
  return Mask(out);
}

}  // namespace etl::rest
