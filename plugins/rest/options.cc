// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/options.h"

#include <set>

#include "plugins/rest/endpoint.h"

namespace etl::rest {
namespace {

// simdjson addresses a document with 32 bits.
constexpr std::int64_t kLargestBody = 0xffff'0000LL;

void CheckPointer(std::string_view option, std::string_view pointer, const OptionNode& node = {}) {
  bool good = pointer.empty() || pointer.front() == '/';
  for (std::size_t i = 0; i < pointer.size(); ++i)
    if (pointer[i] == '~' && (i + 1 == pointer.size() || (pointer[i + 1] | 1) != '1')) good = false;
  if (!good)
    throw ConfigError("`{}` is no JSON pointer: {}", option, pointer)
        .Hint("a JSON pointer names fields from the top, each after a slash: /data/users")
        .Option(node ? node.get() : nullptr);
}

void CheckDuration(std::string_view option, std::chrono::milliseconds value) {
  if (value.count() <= 0) throw ConfigError("`{}` must be more than 0", option);
}

void CheckSchema(const DeclaredSchema& schema) {
  if (schema.empty()) throw ConfigError("`schema` names no column");
  std::set<std::string_view> names;
  for (const SchemaEntry& entry : schema.entries) {
    if (!names.insert(entry.field.name).second)
      throw ConfigError("column `{}` is declared twice", entry.field.name).Option(entry.node.get());
    if (entry.field.type.id == TypeId::kBinary)
      throw ConfigError("column `{}`: JSON has no binary values", entry.field.name)
          .Hint("declare it as string")
          .Option(entry.node.get());
    CheckPointer("path", entry.path, entry.node.Find("path"));
  }
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
  CheckPointer("total_pages", paginate.total_pages);
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
  CheckPointer("records", options.records);
  CheckSchema(options.schema);
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
