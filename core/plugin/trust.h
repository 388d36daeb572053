// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace etl::plugin {

// Who but the user and root could have written this file, as a sentence that names the path to
// blame; nullopt when nobody could. Looks at the file, its directory and all directories above,
// symbolic links resolved. A directory above with the sticky bit (/tmp) may be writable by all.
std::optional<std::string> WhyNotTrusted(const std::filesystem::path& file);

}  // namespace etl::plugin
