// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/compression/decompressor.h"

#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <new>

namespace etl::compression {
namespace {

constexpr const char* kGarbage = "there is something else behind the end of the compressed data";

constexpr uLong kMemberMagic = 2;  // the bytes that say that a member begins

class GzipDecompressor final : public Decompressor {
 public:
  GzipDecompressor() {
    // 16: gzip and nothing else.
    if (inflateInit2(&stream_, 16 + MAX_WBITS) != Z_OK) throw std::bad_alloc();
  }
  GzipDecompressor(const GzipDecompressor&) = delete;
  ~GzipDecompressor() override { inflateEnd(&stream_); }

  std::size_t Decompress(std::string_view& in, char* out, std::size_t room) override {
    if (in.empty() && ended_) return 0;
    if (ended_) NextMember();
    constexpr std::size_t kMost = 1 << 30;  // zlib counts in 32 bits
    const auto taken = static_cast<uInt>(std::min(in.size(), kMost));
    const auto given = static_cast<uInt>(std::min(room, kMost));
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
    stream_.avail_in = taken;
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = given;
    const int status = inflate(&stream_, Z_NO_FLUSH);
    if (status == Z_MEM_ERROR) throw std::bad_alloc();
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) ThrowCorrupt();
    ended_ = status == Z_STREAM_END;
    in.remove_prefix(taken - stream_.avail_in);
    return given - stream_.avail_out;
  }
  bool at_end() const override { return ended_; }

 private:
  void NextMember() {
    if (inflateReset(&stream_) != Z_OK) throw CorruptData("zlib cannot start again");
    ended_ = first_ = false;
  }
  [[noreturn]] void ThrowCorrupt() const {
    if (!first_ && stream_.total_in <= kMemberMagic) throw CorruptData(kGarbage);
    throw CorruptData(stream_.msg ? stream_.msg : "unexpected data");
  }

  z_stream stream_{};
  bool ended_ = false, first_ = true;
};

class ZstdDecompressor final : public Decompressor {
 public:
  ZstdDecompressor() : stream_(ZSTD_createDStream()) {
    if (!stream_) throw std::bad_alloc();
  }

  std::size_t Decompress(std::string_view& in, char* out, std::size_t room) override {
    if (in.empty() && ended_) return 0;
    ZSTD_inBuffer source{in.data(), in.size(), 0};
    ZSTD_outBuffer target{out, room, 0};
    const std::size_t result = ZSTD_decompressStream(stream_.get(), &target, &source);
    if (ZSTD_isError(result)) {
      const ZSTD_ErrorCode code = ZSTD_getErrorCode(result);
      if (code == ZSTD_error_memory_allocation) throw std::bad_alloc();
      if (code == ZSTD_error_prefix_unknown && ended_) throw CorruptData(kGarbage);
      throw CorruptData(ZSTD_getErrorName(result));
    }
    in.remove_prefix(source.pos);
    // A frame that has begun with these bytes alone is not at its end, whatever the last one was.
    if (source.pos > 0 || target.pos > 0) ended_ = result == 0;
    return target.pos;
  }
  bool at_end() const override { return ended_; }

 private:
  struct Free {
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
  };

  std::unique_ptr<ZSTD_DStream, Free> stream_;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<Decompressor> MakeDecompressor(Codec codec) {
  if (codec == Codec::kGzip) return std::make_unique<GzipDecompressor>();
  return std::make_unique<ZstdDecompressor>();
}

}  // namespace etl::compression
