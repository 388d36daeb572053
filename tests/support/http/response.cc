// SPDX-License-Identifier: Apache-2.0
#include "tests/support/http/response.h"

#include <zlib.h>

#include <algorithm>
#include <cstdio>

namespace etl::test_http {

Response Answer(std::string_view status, std::string_view body, std::string_view headers) {
  Response response;
  response.bytes.append("HTTP/1.1 ").append(status).append("\r\nContent-Length: ");
  response.bytes.append(std::to_string(body.size())).append("\r\n");
  response.bytes.append(headers).append("\r\n").append(body);
  return response;
}

Response Json(std::string_view body) {
  return Answer("200 OK", body, "Content-Type: application/json\r\n");
}

Response Chunked(std::string_view body, std::size_t size, std::string_view headers) {
  Response response;
  response.bytes.append("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n");
  response.bytes.append(headers).append("\r\n");
  for (; !body.empty(); body.remove_prefix(std::min(size, body.size()))) {
    const std::string_view chunk = body.substr(0, size);
    char line[24];
    std::snprintf(line, sizeof line, "%zx\r\n", chunk.size());
    response.bytes.append(line).append(chunk).append("\r\n");
  }
  response.bytes.append("0\r\n\r\n");
  return response;
}

Response ToTheEnd(std::string_view body, std::string_view headers) {
  Response response;
  response.bytes.append("HTTP/1.1 200 OK\r\nConnection: close\r\n");
  response.bytes.append(headers).append("\r\n").append(body);
  response.close = true;
  return response;
}

std::string Gzip(std::string_view text) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace etl::test_http
