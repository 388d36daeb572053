// SPDX-License-Identifier: Apache-2.0
#include "plugin/table_check.h"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "arrow/boundary.h"
#include "etl/error.h"
#include "etl/value_text.h"
#include "plugin/option_check.h"

namespace etl::plugin {
namespace {

using Verdict = std::optional<std::string>;

// Sizes as of ABI 1.0; a struct never shrinks.
constexpr std::size_t kPluginSize =
    offsetof(etl_plugin, components) + sizeof(etl_plugin::components);
constexpr std::size_t kComponentSize =
    offsetof(etl_component, extension) + sizeof(etl_component::extension);
// Nothing in the contract is near this: a larger size was never meant to be one.
constexpr std::size_t kMaxSize = 1 << 16;
constexpr std::size_t kMaxComponents = 1000;

[[noreturn]] void Fail(const std::filesystem::path& path, std::string_view what) {
  throw EnvironmentError("plugin {} {}", path, what);
}

Verdict CheckSlots(const etl_component& c) {
  const std::pair<const char*, bool> common[] = {
      {"describe", c.describe}, {"create", c.create}, {"destroy", c.destroy}, {"cancel", c.cancel}};
  const std::pair<const char*, bool> source[] = {{"open_source", c.open_source}};
  const std::pair<const char*, bool> transform[] = {{"open_transform", c.open_transform}};
  const std::pair<const char*, bool> sink[] = {
      {"open_sink", c.open_sink}, {"write", c.write}, {"prepare", c.prepare}, {"settle", c.settle}};
  const auto missing = [](const auto& slots) -> Verdict {
    for (const auto& [name, present] : slots)
      if (!present) return Format("lacks the function {}", name);
    return std::nullopt;
  };
  if (Verdict verdict = missing(common)) return verdict;
  if (c.role == ETL_SOURCE) return missing(source);
  if (c.role == ETL_TRANSFORM) return missing(transform);
  if (Verdict verdict = missing(sink)) return verdict;
  if (!(c.flags & ETL_SINK_VOLATILE)) return std::nullopt;
  constexpr std::size_t kVolatileSize =
      offsetof(etl_component, committed) + sizeof(etl_component::committed);
  const bool has = c.size >= kVolatileSize;
  const std::pair<const char*, bool> slots[] = {{"commit", has && c.commit},
                                                {"committed", has && c.committed}};
  return missing(slots);
}

Verdict CheckInputs(const etl_component& c) {
  const bool right = c.role == ETL_SOURCE ? c.min_inputs == 0 && c.max_inputs == 0
                                          : c.min_inputs >= 1 && c.min_inputs <= c.max_inputs;
  if (right) return std::nullopt;
  return Format("takes {} to {} inputs, which its role does not", c.min_inputs, c.max_inputs);
}

// Everything but its name, which the caller has checked.
Verdict CheckComponent(const etl_component& c) {
  if (c.role < ETL_SOURCE || c.role > ETL_SINK) return Format("has the unknown role {}", c.role);
  if (!c.help) return "has no help";
  const std::uint32_t flags =
      c.role == ETL_SINK ? ETL_SINK_VOLATILE | ETL_SINK_SETTLES_WITH_OPTIONS : 0;
  if (c.flags & ~flags) return Format("has unknown flags: {}", c.flags);
  if (Verdict verdict = CheckInputs(c)) return verdict;
  if (Verdict verdict = CheckSlots(c)) return verdict;
  if (Verdict verdict = WhyNotOptions(c.options, c.option_count)) return "declares " + *verdict;
  return std::nullopt;
}

}  // namespace

void CheckPlugin(const etl_plugin& plugin, std::string_view name,
                 const std::filesystem::path& path) {
  // The versions stand where they stand in every ABI, behind the size.
  constexpr std::size_t kVersioned = offsetof(etl_plugin, abi_minor) + sizeof(plugin.abi_minor);
  if (plugin.size < kVersioned || plugin.size > kMaxSize)
    Fail(path, Format("exports something else as {}: it says that it is {} bytes long",
                      ETL_PLUGIN_SYMBOL, plugin.size));
  if (plugin.abi_major != ETL_ABI_MAJOR || plugin.abi_minor > ETL_ABI_MINOR)
    throw EnvironmentError("plugin {} is built for plugin ABI {}.{}, this etl speaks {}.{}", path,
                           plugin.abi_major, plugin.abi_minor, ETL_ABI_MAJOR, ETL_ABI_MINOR)
        .Hint(plugin.abi_major < ETL_ABI_MAJOR ? "rebuild the plugin with this etl's headers"
                                               : "update etl, or rebuild the plugin");
  if (plugin.size < kPluginSize)
    Fail(path, Format("exports {} of {} bytes, plugin ABI {}.{} has {}", ETL_PLUGIN_SYMBOL,
                      plugin.size, ETL_ABI_MAJOR, ETL_ABI_MINOR, kPluginSize));
  if (!IsName(plugin.name)) Fail(path, "has no proper name");
  if (plugin.name != name)
    Fail(path, Format("says that its name is `{}`: was the file renamed?", plugin.name));
  if (!plugin.version) Fail(path, "has no version");
  if (!plugin.components) Fail(path, "lacks the function components");
}

std::vector<const etl_component*> CheckedComponents(const etl_plugin& plugin,
                                                    const etl_host* scan_host,
                                                    const std::filesystem::path& path) {
  std::size_t count = 0;
  const etl_component* const* table = nullptr;
  try {
    table = arrow::CallPlugin("components", [&] { return plugin.components(scan_host, &count); });
  } catch (const arrow::PluginFault& fault) {
    Fail(path, Format("does not list its components: {}", fault.what()));
  }
  if (!table || count == 0) Fail(path, "has no components");
  if (count > kMaxComponents) Fail(path, Format("says that it has {} components", count));
  std::vector<const etl_component*> components;
  std::set<std::pair<std::uint32_t, std::string_view>> names;
  for (std::size_t i = 0; i < count; ++i) {
    const etl_component* c = table[i];
    if (!c) Fail(path, Format("has a table of components in which number {} is null", i));
    if (c->size < kComponentSize || c->size > kMaxSize)
      Fail(path, Format("has a component of {} bytes, plugin ABI {}.{} has {}", c->size,
                        ETL_ABI_MAJOR, ETL_ABI_MINOR, kComponentSize));
    if (!IsName(c->name))
      Fail(path, Format("has a component (number {}) without a proper name", i));
    if (Verdict verdict = CheckComponent(*c))
      Fail(path, Format("has a component `{}` that {}", c->name, *verdict));
    if (!names.emplace(c->role, c->name).second)
      Fail(path, Format("has two components `{}` of one role", c->name));
    components.push_back(c);
  }
  return components;
}

}  // namespace etl::plugin
