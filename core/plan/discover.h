// SPDX-License-Identifier: Apache-2.0
// What lies behind a URL or the path of a file: asks the source whose plugin claims it.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "config/secrets.h"
#include "plan/step_host.h"
#include "plugin/registry.h"

namespace etl::plan {

struct FoundColumn {
  std::string name;
  std::string type;    // as a schema declares it; empty: nothing says
  std::string native;  // as the source itself calls it
  bool nullable = true, optional = false;
  std::string path;  // JSON pointer; empty: the name at the top
  std::string note;
};

struct FoundKey {
  bool primary = false;
  std::vector<std::string> columns;
};

struct FoundReference {
  std::vector<std::string> columns;
  std::string table;
  std::vector<std::string> other_columns;
};

// An option as a pipeline says it: "connection.url".
struct FoundOption {
  std::string name, text;
  bool secret = false;
};

struct FoundTable {
  std::string name, kind;
  std::int64_t rows = -1;  // about so many; -1: unknown
  std::vector<FoundColumn> columns;
  std::vector<FoundKey> keys;
  std::vector<FoundReference> references;
  std::vector<FoundOption> options;  // all that the source needs to read it
  std::vector<std::string> notes;

  const FoundColumn* FindColumn(std::string_view column) const;
  const FoundKey* primary_key() const;
};

struct Found {
  const plugin::Component* component = nullptr;
  std::string place;  // the URL without secrets, or the path
  std::vector<FoundTable> tables;
};

struct DiscoverRequest {
  std::string url;       // or a path
  std::string password;  // may be empty
  std::string table;     // empty: all
  // Further options of the source, as "connection.tls.mode": "off"; they win.
  std::vector<std::pair<std::string, std::string>> options;
};

// Adds what is secret to `secrets`. Throws ConfigError for a URL that no plugin claims, an option
// that its source does not have, and a table that is not there; and what the source reports, as
// StepFailure.
Found Discover(const DiscoverRequest& request, plugin::Registry& registry, config::Secrets& secrets,
               const HostEnvironment& environment);

}  // namespace etl::plan
