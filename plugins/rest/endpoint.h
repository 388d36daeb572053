// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/rest/options.h"
#include "plugins/rest/secrets.h"

namespace etl::rest {

// Scheme, host and port: what a connection is for.
struct Origin {
  bool tls = false;
  std::string host;  // without the brackets of IPv6
  std::uint16_t port = 0;

  auto operator<=>(const Origin&) const = default;
  std::string host_header() const;  // the port only where it is not the scheme's own
  std::string url() const;          // "https://host:port"
};

// Where a request goes.
struct Target {
  Origin origin;
  std::string path_and_query;

  std::string url() const { return origin.url() + path_and_query; }
};

// Which server the options mean, where its answers may lead, who we say we are there, and how all
// that may be shown. Immutable but for the secrets; may be shared between threads.
class Endpoint {
 public:
  // Throws ConfigError; no secret is in the message.
  explicit Endpoint(const RestOptions& options);

  const Origin& origin() const { return origin_; }
  // Path and query of a request, with `value` of for_each in its places and `paging` at the end.
  Target TargetFor(std::string_view value, const StringMap& paging) const;
  // Whether path or query differ by the value of for_each.
  bool uses_value() const;

  // Absolute or relative, as a Location header says it; nullopt: no http or https URL.
  static std::optional<Target> Resolve(const Target& base, const std::string& location);
  // Why an answer of `from` may not lead to `to`; nullopt: it may.
  std::optional<std::string> Refusal(const Origin& from, const Origin& to) const;
  // Whether this server may see our credentials.
  bool Trusts(const Origin& origin) const;

  // What is sent there: on another server than the configured one nothing that identifies us.
  StringMap HeadersFor(const Origin& origin) const;
  // A link with the API key in its query, where that belongs and the link lacks it.
  Target Completed(Target link) const;

  Secrets& secrets() const { return *secrets_; }
  // The full URL, secret query values replaced by ***.
  std::string Display(const Target& target) const;
  // Replaces every secret, wherever it turns up.
  std::string Mask(std::string text) const { return secrets_->Mask(std::move(text)); }

 private:
  struct Header {
    std::string name, value;
    bool credential;
  };

  void ReadUrl(const RestOptions& options);
  void ReadBaseUrl(const RestConnection& connection);
  void ReadHosts(const RestConnection& connection);
  void ReadHeaders(const RestConnection& connection);
  void ReadApiKey(const ApiKey& key);
  void AddBasic(const std::string& user, const std::string& password);
  void AddHeader(const std::string& name, const std::string& value, bool credential = false);
  void AddQuery(const std::string& name, const std::string& value);
  void CheckValue(const RestOptions& options) const;
  bool Listed(const Origin& origin) const;

  Origin origin_;
  std::vector<std::pair<std::string, std::uint16_t>> hosts_;  // port 0: the scheme's own
  std::string path_;                                          // encoded; kValue: for_each
  std::string placeholder_;                                   // "{symbol}"; empty: no for_each
  StringMap query_;
  std::vector<Header> headers_;
  std::string key_query_;  // the API key's parameter
  std::string key_;
  std::unique_ptr<Secrets> secrets_ = std::make_unique<Secrets>();
};

}  // namespace etl::rest
