// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace etl::atomic_file {

// What another process needs to publish or remove a prepared file. All paths are absolute.
struct FileToken {
  std::string temporary;
  std::string target;                    // in the same directory
  std::vector<std::string> directories;  // made for this file, outermost first

  bool operator==(const FileToken&) const = default;
};

// "file/1 " and the paths, each as "<length>:<bytes>,", and a point: names may hold any byte.
std::string Serialize(const FileToken& token);

// Throws EnvironmentError for anything that Serialize does not write, and for a temporary file that
// is not beside its target: a damaged journal must not remove somebody else's file.
FileToken ParseFileToken(std::string_view text);

}  // namespace etl::atomic_file
