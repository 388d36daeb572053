// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace Poco {
class URI;
}
namespace Poco::Net {
class HTTPServer;
}

namespace etl::demo {

struct Reply {
  int status = 200;
  std::string body;  // JSON
};

// Answers GET requests on a free port of loopback from its construction to its end.
class ApiServer {
 public:
  // Called from several threads.
  using Answer = std::function<Reply(const Poco::URI& uri)>;

  explicit ApiServer(Answer answer);
  ApiServer(const ApiServer&) = delete;
  ~ApiServer();

  std::string url() const;  // "http://127.0.0.1:port"

 private:
  std::uint16_t port_ = 0;
  std::unique_ptr<Poco::Net::HTTPServer> server_;
};

}  // namespace etl::demo
