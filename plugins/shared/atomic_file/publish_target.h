// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace etl::atomic_file {

// Where a file will be published, found without changing anything.
struct PublishTarget {
  std::string path;                              // absolute, no symbolic link itself
  std::vector<std::string> missing_directories;  // to be made, outermost first

  std::string directory() const { return path.substr(0, path.rfind('/') + 1); }
  std::string name() const { return path.substr(path.rfind('/') + 1); }
};

// Follows symbolic links, so that the file is replaced and not the link; a dangling one gives the
// file that it names. Throws EnvironmentError for a target that rename(2) could not replace or that
// its owner has protected: a directory, FIFO or device, a read-only file, a mount point, another
// user's file in a sticky directory; and for a directory that is none or cannot be written.
PublishTarget FindPublishTarget(const std::filesystem::path& path);

// What publishing there will do, in a few words; "-" is standard output. Throws as
// FindPublishTarget.
std::string TellTarget(const std::filesystem::path& path);

}  // namespace etl::atomic_file
