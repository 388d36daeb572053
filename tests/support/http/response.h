// SPDX-License-Identifier: Apache-2.0
// What a scripted server sends: any bytes, and any way of failing to send them.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace etl::test_http {

struct Response {
  static constexpr std::size_t kAll = static_cast<std::size_t>(-1);

  std::string bytes;                   // head and body, sent as they are
  std::chrono::milliseconds delay{0};  // before the first byte
  std::chrono::milliseconds drip{0};   // between single bytes, from `drip_after` on
  std::size_t drip_after = 0;
  std::size_t cut_after = kAll;    // bytes after which the connection is cut ...
  bool reset = false;              // ... with RST instead of FIN
  std::size_t stall_after = kAll;  // bytes after which nothing more is sent
  bool close = false;              // after all has been sent
};

// "HTTP/1.1 <status>", a Content-Length, `headers` (each line ends with \r\n) and the body.
Response Answer(std::string_view status, std::string_view body, std::string_view headers = {});
// 200 with a JSON body.
Response Json(std::string_view body);
// 200 with the body in chunks of `size` bytes.
Response Chunked(std::string_view body, std::size_t size, std::string_view headers = {});
// The same, cut off by the connection's end instead of a length.
Response ToTheEnd(std::string_view body, std::string_view headers = {});

std::string Gzip(std::string_view text);

}  // namespace etl::test_http
