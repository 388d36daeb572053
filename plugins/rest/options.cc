// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/options.h"

#include "plugins/rest/endpoint.h"
#include "plugins/shared/json_records/pointer.h"
#include "plugins/shared/json_records/record_schema.h"

namespace etl::rest {
namespace {

// simdjson addresses a document with 32 bits.
constexpr std::int64_t kLargestBody = 0xffff'0000LL;

void CheckDuration(std::string_view option, std::chrono::milliseconds value) {
  if (value.count() <= 0) throw ConfigError("`{}` must be more than 0", option);
}

void CheckConnection(const RestConnection& connection) {
  CheckDuration("connect_timeout", connection.connect_timeout);
  CheckDuration("read_timeout", connection.read_timeout);
  CheckDuration("timeout", connection.timeout);
  CheckDuration("retry_delay", connection.retry_delay);
  if (connection.max_retry_after.count() < 0)
    throw ConfigError("`max_retry_after` must not be negative");
  if (connection.retries < 0 || connection.retries > 100)
    throw ConfigError("`retries` must be between 0 and 100: {}", connection.retries);
  if (connection.max_body.bytes <= 0 || connection.max_body.bytes > kLargestBody)
    throw ConfigError("`max_body` must be between 1 byte and 4095MiB: {}",
                      connection.max_body.bytes);
}

void CheckPaginate(const Paginate& paginate) {
  json_records::CheckPointer("total_pages", paginate.total_pages);
  if (paginate.by != "page") throw ConfigError("`by` must be `page`: {}", paginate.by);
  if (paginate.total_pages.empty()) throw ConfigError("`total_pages` names no field");
  if (paginate.parameter.empty()) throw ConfigError("`parameter` names no query parameter");
  if (paginate.start < 0) throw ConfigError("`start` must not be negative: {}", paginate.start);
  if (paginate.max_pages < 1 || paginate.max_pages > 1'000'000'000)
    throw ConfigError("`max_pages` must be between 1 and 1000000000: {}", paginate.max_pages);
}

}  // namespace

void Validate(const RestOptions& options) {
  CheckConnection(options.connection);
  json_records::CheckPointer("records", options.records);
  json_records::CheckSchema(options.schema);
  if (options.concurrency < 1 || options.concurrency > 64)
    throw ConfigError("`concurrency` must be between 1 and 64: {}", options.concurrency);
  if (options.paginate) {
    CheckPaginate(*options.paginate);
    if (options.records.empty())
      throw ConfigError(
          "`paginate` reads {} from the page, so `records` must say where the list is",
          options.paginate->total_pages);
  }
  const Endpoint endpoint(options);  // checks the URL and the headers
}

}  // namespace etl::rest
