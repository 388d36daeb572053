// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/loader.h"

namespace etl::plugin {

// An option as its component declared it; a copy that needs no plugin.
struct Option {
  std::string name;
  etl_option_type type = ETL_OPTION_STRING;
  std::uint32_t flags = 0;                  // etl_option_flags
  std::optional<std::string> default_text;  // as it would stand in YAML
  std::string help;
  std::vector<std::string> values;  // empty: any value
  std::vector<Option> fields;       // of an object or a connection

  bool required() const { return (flags & ETL_OPTION_REQUIRED) != 0; }
  bool sensitive() const { return (flags & ETL_OPTION_SENSITIVE) != 0; }
  bool binding() const { return (flags & ETL_OPTION_BINDING) != 0; }
};

// A source, transform or sink that a pipeline can use. Immutable.
struct Component {
  const etl_component* c = nullptr;  // lives as long as the process
  etl_role role = ETL_SOURCE;
  std::string name, help;
  std::string plugin_name, plugin_version;
  std::filesystem::path path;
  std::vector<Option> options;
  std::size_t min_inputs = 0, max_inputs = 0;
  bool is_volatile = false;  // a sink that can commit in a transaction, which dies with the process
  bool settles_with_options = false;  // a sink: without its step a token cannot be settled

  // The option of that name, or null.
  const Option* FindOption(std::string_view option_name) const;
};

// "source", "transform", "sink".
std::string_view ToString(etl_role role);

// What `use:` can name. Opens only the plugins that are asked for. Pointers stay valid as long as
// the registry. Not thread-safe.
class Registry {
 public:
  // Neither is owned; both outlive the registry.
  Registry(Loader& loader, const etl_host* scan_host) : loader_(loader), scan_host_(scan_host) {}

  // `use: name` in a step of that role: opens libetl_<name>.so. Null when the plugin has no
  // component of this name and role (see `components` for what it has). Throws what Loader::Load
  // throws.
  const Component* Find(etl_role role, std::string_view use_name);

  // All components of one plugin, in its own order. Throws what Loader::Load throws.
  const std::deque<Component>& components(std::string_view plugin_name);

  // Names that can be asked for, sorted, from file names alone: nothing is opened.
  std::vector<std::string> available() const { return loader_.available(); }

 private:
  Loader& loader_;
  const etl_host* scan_host_;
  std::map<std::string, std::deque<Component>, std::less<>> components_;
};

}  // namespace etl::plugin
