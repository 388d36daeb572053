// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/snapshot.h"

#include <algorithm>

namespace etl::postgres {
namespace {

constexpr const char* kBegin =
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; "
    "SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; "
    "SET LOCAL IntervalStyle = 'postgres'; SET LOCAL bytea_output = 'hex'; "
    "SET LOCAL extra_float_digits = 3; SET LOCAL standard_conforming_strings = on; "
    "SET LOCAL client_min_messages = error; SET LOCAL statement_timeout = 0; "
    // A server that looks whether its client is still there ends a long query by itself.
    "SELECT set_config('client_connection_check_interval', '1000', true) FROM pg_settings "
    "WHERE name = 'client_connection_check_interval' AND version() LIKE '%linux%'";

}  // namespace

Snapshot::Snapshot(const ConnectionOptions& options, Context& context, Interrupter& interrupter)
    : connection_(options, context, interrupter) {
  Begin();
}

void Snapshot::Begin() { connection_.Execute(kBegin); }

bool Snapshot::ReadsInOrder(const std::string& sql) {
  try {
    const auto steps = Explain(sql);
    return std::none_of(steps.begin(), steps.end(), [](const TextRow& step) {
      return step.at(0).value_or("").find("Sort  (cost=") != std::string::npos;
    });
  } catch (const ConfigError&) {  // said again, with its place, when the query is checked
  } catch (const EnvironmentError&) {
  }
  connection_.Execute("ROLLBACK");  // the failed statement has spoilt the transaction
  Begin();
  return false;
}

}  // namespace etl::postgres
