// SPDX-License-Identifier: Apache-2.0
#include "plugin/registry.h"

namespace etl::plugin {
namespace {

std::vector<Option> CopyOptions(const etl_option* const* options, std::size_t count) {
  std::vector<Option> copies;
  for (std::size_t i = 0; i < count; ++i) {
    const etl_option& c = *options[i];
    Option option;
    option.name = c.name;
    option.type = static_cast<etl_option_type>(c.type);
    option.flags = c.flags;
    if (c.default_text) option.default_text = c.default_text;
    option.help = c.help;
    option.values.assign(c.values, c.values + c.value_count);
    option.fields = CopyOptions(c.fields, c.field_count);
    copies.push_back(std::move(option));
  }
  return copies;
}

Component Copy(const etl_component& c, const LoadedPlugin& plugin) {
  Component component;
  component.c = &c;
  component.role = static_cast<etl_role>(c.role);
  component.name = c.name;
  component.help = c.help;
  component.plugin_name = plugin.name;
  component.plugin_version = plugin.version;
  component.path = plugin.path;
  component.options = CopyOptions(c.options, c.option_count);
  component.min_inputs = c.min_inputs;
  component.max_inputs = c.max_inputs;
  component.is_volatile = (c.flags & ETL_SINK_VOLATILE) != 0;
  component.settles_with_options = (c.flags & ETL_SINK_SETTLES_WITH_OPTIONS) != 0;
  return component;
}

}  // namespace

const Option* Component::FindOption(std::string_view option_name) const {
  for (const Option& option : options)
    if (option.name == option_name) return &option;
  return nullptr;
}

std::string_view ToString(etl_role role) {
  switch (role) {
    case ETL_SOURCE:
      return "source";
    case ETL_TRANSFORM:
      return "transform";
    case ETL_SINK:
      return "sink";
  }
  return "unknown role";
}

const std::deque<Component>& Registry::components(std::string_view plugin_name) {
  if (const auto found = components_.find(plugin_name); found != components_.end())
    return found->second;
  const LoadedPlugin& plugin = loader_.Load(plugin_name, scan_host_);
  std::deque<Component> copies;
  for (const etl_component* c : plugin.components) copies.push_back(Copy(*c, plugin));
  return components_.emplace(std::string(plugin_name), std::move(copies)).first->second;
}

const Component* Registry::Find(etl_role role, std::string_view use_name) {
  for (const Component& component : components(use_name))
    if (component.role == role && component.name == use_name) return &component;
  return nullptr;
}

}  // namespace etl::plugin
