// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace etl::config {

constexpr std::size_t kMaxFileBytes = 1 << 20;

/// A file's content, or the reason why there is none.
struct FileContent {
  std::string text;
  std::string problem;  // "No such file or directory", "it is a directory", …; empty if read
  bool world_readable = false;  // every user of the machine may read it
};

/// Reads a regular file of at most kMaxFileBytes. Never waits: a FIFO or a device is a problem.
FileContent ReadRegularFile(const std::filesystem::path& path);

}  // namespace etl::config
