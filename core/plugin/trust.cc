// SPDX-License-Identifier: Apache-2.0
#include "plugin/trust.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "etl/format.h"

namespace etl::plugin {
namespace {

using Verdict = std::optional<std::string>;

// `above`: a directory that only leads to the plugin's. With the sticky bit nobody can rename what
// is in it but its owner.
Verdict Check(const std::filesystem::path& path, bool above) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0)
    return Format("{} cannot be examined: {}", path, std::strerror(errno));
  if (status.st_uid != 0 && status.st_uid != ::geteuid())
    return Format("{} belongs to user {}, neither to root nor to you", path, status.st_uid);
  if (above && (status.st_mode & S_ISVTX)) return std::nullopt;
  if (status.st_mode & S_IWOTH) return Format("{} is writable by everybody", path);
  // A group of one's own, as many systems make for each user, is no danger.
  if ((status.st_mode & S_IWGRP) && status.st_gid != 0 && status.st_gid != ::getegid())
    return Format("{} is writable by the group {}", path, status.st_gid);
  return std::nullopt;
}

Verdict CheckFrom(std::filesystem::path directory) {
  for (bool above = false;; above = true) {
    if (Verdict verdict = Check(directory, above)) return verdict;
    if (directory == directory.parent_path()) return std::nullopt;
    directory = directory.parent_path();
  }
}

}  // namespace

std::optional<std::string> WhyNotTrusted(const std::filesystem::path& file) {
  std::error_code error;
  const std::filesystem::path real = std::filesystem::canonical(file, error);
  if (error) return Format("{} cannot be examined: {}", file, error.message());
  if (Verdict verdict = Check(real, false)) return verdict;
  if (Verdict verdict = CheckFrom(real.parent_path())) return verdict;
  // The file may be a symbolic link that stands in another directory than what it points to.
  const std::filesystem::path directory = std::filesystem::canonical(file.parent_path(), error);
  if (error || directory == real.parent_path()) return std::nullopt;
  return CheckFrom(directory);
}

}  // namespace etl::plugin
