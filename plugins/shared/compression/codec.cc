// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/compression/codec.h"

namespace etl::compression {
namespace {

// RFC 8878: a frame, or one of the sixteen kinds of skippable frames that may come before it.
bool IsZstd(std::string_view first) {
  if (first.size() < 4) return false;
  if (first.starts_with("\x28\xb5\x2f\xfd")) return true;
  return (first[0] & '\xf0') == '\x50' && first.substr(1, 3) == "\x2a\x4d\x18";
}

}  // namespace

std::string_view ToString(Codec codec) {
  switch (codec) {
    case Codec::kNone:
      return "none";
    case Codec::kGzip:
      return "gzip";
    case Codec::kZstd:
      return "zstd";
  }
  return "unknown";
}

Codec CodecOfBytes(std::string_view first) {
  // The third byte is the method; there has never been another than deflate.
  if (first.starts_with("\x1f\x8b\x08")) return Codec::kGzip;
  return IsZstd(first) ? Codec::kZstd : Codec::kNone;
}

Codec CodecOfName(std::string_view path) {
  if (path.ends_with(".gz")) return Codec::kGzip;
  return path.ends_with(".zst") || path.ends_with(".zstd") ? Codec::kZstd : Codec::kNone;
}

}  // namespace etl::compression
