// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/file_input/input_file.h"

#include <fcntl.h>
#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>
#include <system_error>

#include "etl/value_text.h"

namespace etl::file_input {
namespace {

using compression::Codec;

EnvironmentError CannotRead(const std::string& path, int error) {
  auto failure =
      EnvironmentError("cannot read file {}: {}", path, std::generic_category().message(error));
  if (error == ENOENT && !path.starts_with('/'))
    return std::move(failure).Hint("a relative path starts in the working directory");
  return failure;
}

bool IsPattern(const std::string& path) {
  struct stat info {};
  return path.find_first_of("*?[") != std::string::npos && stat(path.c_str(), &info) != 0;
}

bool IsDirectory(const std::string& path) {
  struct stat info {};
  return stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

// Files alone: `data/*` is not meant to be its folders.
std::vector<std::string> Matches(const std::string& pattern, const etl_node* option) {
  glob_t found{};
  const int status = glob(pattern.c_str(), GLOB_NOSORT, nullptr, &found);
  std::vector<std::string> paths(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  globfree(&found);
  if (status == GLOB_NOSPACE) throw EnvironmentError("out of memory");
  std::erase_if(paths, IsDirectory);
  if (paths.empty())
    throw EnvironmentError("no file matches {}", pattern)
        .Hint("a relative path starts in the working directory")
        .Option(option);
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::vector<std::string> Expand(const Paths& paths) {
  std::vector<std::string> all;
  for (const std::string& path : paths.value) {
    if (path.empty()) throw ConfigError("a path is empty").Option(paths.node.get());
    if (path.find('\0') != std::string::npos)
      throw ConfigError("a path holds a NUL byte: {}", Quoted(path)).Option(paths.node.get());
    if (path == "-" || !IsPattern(path)) {
      all.push_back(path);
    } else {
      const auto found = Matches(path, paths.node.get());
      all.insert(all.end(), found.begin(), found.end());
    }
  }
  if (all.empty()) throw ConfigError("`path` names no file").Option(paths.node.get());
  std::set<std::string_view> seen;
  for (const std::string& path : all)
    if (!seen.insert(path).second)
      throw ConfigError("{} is named twice, so its rows would be read twice",
                        path == "-" ? "standard input" : path)
          .Option(paths.node.get());
  return all;
}

Codec CodecOfFile(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) throw CannotRead(path, errno);
  char first[compression::kMagicBytes];
  ssize_t count = 0;
  do count = pread(fd, first, sizeof first, 0);
  while (count < 0 && errno == EINTR);
  const int error = errno;
  close(fd);
  if (count < 0) throw CannotRead(path, error);
  const Codec codec = compression::CodecOfBytes({first, static_cast<std::size_t>(count)});
  const Codec promised = compression::CodecOfName(path);
  if (codec == Codec::kNone && promised != Codec::kNone)
    throw DataError("{} is no {} file, as its name says", path, compression::ToString(promised))
        .Hint("was it cut off? if it is not compressed, say compression: none");
  return codec;
}

}  // namespace

void Remember(const struct stat& info, InputFile& file) {
  file.size = info.st_size;
  file.modified = info.st_mtim.tv_sec * 1'000'000'000 + info.st_mtim.tv_nsec;
  file.device = static_cast<std::int64_t>(info.st_dev);
  file.number = static_cast<std::int64_t>(info.st_ino);
}

std::vector<InputFile> FindFiles(const Paths& paths, std::string_view codec) {
  std::vector<InputFile> files;
  for (std::string& path : Expand(paths)) {
    InputFile file;
    file.path = std::move(path);
    file.detect = codec == "auto";
    if (codec == "gzip") file.codec = Codec::kGzip;
    if (codec == "zstd") file.codec = Codec::kZstd;
    if (file.path != "-") {
      struct stat info {};
      if (stat(file.path.c_str(), &info) != 0) throw CannotRead(file.path, errno);
      if (S_ISDIR(info.st_mode))
        throw EnvironmentError("cannot read file {}: it is a directory", file.path)
            .Hint(Format("did you mean {}/*?", file.path))
            .Option(paths.node.get());
      file.seekable = S_ISREG(info.st_mode);
      if (file.seekable) Remember(info, file);
      if (file.seekable && file.detect) file.codec = CodecOfFile(file.path), file.detect = false;
    }
    files.push_back(std::move(file));
  }
  return files;
}

}  // namespace etl::file_input
