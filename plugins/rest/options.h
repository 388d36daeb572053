// SPDX-License-Identifier: Apache-2.0
// What a rest source is told in the pipeline file.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

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
  StringMap headers;
  std::optional<std::string> bearer;
  std::optional<ApiKey> api_key;
  TlsOptions tls;
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
        .Optional("headers", &C::headers, "Headers of every request.")
        .Optional("bearer", &C::bearer, "Token of an Authorization: Bearer header.")
        .Sensitive()
        .Optional("api_key", &C::api_key, "A key in a header or a query parameter.")
        .Optional("tls", &C::tls, "How the server's certificate is checked.")
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

struct Paginate {
  std::string by = "page";
  std::string total_pages;
  std::string parameter = "page";
  std::int64_t start = 1;
  std::int64_t max_pages = 1'000'000;

  static auto Spec() {
    using P = Paginate;
    return OptionSpec<P>()
        .Required("by", &P::by, "How the API is paged: numbered pages with a total.")
        .Values({"page"})
        .Required("total_pages", &P::total_pages, "JSON pointer to the number of pages.")
        .Optional("parameter", &P::parameter, "Query parameter of the page number.")
        .Optional("start", &P::start, "Number of the first page.")
        .Optional("max_pages", &P::max_pages, "More pages than this are an error.");
  }
};

struct RestOptions {
  RestConnection connection;
  std::string path;
  StringMap query;
  std::optional<Paginate> paginate;
  std::string records;
  DeclaredSchema schema;
  int concurrency = 4;

  static auto Spec() {
    using R = RestOptions;
    return OptionSpec<R>()
        .Connection(&R::connection)
        .Optional("path", &R::path, "Appended to the base URL.")
        .Binding()
        .Optional("query", &R::query, "Query parameters of every request.")
        .Binding()
        .Optional("paginate", &R::paginate, "How to get all pages; absent: there is one.")
        .Optional("records", &R::records,
                  "JSON pointer to the list of records; absent: the page is the list.")
        .Required("schema", &R::schema,
                  "Columns: name: type, or name: {type, optional, path (JSON pointer)}.")
        .Binding()
        .Optional("concurrency", &R::concurrency, "Pages in flight.");
  }
};

// Throws ConfigError at the first option that cannot work. No I/O.
void Validate(const RestOptions& options);

}  // namespace etl::rest
