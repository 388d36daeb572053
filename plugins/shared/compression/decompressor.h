// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "plugins/shared/compression/codec.h"

namespace etl::compression {

// Turns the bytes of one compressed file into what they stand for, block by block. A file may hold
// several gzip members or zstd frames, one after the other, and nothing else. One thread.
class Decompressor {
 public:
  virtual ~Decompressor() = default;

  // Takes bytes from the front of `in`, puts at most `room` into `out`, and says how many. 0 with
  // an empty `in`: more is needed. Throws CorruptData.
  virtual std::size_t Decompress(std::string_view& in, char* out, std::size_t room) = 0;

  // Whether the file may end here: behind a whole member or frame.
  virtual bool at_end() const = 0;
};

// `codec` is not kNone.
std::unique_ptr<Decompressor> MakeDecompressor(Codec codec);

}  // namespace etl::compression
