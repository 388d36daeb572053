// SPDX-License-Identifier: Apache-2.0
// Which server, and who we say we are: the keys of a connection.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "etl/options.h"

namespace etl::rest {

struct ApiKey {
  std::string header, query, value;
  static auto Spec() {
    return OptionSpec<ApiKey>()
        .Optional("header", &ApiKey::header, "Name of the header that carries the key.")
        .Optional("query", &ApiKey::query, "Name of the query parameter that carries the key.")
        .Required("value", &ApiKey::value, "The key.")
        .Sensitive();
  }
};

struct BasicAuth {
  std::string user, password;
  static auto Spec() {
    return OptionSpec<BasicAuth>()
        .Required("user", &BasicAuth::user, "The user's name.")
        .Required("password", &BasicAuth::password, "The password.")
        .Sensitive();
  }
};

// Client credentials, RFC 6749 section 4.4.
struct OAuth2 {
  std::string token_url, client_id, client_secret, scope, audience;
  std::string credentials = "basic";
  static auto Spec() {
    using O = OAuth2;
    return OptionSpec<O>()
        .Required("token_url", &O::token_url, "Where tokens are given, http or https.")
        .Required("client_id", &O::client_id, "The client's name.")
        .Required("client_secret", &O::client_secret, "The client's secret.")
        .Sensitive()
        .Optional("scope", &O::scope, "Scopes to ask for, separated by spaces.")
        .Optional("audience", &O::audience, "Whom the token is for, where the server asks that.")
        .Optional("credentials", &O::credentials,
                  "How the client's name and secret are sent: as basic auth or in the body.")
        .Values({"basic", "body"});
  }
};

struct TlsOptions {
  bool verify = true;
  std::filesystem::path ca;
  static auto Spec() {
    return OptionSpec<TlsOptions>()
        .Optional("verify", &TlsOptions::verify, "Check the server's certificate and host name.")
        .Optional("ca", &TlsOptions::ca,
                  "PEM file or directory of authorities to trust instead of the system's.");
  }
};

struct RestConnection {
  std::string url;
  std::vector<std::string> hosts;
  StringMap headers;
  std::optional<std::string> bearer;
  std::optional<BasicAuth> basic;
  std::optional<ApiKey> api_key;
  std::optional<OAuth2> oauth2;
  TlsOptions tls;
  std::string rate;
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds read_timeout{30'000};
  std::chrono::milliseconds timeout{300'000};
  int retries = 4;
  std::chrono::milliseconds retry_delay{500};
  std::chrono::milliseconds max_retry_after{60'000};
  ByteSize max_body{64 << 20};

  static auto Spec() {
    using C = RestConnection;
    return OptionSpec<C>()
        .Required("url", &C::url, "Base URL, http or https; user:password@ is basic auth.")
        .Binding()
        .Optional("hosts", &C::hosts,
                  "Other hosts (host or host:port) that redirects and next links may lead to.")
        .Optional("headers", &C::headers, "Headers of every request.")
        .Optional("bearer", &C::bearer, "Token of an Authorization: Bearer header.")
        .Sensitive()
        .Optional("basic", &C::basic, "User and password of basic auth.")
        .Optional("api_key", &C::api_key, "A key in a header or a query parameter.")
        .Optional("oauth2", &C::oauth2, "Tokens from an OAuth2 server, for a client's credentials.")
        .Optional("tls", &C::tls, "How the server's certificate is checked.")
        .Optional("rate", &C::rate, "Most requests in a time: 5/min, 10/s, 1000/h, 100/10s.")
        .Optional("connect_timeout", &C::connect_timeout, "Longest wait for one address.")
        .Optional("read_timeout", &C::read_timeout, "Longest wait without a byte.")
        .Optional("timeout", &C::timeout, "Longest time of one request with its body.")
        .Optional("retries", &C::retries, "Further tries after one that may pass by itself.")
        .Optional("retry_delay", &C::retry_delay,
                  "Wait before the first retry; doubles, up to 30s.")
        .Optional("max_retry_after", &C::max_retry_after, "Longest Retry-After that is waited for.")
        .Optional("max_body", &C::max_body, "Largest page, decompressed.");
  }
};

// Throws ConfigError. No I/O.
void CheckConnection(const RestConnection& connection);

}  // namespace etl::rest
