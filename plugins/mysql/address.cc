// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/address.h"

#include <charconv>
#include <optional>
#include <string_view>

namespace etl::mysql {
namespace {

constexpr const char* kForm =
    "write mysql://host:port/database, with user:password@ before the host";

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

  void Read(Address& out) {
    Scheme();
    const std::string_view query = After('?'), path = After('/');
    if (const auto at = rest_.rfind('@'); at != std::string_view::npos) {
      const std::string_view login = rest_.substr(0, at);
      rest_.remove_prefix(at + 1);
      const auto colon = login.find(':');
      out.user = Decode(login.substr(0, colon));
      if (colon != std::string_view::npos) out.password = Decode(login.substr(colon + 1));
    }
    out.database = Decode(path);
    HostAndPort(out);
    if (!query.empty()) Query(query, out);
  }

 private:
  [[noreturn]] void Fail(std::string_view what) const {
    throw ConfigError("the url of a mysql connection {}", what).Option(url_.node.get()).Hint(kForm);
  }
  void Scheme() {
    for (const std::string_view scheme : {"mysql://", "mariadb://"}) {
      if (!rest_.starts_with(scheme)) continue;
      rest_.remove_prefix(scheme.size());
      return;
    }
    Fail("does not begin with mysql:// or mariadb://");
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
      if (high < 0 || low < 0 || high + low == 0) Fail("has a % without two hex digits after it");
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
    return out;
  }
  void HostAndPort(Address& out) {
    std::string_view port;
    if (rest_.starts_with('[')) {
      const auto close = rest_.find(']');
      if (close == std::string_view::npos) Fail("has a [ without ]");
      out.host = rest_.substr(1, close - 1);
      port = rest_.substr(close + 1);
    } else {
      const auto colon = rest_.find(':');
      out.host = Decode(rest_.substr(0, colon));
      if (colon != std::string_view::npos) port = rest_.substr(colon);
    }
    if (port.empty()) return;
    const char* end = port.data() + port.size();
    const auto parsed = std::from_chars(port.data() + 1, end, out.port);
    if (port[0] != ':' || parsed.ec != std::errc() || parsed.ptr != end) Fail("has no good port");
  }
  void Query(std::string_view query, Address& out) const {
    if (!query.starts_with("socket=") || query.find('&') != std::string_view::npos)
      Fail("takes nothing but ?socket=/path after the database");
    out.socket = Decode(query.substr(7));
  }

  const Located<std::string>& url_;
  std::string_view rest_;
};

bool IsThisHost(const Address& address) {
  return !address.socket.empty() || address.host == "localhost" || address.host == "::1" ||
         address.host.starts_with("127.");
}

}  // namespace

Address AddressOf(const ConnectionOptions& options) {
  Address out;
  if (!options.url.value.empty()) UrlReader(options.url).Read(out);
  const auto override_with = [](std::string& part, const std::optional<std::string>& key) {
    if (key) part = *key;
  };
  override_with(out.user, options.user);
  override_with(out.password, options.password);
  override_with(out.database, options.database);
  // A host given as a key is not to be passed by for the url's socket.
  if (options.host) out.socket.clear();
  override_with(out.host, options.host);
  override_with(out.socket, options.socket);
  if (options.port) out.port = *options.port;
  if (out.host.empty() && out.socket.empty())
    throw ConfigError("the connection has no host").Option(options.url.node.get()).Hint(kForm);
  if (out.port < 1 || out.port > 65'535)
    throw ConfigError("no such port: {}", out.port).Option(options.url.node.get());
  const std::string& mode = options.tls.mode;
  if (mode.empty())
    out.tls = IsThisHost(out) ? Tls::kOff : Tls::kVerify;
  else
    out.tls = mode == "off" ? Tls::kOff : mode == "require" ? Tls::kRequire : Tls::kVerify;
  return out;
}

}  // namespace etl::mysql
