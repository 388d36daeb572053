// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "plugins/rest/body_template.h"
#include "plugins/rest/endpoint.h"

namespace etl::rest {

// A page to get: the `page`-th (from 0) of a series, which is one value of for_each.
struct PageJob {
  std::int64_t series = 0, page = 0;
  Token token;         // what the page before it said
  bool probe = false;  // behind the last one: it need not be there
};

struct PageRequest {
  std::string name;    // "page 7", "symbol IBM, page 2"; empty: the only one
  std::string method;  // "GET"
  Target target;
  std::string body;
  bool probe = false;
};

// Makes the requests of a source's pages. Immutable; may be shared between threads.
class Requests {
 public:
  // Both must outlive it. Throws ConfigError.
  // `since`: the value of that option's parameter.
  Requests(const RestOptions& options, const Endpoint& endpoint,
           std::optional<Token> since = std::nullopt);

  std::int64_t series_count() const;
  // The value of for_each; empty without one.
  const std::string& ValueOf(std::int64_t series) const;
  // "page 7", "symbol IBM"; empty: there is nothing to tell apart.
  std::string Name(std::int64_t series, std::int64_t page) const;
  PageRequest Make(const PageJob& job) const;

 private:
  std::optional<Token> Position(const PageJob& job) const;

  const RestOptions& options_;
  const Endpoint& endpoint_;
  Style style_;
  std::string parameter_, size_parameter_;
  std::int64_t start_ = 0;
  std::optional<Token> since_, first_key_;
  BodyTemplate body_;
};

}  // namespace etl::rest
