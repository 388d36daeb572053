// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "etl/abi.h"

namespace etl::plugin {

// A library that passed every check. Lives as long as the process: libraries are never unloaded.
struct LoadedPlugin {
  std::string name, version;
  std::filesystem::path path;
  std::uint32_t abi_major = 0, abi_minor = 0;
  std::vector<const etl_component*> components;
};

// Finds and opens plugins: libetl_<name>.so in the first directory that has one. Not thread-safe.
class Loader {
 public:
  // Absolute directories, see PluginDirectories. Those that do not exist are passed over.
  explicit Loader(std::vector<std::filesystem::path> directories);

  // Opens the plugin unless it is open. `scan_host` is what its components() is called with. Throws
  // EnvironmentError with the path and why: not found (with the directories and the nearest name),
  // not a complete library for this machine, writable by others, an undefined symbol, another ABI
  // version, a table that is not as abi.h says. A failure is not remembered.
  const LoadedPlugin& Load(std::string_view name, const etl_host* scan_host);

  // Names of the plugins that could be asked for, sorted, from file names alone: nothing is opened.
  std::vector<std::string> available() const;

  const std::vector<std::filesystem::path>& directories() const { return directories_; }

 private:
  std::filesystem::path Locate(std::string_view name) const;

  std::vector<std::filesystem::path> directories_;
  std::map<std::string, LoadedPlugin, std::less<>> loaded_;
};

}  // namespace etl::plugin
