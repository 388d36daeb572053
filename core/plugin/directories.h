// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

namespace etl::plugin {

// Where plugins are looked for, in this order: `from_command_line` (--plugin-dir; relative ones
// count from the working directory and must exist), `from_environment` (the value of
// ETL_PLUGIN_PATH, colon separated, or null; a relative one is refused), and beside the program:
// <its directory>/../lib/etl and <its directory>. Absolute, without repetitions. Throws
// ConfigError and EnvironmentError respectively.
std::vector<std::filesystem::path> PluginDirectories(
    const std::vector<std::filesystem::path>& from_command_line, const char* from_environment,
    const std::filesystem::path& program);

// The running program's own file, absolute, links resolved.
std::filesystem::path ProgramPath();

}  // namespace etl::plugin
