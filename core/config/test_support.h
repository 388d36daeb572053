// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/finding.h"
#include "config/load.h"

namespace etl::config {

/// The findings as lines.
inline std::vector<std::string> Lines(const Findings& findings) {
  std::vector<std::string> lines;
  for (const Finding& finding : findings.all()) lines.push_back(ToString(finding));
  return lines;
}

/// Loads pipelines from files of its own folder; marks name them relative to it ("p.yaml").
class Workspace {
 public:
  Workspace() {
    std::string name = (std::filesystem::temp_directory_path() / "etl_config_XXXXXX").string();
    folder_ = mkdtemp(name.data());
    before_ = std::filesystem::current_path();
    std::filesystem::current_path(folder_);
    request.pipeline = "p.yaml";
    request.run_date = "2024-02-29";
    request.environment = [this](const std::string& variable) -> std::optional<std::string> {
      const auto found = environment.find(variable);
      return found == environment.end() ? std::nullopt : std::optional(found->second);
    };
  }
  ~Workspace() {
    std::filesystem::current_path(before_);
    std::filesystem::remove_all(folder_);
  }
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  void Write(const std::filesystem::path& file, const std::string& text) const {
    if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path());
    // A new file, as ext4 flushes one that is truncated and written again, thousands of times.
    std::filesystem::remove(file);
    std::ofstream(file, std::ios::binary) << text;
    std::filesystem::permissions(file, std::filesystem::perms(0600));
  }
  LoadResult Load(const std::string& text) {
    Write("p.yaml", text);
    return LoadPipeline(request, secrets);
  }
  std::vector<std::string> Findings(const std::string& text) { return Lines(Load(text).findings); }

  LoadRequest request;
  Secrets secrets;
  std::map<std::string, std::string> environment;

 private:
  std::filesystem::path folder_;
  std::filesystem::path before_;
};

}  // namespace etl::config
