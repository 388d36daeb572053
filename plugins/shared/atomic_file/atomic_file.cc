// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/atomic_file/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "plugins/shared/atomic_file/publish_target.h"

namespace etl::atomic_file {
namespace {

constexpr std::size_t kBlockBytes = 64 * 1024;
constexpr std::int64_t kAheadBytes = std::int64_t{8} << 20;
constexpr std::size_t kMaxNameBytes = 255;

const char* HintFor(int error) {
  if (error == ENOSPC || error == EDQUOT)
    return "free some space there, or give the sink a path on a larger disk";
  if (error == EFBIG) return "the process may write no larger file: see ulimit -f";
  return "";
}

[[noreturn]] void ThrowCannot(std::string_view action, const std::string& path, int error) {
  throw EnvironmentError("cannot {} {}: {}", action, path, std::generic_category().message(error))
      .Hint(HintFor(error));
}

std::string DirectoryOf(const std::string& path) { return path.substr(0, path.rfind('/') + 1); }

// Hidden, in the target's directory, so that rename(2) neither crosses a device nor is seen half
// done.
std::string TemporaryPath(const PublishTarget& target, std::string_view run_id) {
  const std::string suffix = Format(".{}.tmp", run_id);
  std::string name = "." + target.name();
  if (name.size() + suffix.size() > kMaxNameBytes) name.resize(kMaxNameBytes - suffix.size());
  return target.directory() + name + suffix;
}

// Makes the names in a directory survive a power loss. Some file systems cannot (EINVAL).
void SyncDirectory(const std::string& directory) {
  const int fd = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) ThrowCannot("open directory", directory, errno);
  const int error = fsync(fd) == 0 ? 0 : errno;
  close(fd);
  if (error != 0 && error != EINVAL) ThrowCannot("sync directory", directory, error);
}

void RemoveEmptyDirectories(const std::vector<std::string>& directories) noexcept {
  for (auto it = directories.rbegin(); it != directories.rend(); ++it)
    if (rmdir(it->c_str()) != 0 && errno != ENOENT) return;  // somebody uses it
}

void MakeDirectories(const std::vector<std::string>& directories) {
  for (const std::string& directory : directories) {
    if (mkdir(directory.c_str(), 0777) != 0 && errno != EEXIST)
      ThrowCannot("create directory", directory, errno);
    SyncDirectory(DirectoryOf(directory));
  }
}

void Publish(const FileToken& token) {
  const std::string directory = DirectoryOf(token.target);
  if (rename(token.temporary.c_str(), token.target.c_str()) != 0) {
    if (errno != ENOENT) ThrowCannot("publish file", token.target, errno);
    // Renamed by an earlier call, which may have failed to sync; the reader may have taken it away.
    if (access(directory.c_str(), F_OK) != 0) return;
  }
  SyncDirectory(directory);
}

}  // namespace

AtomicFile::~AtomicFile() { Discard(); }

void AtomicFile::Open(Context& context, const std::filesystem::path& path) {
  const PublishTarget target = FindPublishTarget(path);
  token_ = {TemporaryPath(target, context.run_id()), target.path, target.missing_directories};
  buffer_.reserve(kBlockBytes);
  // Before the claim: an abort of this one must not remove the other's file.
  if (struct stat other{}; lstat(token_.temporary.c_str(), &other) == 0)
    throw EnvironmentError("cannot write file {}: another sink of this run writes it", target.path)
        .Hint("give each sink a path of its own");
  context.Claim(Serialize(token_));
  try {
    MakeDirectories(token_.directories);
    CreateTemporary();
  } catch (...) {
    RemoveEmptyDirectories(token_.directories);
    throw;
  }
}

void AtomicFile::CreateTemporary() {
  struct stat existing {};
  const bool replaces = stat(token_.target.c_str(), &existing) == 0;
  // Nobody may read through the temporary file what the target would not show.
  const mode_t mode = replaces ? 0600 : 0666;
  fd_ = open(token_.temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (fd_ < 0) ThrowCannot("create file", token_.temporary, errno);
  owned_ = true;
  if (!replaces) return;
  // Only root may give a file away; a change of owner clears mode bits, so the mode comes second.
  if (fchown(fd_, existing.st_uid, existing.st_gid) != 0 && errno != EPERM)
    Fail("set the owner of", errno);
  if (fchmod(fd_, existing.st_mode & 07777) != 0) Fail("set the mode of", errno);
}

void AtomicFile::Write(std::string_view bytes) {
  if (fd_ < 0) Fail("write", EBADF);
  bytes_ += static_cast<std::int64_t>(bytes.size());
  if (buffer_.size() + bytes.size() > kBlockBytes) Flush();
  if (bytes.size() >= kBlockBytes)
    WriteThrough(bytes);
  else
    buffer_ += bytes;
}

void AtomicFile::Flush() {
  WriteThrough(buffer_);
  buffer_.clear();
}

void AtomicFile::WriteThrough(std::string_view bytes) {
  if (fd_ < 0) Fail("write", EBADF);
  while (!bytes.empty()) {
    const ssize_t written = write(fd_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) Fail("write", errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
    written_ += written;
  }
  StartWriting();
}

// The disk begins while rows are still to come, so that Prepare has less to wait for. A hint: what
// it fails with, the sync will say.
void AtomicFile::StartWriting() {
  if (written_ - started_ < kAheadBytes) return;
  sync_file_range(fd_, started_, written_ - started_, SYNC_FILE_RANGE_WRITE);
  started_ = written_;
}

std::string AtomicFile::Prepare() {
  Flush();
  if (fsync(fd_) != 0) Fail("sync", errno);
  // A file that somebody removed meanwhile would be published as nothing.
  struct stat mine {
  }, named{};
  if (fstat(fd_, &mine) != 0 || lstat(token_.temporary.c_str(), &named) != 0 ||
      mine.st_ino != named.st_ino || mine.st_dev != named.st_dev)
    Fail("find the temporary file of", ENOENT);
  // The descriptor is gone even when close(2) fails.
  if (close(std::exchange(fd_, -1)) != 0 && errno != EINTR) Fail("close", errno);
  // The decision may be on the disk before the directory is: a lost name would look published.
  SyncDirectory(DirectoryOf(token_.temporary));
  owned_ = false;
  return Serialize(token_);
}

void AtomicFile::Discard() noexcept {
  if (fd_ >= 0) close(std::exchange(fd_, -1));
  if (!std::exchange(owned_, false)) return;
  unlink(token_.temporary.c_str());
  RemoveEmptyDirectories(token_.directories);
}

void AtomicFile::Fail(std::string_view action, int error) {
  const std::string path = token_.target;
  Discard();
  ThrowCannot(action, path, error);
}

void AtomicFile::Settle(std::string_view text, Decision decision) {
  const FileToken token = ParseFileToken(text);
  if (decision == Decision::kCommit) return Publish(token);
  if (unlink(token.temporary.c_str()) != 0 && errno != ENOENT && errno != ENOTDIR)
    ThrowCannot("remove file", token.temporary, errno);
  RemoveEmptyDirectories(token.directories);
}

}  // namespace etl::atomic_file
