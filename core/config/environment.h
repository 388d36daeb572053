// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "config/finding.h"

namespace etl::config {

/// The environment variables of a run: those of the process, then those of --env-file. For one
/// thread.
class Environment {
 public:
  using Lookup = std::function<std::optional<std::string>(const std::string&)>;

  struct Variable {
    std::string value;
    bool from_file = false;  // such a value is never printed, not even in an error
  };

  /// Without a lookup: getenv.
  explicit Environment(Lookup process = nullptr);

  /// Reads lines KEY=VALUE with comments, quotes and `export`. A later file wins over an earlier
  /// one.
  void AddFile(const std::filesystem::path& path, Findings& findings);
  void AddText(std::string_view text, const std::string& file, Findings& findings);

  std::optional<Variable> Get(const std::string& name) const;

 private:
  Lookup process_;
  std::map<std::string, std::string> from_files_;
};

}  // namespace etl::config
