// SPDX-License-Identifier: Apache-2.0
#include "plugin/loader.h"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "arrow/boundary.h"
#include "etl/error.h"
#include "etl/suggest.h"
#include "etl/value_text.h"
#include "plugin/elf_check.h"
#include "plugin/library.h"
#include "plugin/option_check.h"
#include "plugin/table_check.h"
#include "plugin/trust.h"

namespace etl::plugin {
namespace {

using Path = std::filesystem::path;

constexpr std::string_view kPrefix = "libetl_", kSuffix = ".so";

Path FileName(std::string_view name) { return Format("{}{}{}", kPrefix, name, kSuffix); }

std::string HintFor(std::string_view name, const std::vector<std::string>& available) {
  if (available.empty())
    return "there is no plugin in any of them; name the right one with --plugin-dir";
  if (const auto closest = Closest(name, available)) return Format("did you mean `{}`?", *closest);
  std::string list;
  for (const std::string& one : available) list += (list.empty() ? "`" : ", `") + one + "`";
  return "available: " + list;
}

std::string Listed(const std::vector<Path>& directories) {
  std::string list;
  for (const Path& directory : directories) list += (list.empty() ? "" : ", ") + directory.string();
  return list.empty() ? "(no directories)" : list;
}

const etl_plugin& OpenTable(const Path& path) {
  if (const auto why = WhyNotTrusted(path))
    throw EnvironmentError("plugin {} is not loaded: {}", path, *why)
        .Hint(
            "a plugin runs with all your rights: let only yourself and root write to it and to "
            "the directories above it");
  if (const auto why = WhyNotLibrary(path)) throw EnvironmentError("plugin {} {}", path, *why);
  // The real path, so that what was checked is what is opened.
  const Path real = std::filesystem::canonical(path);
  try {
    const Library library(real);
    if (const void* table = library.Find(ETL_PLUGIN_SYMBOL))
      return *static_cast<const etl_plugin*>(table);
  } catch (const arrow::PluginFault& fault) {
    throw EnvironmentError("plugin {} cannot be loaded: {}", path, fault.what());
  }
  throw EnvironmentError("plugin {} does not export {}: it is a library, but no plugin of etl",
                         path, ETL_PLUGIN_SYMBOL)
      .Hint("a plugin ends with ETL_PLUGIN(name, version) or defines that variable in C");
}

}  // namespace

Loader::Loader(std::vector<Path> directories) : directories_(std::move(directories)) {}

Path Loader::Locate(std::string_view name) const {
  if (!IsPluginName(name))
    throw ConfigError("not the name of a plugin: {}", Quoted(name))
        .Hint("a name is letters, digits, '_' and '-'");
  for (const Path& directory : directories_) {
    // Whatever has the name is the match, a dangling link or a directory too: to pass over what is
    // broken would load something that nobody meant.
    std::error_code error;
    const Path path = directory / FileName(name);
    if (std::filesystem::exists(std::filesystem::symlink_status(path, error))) return path;
  }
  throw EnvironmentError("there is no plugin `{}`: no {} in {}", name, FileName(name),
                         Listed(directories_))
      .Hint(HintFor(name, available()));
}

const LoadedPlugin& Loader::Load(std::string_view name, const etl_host* scan_host) {
  if (const auto found = loaded_.find(name); found != loaded_.end()) return found->second;
  const Path path = Locate(name);
  const etl_plugin& table = OpenTable(path);
  CheckPlugin(table, name, path);
  LoadedPlugin plugin{table.name,      table.version,   path,
                      table.abi_major, table.abi_minor, CheckedComponents(table, scan_host, path)};
  return loaded_.emplace(std::string(name), std::move(plugin)).first->second;
}

std::vector<std::string> Loader::available() const {
  std::set<std::string> names;
  for (const Path& directory : directories_) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
      std::string file = entry.path().filename().string();
      std::string_view name = file;
      if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix) ||
          name.size() <= kPrefix.size() + kSuffix.size())
        continue;
      name.remove_prefix(kPrefix.size());
      name.remove_suffix(kSuffix.size());
      if (IsPluginName(name)) names.emplace(name);
    }
  }
  return {names.begin(), names.end()};
}

}  // namespace etl::plugin
