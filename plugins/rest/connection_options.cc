// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/connection_options.h"

#include "plugins/rest/rate_limit.h"

namespace etl::rest {
namespace {

// simdjson addresses a document with 32 bits.
constexpr std::int64_t kLargestBody = 0xffff'0000LL;

void CheckDuration(std::string_view option, std::chrono::milliseconds value) {
  if (value.count() <= 0) throw ConfigError("`{}` must be more than 0", option);
}

}  // namespace

void CheckConnection(const RestConnection& connection) {
  CheckDuration("connect_timeout", connection.connect_timeout);
  CheckDuration("read_timeout", connection.read_timeout);
  CheckDuration("timeout", connection.timeout);
  CheckDuration("retry_delay", connection.retry_delay);
  if (connection.retries < 0 || connection.retries > 100)
    throw ConfigError("`retries` must be between 0 and 100: {}", connection.retries);
  if (connection.max_body.bytes <= 0 || connection.max_body.bytes > kLargestBody)
    throw ConfigError("`max_body` must be between 1 byte and 4095MiB: {}",
                      connection.max_body.bytes);
  if (!connection.rate.empty()) ParseRate(connection.rate);
}

}  // namespace etl::rest
