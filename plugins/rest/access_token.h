// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "plugins/rest/endpoint.h"
#include "plugins/rest/interrupt.h"

namespace etl::rest {

class Service;

// Where tokens are asked for. Throws ConfigError for a token_url that is none.
Target TokenTarget(const OAuth2& options);

// The OAuth2 token of a run, asked for when it is first needed, when its time is over, and when the
// API no longer takes it. Any thread; the others wait for the one that asks.
class AccessToken {
 public:
  // Throws ConfigError for a token_url that is none.
  AccessToken(const OAuth2& options, Secrets& secrets);

  // `refused`: one that the API did not take, so that this is another. Throws TransportError.
  std::string Get(Service& service, std::string_view refused = {});

 private:
  std::string Ask(Service& service);
  std::string RequestText() const;
  void Read(const std::string& body);

  const OAuth2& options_;
  Secrets& secrets_;
  Target target_;
  std::mutex mutex_;
  std::string token_;
  std::optional<Clock::time_point> until_;
};

}  // namespace etl::rest
