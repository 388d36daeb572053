// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "etl/record_batch.h"

namespace etl::runtime {

// Where spill files go: the given directory, else $TMPDIR, else /tmp.
class SpillDirectory {
 public:
  explicit SpillDirectory(std::filesystem::path path = {});
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
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
    std::uint64_t checksum = 0;
  };

  explicit SpillFile(const SpillDirectory& directory);
  SpillFile(const SpillFile&) = delete;
  ~SpillFile();

  Block Append(const RecordBatch& batch);
  RecordBatch Read(const Block& block, const Schema& schema) const;

  std::int64_t size() const { return size_; }
  int descriptor() const { return descriptor_; }

 private:
  void WriteAll(const std::string& bytes);

  std::filesystem::path directory_;
  int descriptor_ = -1;
  std::int64_t size_ = 0;
};

}  // namespace etl::runtime
