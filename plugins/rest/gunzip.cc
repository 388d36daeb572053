// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/gunzip.h"

#include <algorithm>
#include <new>

#include "etl/error.h"
#include "plugins/rest/transport_error.h"

namespace etl::rest {
namespace {

// No page of text shrinks a thousandfold; a bomb does.
constexpr std::uint64_t kLargestRatio = 1000;
constexpr std::uint64_t kRatioFrom = 1 << 20;

// The parser will want some bytes behind the text.
constexpr std::uint64_t kPadding = 64;

[[noreturn]] void Corrupt(std::string_view why) {
  throw TransportError(Format("the gzip body is corrupt: {}", why));
}

}  // namespace

BodyCollector::BodyCollector(bool gzip, std::int64_t max_bytes, std::uint64_t length)
    : gzip_(gzip), max_bytes_(static_cast<std::uint64_t>(max_bytes)) {
  // 16: gzip and nothing else.
  if (gzip_ && inflateInit2(&stream_, 16 + MAX_WBITS) != Z_OK) throw std::bad_alloc();
  if (!gzip_ && length > 0) body_.reserve(std::min(length, max_bytes_) + kPadding);
}

BodyCollector::~BodyCollector() {
  if (gzip_) inflateEnd(&stream_);
}

void BodyCollector::Add(std::string_view bytes) {
  received_ += bytes.size();
  if (gzip_)
    Inflate(bytes);
  else
    Append(bytes.data(), bytes.size());
}

void BodyCollector::Inflate(std::string_view bytes) {
  char out[32 * 1024];
  stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream_.avail_in = static_cast<uInt>(bytes.size());
  bool more = true;
  while (stream_.avail_in > 0 || more) {
    // A gzip file may have several members; anything else behind the first is garbage.
    if (ended_ && stream_.avail_in == 0) return;
    if (ended_) inflateReset(&stream_);
    ended_ = false;
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = sizeof out;
    const int status = inflate(&stream_, Z_NO_FLUSH);
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
      Corrupt(stream_.msg ? stream_.msg : "unexpected data");
    Append(out, sizeof out - stream_.avail_out);
    more = stream_.avail_out == 0;
    ended_ = status == Z_STREAM_END;
  }
}

void BodyCollector::Append(const char* data, std::size_t size) {
  if (body_.size() + size > max_bytes_)
    throw DataError("the page is larger than `max_body`, {} bytes", max_bytes_)
        .Hint("ask for smaller pages, or raise `max_body` in the connection");
  body_.append(data, size);
  if (gzip_ && body_.size() > kRatioFrom && body_.size() / kLargestRatio > received_)
    throw DataError("the gzip body grows more than {} times: {} bytes so far", kLargestRatio,
                    body_.size());
}

std::string BodyCollector::Finish() {
  if (gzip_ && (!ended_ || received_ == 0)) Corrupt("it ends too early");
  return std::move(body_);
}

}  // namespace etl::rest
