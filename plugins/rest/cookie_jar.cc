// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/cookie_jar.h"

#include <Poco/DateTimeParser.h>
#include <Poco/Exception.h>
#include <Poco/String.h>

#include <charconv>

namespace etl::rest {
namespace {

// A server that sets more than this is not kept up with.
constexpr std::size_t kMostCookies = 200;
constexpr std::size_t kLongestCookie = 4096;
// Shorter values are words rather than secrets.
constexpr std::size_t kSecretLength = 16;

bool Expired(const std::string& date) {
  Poco::DateTime when;
  int zone = 0;
  return Poco::DateTimeParser::tryParse(date, when, zone) && when.timestamp() <= Poco::Timestamp();
}

// "a=b; Path=/; Secure", RFC 6265 section 5.2.
struct SetCookie {
  std::string name, value, path = "/";
  bool secure = false, gone = false;

  explicit SetCookie(const std::string& text) {
    bool first = true;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find(';', at), text.size());
      const std::string part = text.substr(at, end - at);
      const std::size_t equals = std::min(part.find('='), part.size());
      const std::string key = Poco::trim(part.substr(0, equals));
      const std::string content =
          equals < part.size() ? Poco::trim(part.substr(equals + 1)) : std::string();
      if (first)
        name = equals < part.size() ? key : "", value = content;
      else
        Attribute(Poco::toLower(key), content);
      first = false;
      at = end + 1;
    }
  }
  void Attribute(const std::string& key, const std::string& content) {
    if (key == "path" && content.starts_with('/')) path = content;
    if (key == "secure") secure = true;
    if (key == "max-age") {
      std::int64_t seconds = 1;
      std::from_chars(content.data(), content.data() + content.size(), seconds);
      gone = seconds <= 0;
    }
    if (key == "expires" && !gone) gone = Expired(content);
  }
};

bool Sendable(const std::string& text) {
  for (const unsigned char c : text)
    if (c <= 0x20 || c == 0x7f || c == ';' || c == ',') return false;
  return text.size() <= kLongestCookie;
}

bool PathMatches(const std::string& cookie, const std::string& path) {
  if (!path.starts_with(cookie)) return false;
  return cookie.ends_with('/') || path.size() == cookie.size() || path[cookie.size()] == '/';
}

}  // namespace

void CookieJar::Keep(const Target& from, const Poco::Net::HTTPResponse& head) {
  for (auto header = head.find("Set-Cookie"); header != head.end(); ++header) {
    if (Poco::icompare(header->first, "Set-Cookie") != 0) continue;
    const SetCookie cookie(header->second);
    if (cookie.name.empty() || !Sendable(cookie.name) || !Sendable(cookie.value)) continue;
    if (cookie.secure && !from.origin.tls) continue;
    if (cookie.value.size() >= kSecretLength) secrets_.Add(cookie.value);
    const std::lock_guard lock(mutex_);
    const Key key{from.origin.host, cookie.name, cookie.path};
    if (cookie.gone)
      cookies_.erase(key);
    else if (cookies_.size() < kMostCookies || cookies_.contains(key))
      cookies_[key] = {cookie.value, cookie.secure};
  }
}

std::string CookieJar::For(const Target& target) const {
  const std::string path = target.path_and_query.substr(0, target.path_and_query.find('?'));
  const std::lock_guard lock(mutex_);
  std::string out;
  for (const auto& [key, value] : cookies_)
    if (key.host == target.origin.host && PathMatches(key.path, path) &&
        (!value.secure || target.origin.tls))
      out += (out.empty() ? "" : "; ") + key.name + "=" + value.text;
  return out;
}

}  // namespace etl::rest
