// SPDX-License-Identifier: Apache-2.0
#include "runtime/spill_file.h"

#include <fcntl.h>
#include <lz4.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "etl/error.h"
#include "runtime/spill_codec.h"

namespace etl::runtime {
namespace {

// So much is not compressed: the system keeps it in memory that nobody uses, and may never write it
// to the disk at all.
std::int64_t UncompressedBytes() {
  constexpr std::int64_t kLeast = std::int64_t{256} << 20, kShareOfMachine = 16;
  const std::int64_t machine = std::int64_t{sysconf(_SC_PHYS_PAGES)} * sysconf(_SC_PAGESIZE);
  return std::max(kLeast, machine / kShareOfMachine);
}

constexpr const char* kHint =
    "free some space there, set TMPDIR to a directory on a larger disk, or raise --memory";

std::string Reason(int error) { return std::generic_category().message(error); }

std::string FreeSpace(const std::filesystem::path& directory) {
  struct statvfs info;
  if (statvfs(directory.c_str(), &info) != 0) return "free space unknown";
  return Format("{} bytes free", static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize);
}

int OpenUnnamed(const std::filesystem::path& directory) {
  const int descriptor = open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  // Some file systems (overlayfs once, NFS) have no files without a name.
  if (descriptor >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
    return descriptor;
  std::string name = (directory / "etl-spill-XXXXXX").string();
  const int named = mkostemp(name.data(), O_CLOEXEC);
  if (named >= 0) unlink(name.c_str());
  return named;
}

}  // namespace

SpillDirectory::SpillDirectory(std::filesystem::path path, SpillCodec codec)
    : path_(std::move(path)), codec_(codec) {
  if (!path_.empty()) return;
  const char* temporary = std::getenv("TMPDIR");
  path_ = temporary && *temporary ? temporary : "/tmp";
}

SpillFile::SpillFile(const SpillDirectory& directory)
    : directory_(directory.path()), codec_(directory.codec()), uncompressed_(UncompressedBytes()) {
  descriptor_ = OpenUnnamed(directory_);
  if (descriptor_ < 0)
    throw EnvironmentError("cannot create a spill file in {}: {}", directory_, Reason(errno))
        .Hint("set TMPDIR to a directory that can be written, or raise --memory");
}

SpillFile::~SpillFile() { close(descriptor_); }

void SpillFile::WriteAll(std::string_view bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t written = pwrite(descriptor_, bytes.data() + done, bytes.size() - done,
                                   size_ + static_cast<off_t>(done));
    if (written > 0) {
      done += static_cast<std::size_t>(written);
    } else if (written == 0 || errno != EINTR) {
      const std::string reason = written == 0 ? "nothing was written" : Reason(errno);
      throw EnvironmentError("cannot write {} bytes to the spill file in {}: {} ({})", bytes.size(),
                             directory_, reason, FreeSpace(directory_))
          .Hint(kHint);
    }
  }
}

bool SpillFile::Compresses() const {
  return codec_ == SpillCodec::kLz4 || (codec_ == SpillCodec::kAuto && size_ >= uncompressed_);
}

SpillFile::Block SpillFile::Append(const RecordBatch& batch) {
  const std::string encoded = EncodeBatch(batch);
  std::string_view bytes = encoded;
  std::string compressed;
  if (Compresses() && encoded.size() <= LZ4_MAX_INPUT_SIZE) {
    const int size = static_cast<int>(encoded.size());
    compressed.resize(static_cast<std::size_t>(LZ4_compressBound(size)));
    const int stored = LZ4_compress_default(encoded.data(), compressed.data(), size,
                                            static_cast<int>(compressed.size()));
    if (stored > 0 && stored < size) bytes = {compressed.data(), static_cast<std::size_t>(stored)};
  }
  const Block block{size_, static_cast<std::int64_t>(bytes.size()),
                    static_cast<std::int64_t>(encoded.size()),
                    XXH64(bytes.data(), bytes.size(), 0)};
  WriteAll(bytes);
  size_ += block.bytes;
  return block;
}

void SpillFile::ReadAll(char* bytes, const Block& block) const {
  const auto size = static_cast<std::size_t>(block.bytes);
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got =
        pread(descriptor_, bytes + done, size - done, block.offset + static_cast<off_t>(done));
    if (got > 0)
      done += static_cast<std::size_t>(got);
    else if (got == 0 || errno != EINTR)
      throw EnvironmentError("cannot read {} bytes back from the spill file in {}: {}", size,
                             directory_, got == 0 ? "it has become shorter" : Reason(errno))
          .Hint("check that disk, or set TMPDIR to a directory on another one");
  }
  if (XXH64(bytes, size, 0) != block.checksum) FailAltered(block);
}

void SpillFile::FailAltered(const Block& block) const {
  throw EnvironmentError("{} bytes at {} of the spill file in {} are not what was written",
                         block.bytes, block.offset, directory_)
      .Hint("check that disk, or set TMPDIR to a directory on another one");
}

RecordBatch SpillFile::Read(const Block& block, const Schema& schema) const {
  const auto size = static_cast<std::size_t>(block.encoded_bytes);
  auto words = std::make_unique_for_overwrite<std::uint64_t[]>(size / 8);
  auto* bytes = reinterpret_cast<char*>(words.get());
  if (block.bytes == block.encoded_bytes) {
    ReadAll(bytes, block);
  } else {
    const auto stored =
        std::make_unique_for_overwrite<char[]>(static_cast<std::size_t>(block.bytes));
    ReadAll(stored.get(), block);
    const int got = LZ4_decompress_safe(stored.get(), bytes, static_cast<int>(block.bytes),
                                        static_cast<int>(size));
    if (got != static_cast<int>(size)) FailAltered(block);
  }
  return DecodeBatch(std::move(words), schema);
}

}  // namespace etl::runtime
