// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/file_output/standard_output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

namespace etl::file_output {
namespace {

constexpr std::string_view kMagic = "stdout/1";
constexpr std::size_t kBlockBytes = 256 * 1024;

[[noreturn]] void ThrowCannot(std::string_view what, int error) {
  throw EnvironmentError("cannot {}: {}", what, std::generic_category().message(error));
}

// False: it is a pipe that nobody reads any more.
bool WriteAll(int fd, std::string_view bytes, std::string_view what) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EPIPE) return false;
    if (written < 0) ThrowCannot(what, errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

int OpenNameless() {
  std::error_code error;
  const std::string directory = std::filesystem::temp_directory_path(error).string();
  if (error) ThrowCannot("find a directory for temporary files", error.value());
  int fd = open(directory.c_str(), O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);
  if (fd >= 0) return fd;
  std::string name = directory + "/etl_stdout_XXXXXX";  // a file system that has no O_TMPFILE
  fd = mkostemp(name.data(), O_CLOEXEC);
  if (fd < 0) ThrowCannot(Format("create a temporary file in {}", directory), errno);
  unlink(name.c_str());
  return fd;
}

// What makes a descriptor this file's and no other's.
struct Identity {
  std::int64_t process = 0, fd = -1, device = 0, number = 0;

  bool operator==(const Identity&) const = default;
};

Identity IdentityOf(std::int64_t fd) {
  struct stat info {};
  if (fstat(static_cast<int>(fd), &info) != 0) return {};
  return {getpid(), fd, static_cast<std::int64_t>(info.st_dev),
          static_cast<std::int64_t>(info.st_ino)};
}

Identity Parse(std::string_view token) {
  Identity identity;
  const char* at = token.data() + kMagic.size();
  const char* const end = token.data() + token.size();
  for (std::int64_t* number :
       {&identity.process, &identity.fd, &identity.device, &identity.number}) {
    if (at == end || *at++ != ' ') throw EnvironmentError("not the token of a standard output");
    const auto parsed = std::from_chars(at, end, *number);
    if (parsed.ec != std::errc()) throw EnvironmentError("not the token of a standard output");
    at = parsed.ptr;
  }
  return identity;
}

// False: the reader wants no more (`| head`).
bool CopyOut(int fd) {
  std::vector<char> block(kBlockBytes);
  for (off_t at = 0;;) {
    const ssize_t count = pread(fd, block.data(), block.size(), at);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) ThrowCannot("read what was to go to standard output", errno);
    if (count == 0) return true;
    const bool taken = WriteAll(STDOUT_FILENO, {block.data(), static_cast<std::size_t>(count)},
                                "write to standard output");
    if (!taken) return false;
    at += count;
  }
}

}  // namespace

StandardOutput::~StandardOutput() {
  if (fd_ >= 0) close(fd_);
}

void StandardOutput::Open() {
  const int flags = fcntl(STDOUT_FILENO, F_GETFL);
  if (flags < 0) ThrowCannot("write to standard output", errno);
  if ((flags & O_ACCMODE) == O_RDONLY) ThrowCannot("write to standard output", EBADF);
  fd_ = OpenNameless();
}

void StandardOutput::Write(std::string_view bytes) {
  WriteAll(fd_, bytes, "write the temporary file for standard output");
}

std::string StandardOutput::Prepare() {
  const Identity identity = IdentityOf(std::exchange(fd_, -1));
  return Format("{} {} {} {} {}", kMagic, identity.process, identity.fd, identity.device,
                identity.number);
}

bool StandardOutput::IsToken(std::string_view token) { return token.starts_with(kMagic); }

void StandardOutput::Settle(Context& context, std::string_view token, Decision decision) {
  const Identity identity = Parse(token);
  if (identity.process != getpid()) {
    if (decision == Decision::kCommit)
      context.Log(ETL_LOG_WARNING,
                  "what the run would have written to standard output is lost with its process");
    return;
  }
  if (IdentityOf(identity.fd) != identity) return;  // settled before
  const int fd = static_cast<int>(identity.fd);
  try {
    if (decision == Decision::kCommit && !CopyOut(fd))
      context.Log(ETL_LOG_WARNING,
                  "the reader of standard output closed it before it had everything");
  } catch (...) {
    close(fd);  // a second try would write the beginning twice
    throw;
  }
  close(fd);
}

}  // namespace etl::file_output
