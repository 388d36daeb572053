// SPDX-License-Identifier: Apache-2.0
// The ways in which a file may be compressed, and how one tells them apart.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace etl::compression {

enum class Codec { kNone, kGzip, kZstd };

// "none", "gzip", "zstd".
std::string_view ToString(Codec codec);

// What the first bytes of a file say; kMagicBytes of them are enough. Anything unknown is kNone.
inline constexpr std::size_t kMagicBytes = 4;
Codec CodecOfBytes(std::string_view first);

// What the name says: .gz is gzip, .zst and .zstd are zstd.
Codec CodecOfName(std::string_view path);

// Compressed bytes that are not as they should be. Whoever knows the file adds its name.
class CorruptData : public std::runtime_error {
 public:
  explicit CorruptData(const std::string& why) : std::runtime_error(why) {}
};

}  // namespace etl::compression
