// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/atomic_file/publish_target.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "etl/error.h"

namespace etl::atomic_file {
namespace {

constexpr int kMaxLinks = 40;  // as the kernel

[[noreturn]] void ThrowCannot(const std::string& path, std::string_view why) {
  throw EnvironmentError("cannot write file {}: {}", path, why);
}
[[noreturn]] void ThrowErrno(const std::string& path, int error) {
  ThrowCannot(path, std::generic_category().message(error));
}

std::string DirectoryOf(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == 0 ? "/" : path.substr(0, slash);
}

// What a final symbolic link names; the path itself if it is none.
std::string FollowLinks(std::string path) {
  for (int links = 0; links < kMaxLinks; ++links) {
    std::error_code error;
    const auto link = std::filesystem::read_symlink(path, error);
    if (error) return path;
    path = link.is_absolute() ? link.string() : DirectoryOf(path) + "/" + link.string();
  }
  ThrowErrno(path, ELOOP);
}

std::string_view KindOf(mode_t mode) {
  if (S_ISDIR(mode)) return "it is a directory";
  if (S_ISFIFO(mode)) return "it is a FIFO, which cannot be replaced by a finished file";
  if (S_ISSOCK(mode)) return "it is a socket, which cannot be replaced by a finished file";
  return "it is a device, which cannot be replaced by a finished file";
}

bool IsMountPoint(const std::string& path) {
  struct statx info {};
  return statx(AT_FDCWD, path.c_str(), AT_SYMLINK_NOFOLLOW, 0, &info) == 0 &&
         (info.stx_attributes_mask & info.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}

void CheckExisting(const std::string& path, const struct stat& target,
                   const struct stat& directory) {
  if (!S_ISREG(target.st_mode)) ThrowCannot(path, KindOf(target.st_mode));
  if (faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) != 0) ThrowErrno(path, errno);
  if (IsMountPoint(path))
    throw EnvironmentError("cannot write file {}: it is a mount point and cannot be replaced", path)
        .Hint("mount its directory instead of the file");
  const uid_t user = geteuid();
  if ((directory.st_mode & S_ISVTX) && user != 0 && user != target.st_uid &&
      user != directory.st_uid)
    ThrowCannot(path, "it belongs to another user, in a directory with the sticky bit");
}

// Outermost first; empty if the directory is there. `nearest` becomes the first that is.
std::vector<std::string> MissingDirectories(const std::string& path, struct stat& nearest) {
  std::vector<std::string> missing;
  std::string directory = DirectoryOf(path);
  while (stat(directory.c_str(), &nearest) != 0) {
    if (errno != ENOENT) ThrowErrno(path, errno);
    struct stat link {};
    if (lstat(directory.c_str(), &link) == 0)
      ThrowCannot(path, Format("directory {} is a dangling link", directory));
    missing.push_back(directory);
    directory = DirectoryOf(directory);
  }
  if (!S_ISDIR(nearest.st_mode)) ThrowCannot(path, Format("{} is not a directory", directory));
  if (faccessat(AT_FDCWD, directory.c_str(), W_OK | X_OK, AT_EACCESS) != 0)
    ThrowCannot(path,
                Format("directory {}: {}", directory, std::generic_category().message(errno)));
  std::reverse(missing.begin(), missing.end());
  return missing;
}

}  // namespace

PublishTarget FindPublishTarget(const std::filesystem::path& path) {
  if (path.empty()) throw EnvironmentError("cannot write a file without a name");
  if (path.string().find('\0') != std::string::npos)
    ThrowCannot(path.string().c_str(), "its name holds a NUL byte");
  std::error_code error;
  const auto absolute = std::filesystem::absolute(path, error);
  if (error) ThrowCannot(path.string(), error.message());
  PublishTarget target{FollowLinks(absolute.string()), {}};
  const std::string name = target.name();
  if (name.empty() || name == "." || name == "..") ThrowCannot(target.path, "it names a directory");
  struct stat directory {};
  target.missing_directories = MissingDirectories(target.path, directory);
  struct stat existing {};
  if (lstat(target.path.c_str(), &existing) == 0)
    CheckExisting(target.path, existing, directory);
  else if (errno != ENOENT)
    ThrowErrno(target.path, errno);
  return target;
}

std::string TellTarget(const std::filesystem::path& path) {
  if (path == "-") return "standard output";
  const PublishTarget target = FindPublishTarget(path);
  struct stat existing {};
  if (lstat(target.path.c_str(), &existing) == 0) return path.string() + " will be replaced";
  return path.string() + " will be written" +
         (target.missing_directories.empty() ? "" : ", and its directory made");
}

}  // namespace etl::atomic_file
