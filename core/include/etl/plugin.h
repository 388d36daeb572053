// SPDX-License-Identifier: Apache-2.0
// All that a plugin includes. A whole plugin:
//
//   class LinesSource final : public etl::Source { public: using Options = LinesOptions; ... };
//   ETL_PLUGIN(lines, "0.1.0") { plugin.Add<LinesSource>("lines", "Reads a text file, one row per
//   line."); }
//
// The library is called libetl_<name>.so, and a component found by `use: <name>` has the same name.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "etl/component.h"
#include "etl/value_text.h"

ETL_SDK_BEGIN

// Collects a plugin's components while it is loaded.
class PluginBuilder {
 public:
  // T derives from Source, Transform, MultiTransform or Sink and names its options: `using Options
  // = ...;`.
  template <typename T>
  void Add(std::string name, std::string help) {
    tables_.push_back(detail::MakeComponent<T>(std::move(name), std::move(help)));
    pointers_.push_back(&tables_.back()->component);
  }

  const etl_component* const* components(std::size_t* count) const {
    *count = pointers_.size();
    return pointers_.data();
  }

 private:
  std::vector<std::unique_ptr<detail::ComponentTable>> tables_;
  std::vector<const etl_component*> pointers_;
};

ETL_SDK_END

#define ETL_PLUGIN(plugin_name, plugin_version)                                                 \
  static void EtlFillPlugin(etl::PluginBuilder& plugin);                                        \
  static const etl_component* const* EtlPluginComponents(const etl_host*, std::size_t* count) { \
    static const etl::PluginBuilder* const built = [] {                                         \
      auto* builder = new etl::PluginBuilder; /* lives as long as the library: for ever */      \
      EtlFillPlugin(*builder);                                                                  \
      return builder;                                                                           \
    }();                                                                                        \
    return built->components(count);                                                            \
  }                                                                                             \
  extern "C" ETL_EXPORT const etl_plugin etl_plugin_v1 = {                                      \
      sizeof(etl_plugin), ETL_ABI_MAJOR,  ETL_ABI_MINOR,                                        \
      #plugin_name,       plugin_version, EtlPluginComponents};                                 \
  static void EtlFillPlugin(etl::PluginBuilder& plugin)
