// SPDX-License-Identifier: Apache-2.0
#include "config/read_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace etl::config {
namespace {

std::string LastError() { return std::generic_category().message(errno); }

// Empty for a regular file.
std::string WhatElse(mode_t mode) {
  if (S_ISREG(mode)) return "";
  if (S_ISDIR(mode)) return "it is a directory";
  if (S_ISFIFO(mode)) return "it is a pipe, not a regular file";
  return "it is not a regular file";
}

void ReadAll(int fd, FileContent& content) {
  char buffer[16384];
  while (content.text.size() <= kMaxFileBytes) {
    const ssize_t got = read(fd, buffer, sizeof(buffer));
    if (got == 0) return;
    if (got > 0) {
      content.text.append(buffer, static_cast<std::size_t>(got));
    } else if (errno != EINTR) {
      content.problem = LastError();
      return;
    }
  }
  content.problem = "it is larger than 1 MiB";
}

}  // namespace

FileContent ReadRegularFile(const std::filesystem::path& path) {
  FileContent content;
  // What kind of file it is, is asked of the open file, so that it cannot change in between; and a
  // FIFO without a writer would wait in open() but for O_NONBLOCK.
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) {
    content.problem = LastError();
    return content;
  }
  struct stat status {};
  if (fstat(fd, &status) != 0) {
    content.problem = LastError();
  } else {
    content.problem = WhatElse(status.st_mode);
    content.world_readable = (status.st_mode & S_IROTH) != 0;
  }
  if (content.problem.empty()) ReadAll(fd, content);
  close(fd);
  if (!content.problem.empty()) content.text.clear();
  return content;
}

}  // namespace etl::config
