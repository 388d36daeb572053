// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace etl::rest {

// Collects a body, decompressed if it is gzip, up to a limit. Throws TransportError for a body that
// is corrupt or truncated (zlib checks the CRC), and DataError for one that is too large.
class BodyCollector {
 public:
  // `length`: of the body as it is sent, 0 if it is not known.
  BodyCollector(bool gzip, std::int64_t max_bytes, std::uint64_t length = 0);
  BodyCollector(const BodyCollector&) = delete;
  ~BodyCollector();

  void Add(std::string_view bytes);
  // All of it. Throws if a compressed body has not come to its end.
  std::string Finish();

 private:
  void Inflate(std::string_view bytes);
  void Append(const char* data, std::size_t size);

  const bool gzip_;
  const std::uint64_t max_bytes_;
  std::uint64_t received_ = 0;
  z_stream stream_{};
  bool ended_ = true;  // at the end of a gzip member
  std::string body_;
};

}  // namespace etl::rest
