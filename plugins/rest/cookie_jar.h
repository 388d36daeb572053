// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/HTTPResponse.h>

#include <map>
#include <mutex>
#include <string>

#include "plugins/rest/endpoint.h"

namespace etl::rest {

// The cookies of one run. Each goes back only to the host that set it, whatever Domain it names,
// and not from https to http. Any thread.
class CookieJar {
 public:
  explicit CookieJar(Secrets& secrets) : secrets_(secrets) {}

  void Keep(const Target& from, const Poco::Net::HTTPResponse& head);
  // The value of the Cookie header; empty: there is none.
  std::string For(const Target& target) const;

 private:
  struct Key {
    std::string host, name, path;
    auto operator<=>(const Key&) const = default;
  };
  struct Value {
    std::string text;
    bool secure;
  };

  Secrets& secrets_;
  mutable std::mutex mutex_;
  std::map<Key, Value> cookies_;
};

}  // namespace etl::rest
