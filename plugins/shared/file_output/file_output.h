// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "etl/sink.h"
#include "plugins/shared/atomic_file/atomic_file.h"
#include "plugins/shared/compression/compressor.h"
#include "plugins/shared/file_output/standard_output.h"

namespace etl::file_output {

// What the option `compression` of a sink may say.
inline const std::vector<std::string> kCompressions = {"auto", "none", "gzip", "zstd"};

// The codec that a file is to have; "auto": what its name says.
compression::Codec CodecFor(std::string_view option, const std::filesystem::path& path);

// What a sink writes: a file that appears when the run commits, or standard output ("-"),
// compressed if asked for. To be written in large blocks. One thread.
class FileOutput {
 public:
  // As AtomicFile::Open.
  void Open(Context& context, const std::filesystem::path& path, compression::Codec codec);
  void Write(std::string_view bytes);
  std::string Prepare();
  // Given out so far, compressed.
  std::int64_t bytes() const { return bytes_; }

  static void Settle(Context& context, std::string_view token, Decision decision);

 private:
  void WriteThrough(std::string_view bytes);

  atomic_file::AtomicFile file_;
  std::unique_ptr<StandardOutput> standard_output_;  // instead of the file
  std::unique_ptr<compression::Compressor> compressor_;
  std::string packed_;
  std::int64_t bytes_ = 0;
};

}  // namespace etl::file_output
