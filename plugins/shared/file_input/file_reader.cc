// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/file_input/file_reader.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>

namespace etl::file_input {
namespace {

constexpr std::size_t kRawBytes = 256 * 1024;
constexpr int kPatienceMs = 100;  // how long a run that is stopping may have to wait

}  // namespace

FileReader::FileReader(Context& context, const InputFile& file, Metered metered)
    : context_(context), file_(file), metered_(metered) {
  Open();
}

FileReader::~FileReader() {
  if (fd_ > STDIN_FILENO) close(fd_);
}

void FileReader::Open() {
  if (file_.path == "-") {
    fd_ = STDIN_FILENO;
    return;
  }
  // A FIFO that nobody writes to must not hold the run: what is waited for is waited for in poll.
  const int wait = file_.seekable ? 0 : O_NONBLOCK;
  fd_ = open(file_.path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | wait);
  if (fd_ < 0) ThrowCannot(errno);
  if (!file_.seekable) return;
  CheckUnchanged();
  posix_fadvise(fd_, 0, 0, POSIX_FADV_SEQUENTIAL);
}

void FileReader::Seek(std::int64_t begin, std::int64_t end) {
  if (begin != offset_ && !file_.divisible())
    throw std::logic_error("a file that cannot be divided is read from its beginning");
  offset_ = begin;
  if (file_.divisible()) raw_offset_ = begin;
  end_ = end;
}

std::size_t FileReader::Read(char* out, std::size_t room) {
  if (!started_) Start();
  if (end_ != kToEnd)
    room = std::min(room, static_cast<std::size_t>(std::max<std::int64_t>(end_ - offset_, 0)));
  if (room == 0) return 0;
  context_.CheckCancelled();
  const std::size_t count = decompressor_ ? ReadCompressed(out, room) : ReadPlain(out, room);
  offset_ += static_cast<std::int64_t>(count);
  if (count == 0 && file_.seekable) CheckUnchanged();
  return count;
}

// Finds the codec of a file that could not be looked at before.
void FileReader::Start() {
  started_ = true;
  if (metered_ == Metered::kYes && offset_ == 0) context_.Metric("files");
  compression::Codec codec = file_.codec;
  if (codec != compression::Codec::kNone || file_.detect) raw_.resize(kRawBytes);
  if (file_.detect) {
    std::size_t have = 0;
    while (have < compression::kMagicBytes) {
      const std::size_t count = ReadRaw(raw_.data() + have, raw_.size() - have);
      if (count == 0) break;
      have += count;
    }
    left_ = std::string_view(raw_).substr(0, have);
    codec = compression::CodecOfBytes(left_);
  }
  if (codec != compression::Codec::kNone) decompressor_ = compression::MakeDecompressor(codec);
}

// False if the run is stopping.
bool FileReader::WaitForInput() {
  pollfd waited{fd_, POLLIN, 0};
  while (!context_.cancelled()) {
    const int ready = poll(&waited, 1, kPatienceMs);
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) ThrowCannot(errno);
  }
  return false;
}

std::size_t FileReader::ReadRaw(char* out, std::size_t room) {
  for (;;) {
    if (!file_.seekable && !WaitForInput()) throw Cancelled();
    const ssize_t count =
        file_.seekable ? pread(fd_, out, room, raw_offset_) : read(fd_, out, room);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count < 0) ThrowCannot(errno);
    raw_offset_ += count;
    if (metered_ != Metered::kNo && count > 0) context_.Metric("bytes", count);
    return static_cast<std::size_t>(count);
  }
}

std::size_t FileReader::ReadPlain(char* out, std::size_t room) {
  if (left_.empty()) return ReadRaw(out, room);
  const std::size_t count = std::min(room, left_.size());
  std::memcpy(out, left_.data(), count);
  left_.remove_prefix(count);
  return count;
}

std::size_t FileReader::ReadCompressed(char* out, std::size_t room) {
  for (;;) {
    std::size_t count = 0;
    try {
      count = decompressor_->Decompress(left_, out, room);
    } catch (const compression::CorruptData& corrupt) {
      ThrowCorrupt(corrupt.what());
    }
    if (count > 0) return count;
    if (!left_.empty()) continue;
    left_ = std::string_view(raw_).substr(0, ReadRaw(raw_.data(), raw_.size()));
    if (!left_.empty()) continue;
    if (!decompressor_->at_end()) ThrowCorrupt("it ends too early");
    return 0;
  }
}

void FileReader::CheckUnchanged() const {
  if (!file_.seekable) return;
  struct stat info {};
  if (fstat(fd_, &info) != 0) ThrowCannot(errno);
  InputFile now;
  Remember(info, now);
  if (now.size != file_.size)
    throw EnvironmentError("{} has changed since the run began: {} bytes then, {} now", file_.path,
                           file_.size, now.size)
        .Hint("run again when nobody writes to it");
  if (now.modified != file_.modified || now.number != file_.number || now.device != file_.device)
    throw EnvironmentError("{} has changed since the run began: it was written to or replaced",
                           file_.path)
        .Hint("run again when nobody writes to it");
}

void FileReader::ThrowCannot(int error) const {
  throw EnvironmentError("cannot read {} at byte {}: {}", file_.name(), raw_offset_,
                         std::generic_category().message(error));
}

void FileReader::ThrowCorrupt(std::string_view why) const {
  const auto at = raw_offset_ - static_cast<std::int64_t>(left_.size());
  throw DataError("{} is damaged near byte {}: {}", file_.name(), at, why)
      .Hint("was it transferred whole?");
}

}  // namespace etl::file_input
