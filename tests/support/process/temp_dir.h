// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace etl::process {

// A fresh directory (mode 0700) under $TMPDIR or /tmp, removed with everything in it by the
// destructor. Any thread.
class TempDir {
 public:
  TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir();

  const std::filesystem::path& path() const { return path_; }
  // Writes a file, its folders included, and returns its path.
  std::filesystem::path Write(const std::filesystem::path& relative,
                              std::string_view content) const;
  // The content of a file; throws std::runtime_error if there is none.
  std::string Read(const std::filesystem::path& relative) const;

 private:
  std::filesystem::path path_;
};

// The bytes of any file; throws std::runtime_error with its path if it cannot be read.
std::string ReadFile(const std::filesystem::path& path);
void WriteFile(const std::filesystem::path& path, std::string_view content);

}  // namespace etl::process
