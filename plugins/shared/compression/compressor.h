// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "plugins/shared/compression/codec.h"

namespace etl::compression {

// Compresses one file, block by block, as one gzip member or zstd frame with a checksum. One
// thread.
class Compressor {
 public:
  virtual ~Compressor() = default;

  // Appends to `out` what there is to be written so far.
  virtual void Compress(std::string_view bytes, std::string& out) = 0;
  // The end of it. Nothing may come after.
  virtual void Finish(std::string& out) = 0;
};

// `codec` is not kNone. At the level that the codec's program has by default.
std::unique_ptr<Compressor> MakeCompressor(Codec codec);

}  // namespace etl::compression
