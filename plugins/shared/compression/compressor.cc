// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/compression/compressor.h"

#include <zlib.h>
#include <zstd.h>

#include <new>

namespace etl::compression {
namespace {

constexpr std::size_t kStep = 64 * 1024;  // by which the output grows

class GzipCompressor final : public Compressor {
 public:
  GzipCompressor() {
    constexpr int kMemoryLevel = 8;
    // 16: with gzip's header.
    if (deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 16 + MAX_WBITS, kMemoryLevel,
                     Z_DEFAULT_STRATEGY) != Z_OK)
      throw std::bad_alloc();
  }
  GzipCompressor(const GzipCompressor&) = delete;
  ~GzipCompressor() override { deflateEnd(&stream_); }

  void Compress(std::string_view bytes, std::string& out) override {
    constexpr std::size_t kMost = 1 << 30;  // zlib counts in 32 bits
    while (!bytes.empty()) {
      const std::string_view part = bytes.substr(0, kMost);
      Run(part, Z_NO_FLUSH, out);
      bytes.remove_prefix(part.size());
    }
  }
  void Finish(std::string& out) override { Run({}, Z_FINISH, out); }

 private:
  void Run(std::string_view bytes, int flush, std::string& out) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    do {
      const std::size_t size = out.size();
      out.resize(size + kStep);
      stream_.next_out = reinterpret_cast<Bytef*>(out.data() + size);
      stream_.avail_out = kStep;
      deflate(&stream_, flush);
      out.resize(size + kStep - stream_.avail_out);
    } while (stream_.avail_out == 0);
  }

  z_stream stream_{};
};

class ZstdCompressor final : public Compressor {
 public:
  ZstdCompressor() : context_(ZSTD_createCCtx()) {
    if (!context_) throw std::bad_alloc();
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
  }

  void Compress(std::string_view bytes, std::string& out) override {
    Run(bytes, ZSTD_e_continue, out);
  }
  void Finish(std::string& out) override { Run({}, ZSTD_e_end, out); }

 private:
  struct Free {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  };

  void Run(std::string_view bytes, ZSTD_EndDirective directive, std::string& out) {
    ZSTD_inBuffer source{bytes.data(), bytes.size(), 0};
    for (std::size_t left = 1; left > 0;) {
      const std::size_t size = out.size();
      out.resize(size + kStep);
      ZSTD_outBuffer target{out.data() + size, kStep, 0};
      left = ZSTD_compressStream2(context_.get(), &target, &source, directive);
      out.resize(size + target.pos);
      if (ZSTD_isError(left)) throw CorruptData(ZSTD_getErrorName(left));
      if (directive == ZSTD_e_continue) left = source.size - source.pos;
    }
  }

  std::unique_ptr<ZSTD_CCtx, Free> context_;
};

}  // namespace

std::unique_ptr<Compressor> MakeCompressor(Codec codec) {
  if (codec == Codec::kGzip) return std::make_unique<GzipCompressor>();
  return std::make_unique<ZstdCompressor>();
}

}  // namespace etl::compression
