// SPDX-License-Identifier: Apache-2.0
#include "cli/parent_folders.h"

#include <system_error>

namespace etl::cli {

void MakeParentFolders(const std::filesystem::path& file) {
  std::error_code ignored;
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), ignored);
}

}  // namespace etl::cli
