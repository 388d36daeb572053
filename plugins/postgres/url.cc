// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/url.h"

#include <charconv>
#include <string_view>

namespace etl::postgres {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Reads the parts of one url, left to right.
class UrlReader {
 public:
  explicit UrlReader(const Located<std::string>& url) : url_(url), rest_(url.value) {}

  Url Read() {
    Scheme();
    const std::string_view query = After('?'), path = After('/');
    if (const auto at = rest_.rfind('@'); at != std::string_view::npos) {
      const std::string_view login = rest_.substr(0, at);
      rest_.remove_prefix(at + 1);
      const auto colon = login.find(':');
      out_.user = Decode(login.substr(0, colon));
      if (colon != std::string_view::npos) out_.password = Decode(login.substr(colon + 1));
    }
    out_.database = Decode(path);
    HostAndPort();
    Settings(query);
    return std::move(out_);
  }

 private:
  void Scheme() {
    for (const std::string_view scheme : {"postgres://", "postgresql://"}) {
      if (!rest_.starts_with(scheme)) continue;
      rest_.remove_prefix(scheme.size());
      return;
    }
    ThrowBadUrl(url_, "does not begin with postgres:// or postgresql://");
  }
  // Cuts off what follows the first `mark`.
  std::string_view After(char mark) {
    const auto at = rest_.find(mark);
    if (at == std::string_view::npos) return {};
    const std::string_view after = rest_.substr(at + 1);
    rest_ = rest_.substr(0, at);
    return after;
  }
  std::string Decode(std::string_view text) const {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '%') {
        out += text[i];
        continue;
      }
      const int high = i + 2 < text.size() ? HexDigit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? HexDigit(text[i + 2]) : -1;
      if (high < 0 || low < 0 || high + low == 0)
        ThrowBadUrl(url_, "has a % without two hex digits after it");
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
    return out;
  }
  void HostAndPort() {
    std::string_view port;
    if (rest_.starts_with('[')) {
      const auto close = rest_.find(']');
      if (close == std::string_view::npos) ThrowBadUrl(url_, "has a [ without ]");
      out_.host = rest_.substr(1, close - 1);
      port = rest_.substr(close + 1);
    } else {
      const auto colon = rest_.find(':');
      out_.host = Decode(rest_.substr(0, colon));
      if (colon != std::string_view::npos) port = rest_.substr(colon);
    }
    if (out_.host.find(',') != std::string::npos) ThrowBadUrl(url_, "names several hosts");
    if (port.empty()) return;
    const char* end = port.data() + port.size();
    const auto parsed = std::from_chars(port.data() + 1, end, out_.port);
    if (port[0] != ':' || parsed.ec != std::errc() || parsed.ptr != end || out_.port < 1)
      ThrowBadUrl(url_, "has no good port");
  }
  void Settings(std::string_view query) {
    while (!query.empty()) {
      const auto amp = query.find('&');
      const std::string_view setting = query.substr(0, amp);
      query = amp == std::string_view::npos ? std::string_view() : query.substr(amp + 1);
      const auto equal = setting.find('=');
      if (equal == std::string_view::npos) ThrowBadUrl(url_, "has a setting without =");
      out_.settings.emplace_back(Decode(setting.substr(0, equal)),
                                 Decode(setting.substr(equal + 1)));
    }
  }

  const Located<std::string>& url_;
  std::string_view rest_;
  Url out_;
};

}  // namespace

void ThrowBadUrl(const Located<std::string>& url, const std::string& what, std::string hint) {
  throw ConfigError("the url of a postgres connection {}", what)
      .Option(url.node.get())
      .Hint(std::move(hint));
}

Url ParseUrl(const Located<std::string>& url) { return UrlReader(url).Read(); }

}  // namespace etl::postgres
