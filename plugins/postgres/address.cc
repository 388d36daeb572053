// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/address.h"

#include <optional>
#include <string_view>

#include "plugins/postgres/url.h"

namespace etl::postgres {
namespace {

// libpq's name of a mode, as a url says it.
Tls TlsOfSslMode(const Located<std::string>& url, std::string_view mode) {
  if (mode == "disable") return Tls::kOff;
  if (mode == "require") return Tls::kRequire;
  if (mode == "verify-ca") return Tls::kVerifyCa;
  if (mode == "verify-full") return Tls::kVerify;
  if (mode == "allow" || mode == "prefer")
    ThrowBadUrl(url, Format("has sslmode={}, which goes on without encryption unasked", mode),
                "say disable, require, verify-ca or verify-full");
  ThrowBadUrl(url, "has an unknown sslmode", "say disable, require, verify-ca or verify-full");
}

// "/run/postgresql", also from "/run/postgresql/.s.PGSQL.5432".
std::string SocketDirectory(const std::string& path) {
  const auto at = path.rfind("/.s.PGSQL.");
  return at == std::string::npos ? path : path.substr(0, at);
}

// A host that is a path is a Unix socket's directory, as libpq has it.
void SetHost(const std::string& host, Address& out) {
  if (!host.empty() && host[0] == '/')
    out.socket = SocketDirectory(host);
  else
    out.host = host;
}

void ReadUrl(const Located<std::string>& located, Address& out, std::optional<Tls>& tls) {
  Url url = ParseUrl(located);
  out.user = std::move(url.user);
  out.password = std::move(url.password);
  out.database = std::move(url.database);
  if (url.port > 0) out.port = url.port;
  SetHost(url.host, out);
  for (const auto& [name, value] : url.settings) {
    if (name == "host")
      SetHost(value, out);
    else if (name == "socket")
      out.socket = SocketDirectory(value);
    else if (name == "sslmode")
      tls = TlsOfSslMode(located, value);
    else if (name == "sslrootcert")
      out.ca = value;
    else if (name == "sslcert")
      out.cert = value;
    else if (name == "sslkey")
      out.key = value;
    else
      ThrowBadUrl(located, "has a setting that is not known: " + name,
                  "those are host, socket, sslmode, sslrootcert, sslcert and sslkey; the rest are "
                  "keys of the connection");
  }
}

Tls TlsOfMode(std::string_view mode) {
  if (mode == "off") return Tls::kOff;
  if (mode == "require") return Tls::kRequire;
  return mode == "verify-ca" ? Tls::kVerifyCa : Tls::kVerify;
}

bool IsThisHost(const Address& address) {
  return !address.socket.empty() || address.host == "localhost" || address.host == "::1" ||
         address.host.starts_with("127.");
}

void CheckParts(const ConnectionOptions& options, const Address& address) {
  if (address.host.empty() && address.socket.empty())
    throw ConfigError("the connection has no host").Option(options.url.node.get()).Hint(kUrlForm);
  if (!address.socket.empty() && !address.socket.starts_with('/'))
    throw ConfigError("the socket's directory is no absolute path: {}", address.socket)
        .Option(options.url.node.get());
  if (address.port < 1 || address.port > 65'535)
    throw ConfigError("no such port: {}", address.port).Option(options.url.node.get());
  if (address.cert.empty() != address.key.empty())
    throw ConfigError("a client's certificate needs its key, and a key its certificate")
        .Option(options.url.node.get())
        .Hint("set both `cert` and `key` of `tls`");
  if (!address.cert.empty() && address.tls == Tls::kOff)
    throw ConfigError("a client's certificate is of no use without TLS")
        .Option(options.url.node.get())
        .Hint("set `tls: {mode: verify}`");
}

}  // namespace

Address AddressOf(const ConnectionOptions& options) {
  Address out;
  std::optional<Tls> tls;
  if (!options.url.value.empty()) ReadUrl(options.url, out, tls);
  const auto override_with = [](std::string& part, const std::optional<std::string>& key) {
    if (key) part = *key;
  };
  override_with(out.user, options.user);
  override_with(out.password, options.password);
  override_with(out.database, options.database);
  // A host given as a key is not to be passed by for the url's socket.
  if (options.host) out.socket.clear();
  override_with(out.host, options.host);
  if (options.socket) out.socket = SocketDirectory(*options.socket);
  if (options.port) out.port = *options.port;
  for (const auto& [part, key] : {std::pair(&out.ca, &options.tls.ca),
                                  {&out.cert, &options.tls.cert},
                                  {&out.key, &options.tls.key}})
    if (!key->value.empty()) *part = key->value;
  if (!options.tls.mode.empty()) tls = TlsOfMode(options.tls.mode);
  out.tls = tls.value_or(IsThisHost(out) ? Tls::kOff : Tls::kVerify);
  CheckParts(options, out);
  return out;
}

}  // namespace etl::postgres
