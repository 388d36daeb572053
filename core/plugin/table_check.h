// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "etl/abi.h"

namespace etl::plugin {

// The checks of what a plugin says about itself, in the order in which it may be read: a field
// beyond a struct's size is not touched. All throw EnvironmentError with the file's path.

// Size, version and name of the exported table; `name` is the one the file was found by.
void CheckPlugin(const etl_plugin& plugin, std::string_view name,
                 const std::filesystem::path& path);

// Calls components(), once, and checks every component and option.
std::vector<const etl_component*> CheckedComponents(const etl_plugin& plugin,
                                                    const etl_host* scan_host,
                                                    const std::filesystem::path& path);

}  // namespace etl::plugin
