// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "etl/record_batch.h"

namespace etl::runtime {

// Whether what is spilled is compressed (LZ4). kAuto: what a file holds beyond 256 MiB, or a 16th of the machine's memory. Less than
// that the kernel keeps in its page cache for the moment until it is read back, and to compress it
// would cost more than to write it.
enum class SpillCodec { kAuto, kNone, kLz4 };

// Where spill files go: the given directory, else $TMPDIR, else /tmp; and in which form.
class SpillDirectory {
 public:
  explicit SpillDirectory(std::filesystem::path path = {}, SpillCodec codec = SpillCodec::kAuto);
  const std::filesystem::path& path() const { return path_; }
  SpillCodec codec() const { return codec_; }

 private:
  std::filesystem::path path_;
  SpillCodec codec_;
};

// A file without a name that holds batches for a while; it is gone with this object, or with the
// process, however that dies. Only the batches' own rows are written. Every block is checksummed:
// what cannot be read back as it was written is an EnvironmentError, never other data.
// One thread appends; blocks may be read by several threads at once, also while others are
// appended.
class SpillFile {
 public:
  // Where a batch lies. The sum stands here and not in the file, so that a block which ended up in
  // the wrong place is noticed too.
  struct Block {
    std::int64_t offset = 0, bytes = 0;
    std::int64_t encoded_bytes = 0;  // once read; more than `bytes` if it is compressed
    std::uint64_t checksum = 0;      // of the bytes in the file
  };

  explicit SpillFile(const SpillDirectory& directory);
  SpillFile(const SpillFile&) = delete;
  ~SpillFile();

  Block Append(const RecordBatch& batch);
  RecordBatch Read(const Block& block, const Schema& schema) const;

  std::int64_t size() const { return size_; }
  int descriptor() const { return descriptor_; }

 private:
  bool Compresses() const;
  void WriteAll(std::string_view bytes);
  void ReadAll(char* bytes, const Block& block) const;
  [[noreturn]] void FailAltered(const Block& block) const;

  std::filesystem::path directory_;
  SpillCodec codec_;
  const std::int64_t uncompressed_;  // bytes, with kAuto
  int descriptor_ = -1;
  std::int64_t size_ = 0;
};

}  // namespace etl::runtime
