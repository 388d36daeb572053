// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/rest/options.h"

namespace etl::rest {

// Scheme, host and port: what a connection is for.
struct Origin {
  bool tls = false;
  std::string host;  // without the brackets of IPv6
  std::uint16_t port = 0;

  bool operator==(const Origin&) const = default;
  std::string host_header() const;  // the port only where it is not the scheme's own
  std::string url() const;          // "https://host:port"
};

// Where a redirect leads: another origin and the target there.
struct Target {
  Origin origin;
  std::string path_and_query;
};

// What a request is made of, from the options, and how it may be shown. Knows all the secrets.
// Immutable; may be shared between threads.
class Endpoint {
 public:
  // Throws ConfigError; no secret is in the message.
  explicit Endpoint(const RestOptions& options);

  const Origin& origin() const { return origin_; }
  const StringMap& headers() const { return headers_; }  // with the ones that authorize

  // Path and query of a page; nullopt: there is no paging.
  Target PageTarget(std::optional<std::int64_t> page) const;
  // Absolute or relative, as a Location header says it; nullopt: no http or https URL.
  static std::optional<Target> Resolve(const Target& base, const std::string& location);

  // The full URL, secret query values replaced by ***.
  std::string Display(const Target& target) const;
  // Replaces every secret, wherever it turns up.
  std::string Mask(std::string text) const;

 private:
  void ReadUrl(const RestOptions& options);
  void ReadHeaders(const RestConnection& connection);
  void AddHeader(const std::string& name, const std::string& value);
  void AddQuery(const std::string& name, const std::string& value);
  void AddSecret(std::string_view secret);

  Origin origin_;
  std::string path_;
  StringMap query_;
  std::string page_parameter_;
  StringMap headers_;
  std::vector<std::string> secrets_;
};

}  // namespace etl::rest
