// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace etl::cli {

// Makes the folders that a file is to lie in, as sinks do. Whoever then opens the file says what
// kept it from being there.
void MakeParentFolders(const std::filesystem::path& file);

}  // namespace etl::cli
