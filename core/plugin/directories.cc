// SPDX-License-Identifier: Apache-2.0
#include "plugin/directories.h"

#include <algorithm>
#include <string_view>

#include "etl/error.h"
#include "etl/value_text.h"
#include "plugin/library.h"

namespace etl::plugin {
namespace {

using Path = std::filesystem::path;

void AddOnce(std::vector<Path>& directories, const Path& added) {
  Path normal = added.lexically_normal();
  if (!normal.has_filename() && normal != normal.root_path()) normal = normal.parent_path();
  if (std::find(directories.begin(), directories.end(), normal) == directories.end())
    directories.push_back(std::move(normal));
}

}  // namespace

std::vector<Path> PluginDirectories(const std::vector<Path>& from_command_line,
                                    const char* from_environment, const Path& program) {
  std::vector<Path> directories;
  for (const Path& given : from_command_line) {
    std::error_code error;
    if (!std::filesystem::is_directory(given, error))
      throw ConfigError("--plugin-dir: not a directory: {}", Quoted(given.string(), 400));
    AddOnce(directories, std::filesystem::absolute(given));
  }
  std::string_view rest = from_environment ? from_environment : "";
  while (!rest.empty()) {
    const auto colon = rest.find(':');
    const std::string_view one = rest.substr(0, colon);
    rest = colon == std::string_view::npos ? std::string_view{} : rest.substr(colon + 1);
    if (one.empty()) continue;  // does not mean the working directory, as it would in PATH
    if (one.front() != '/')
      throw EnvironmentError("ETL_PLUGIN_PATH: not an absolute path: {}", Quoted(one, 400))
          .Hint(
              "a relative one would load whatever lies in the working directory; use "
              "--plugin-dir, or write the whole path");
    AddOnce(directories, one);
  }
  AddOnce(directories, program.parent_path() / ".." / "lib" / "etl");
  AddOnce(directories, program.parent_path());
  return directories;
}

Path ProgramPath() { return Library::Program(); }

}  // namespace etl::plugin
