// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "pipelines/demo/stocks.h"
#include "tests/support/http/scripted_server.h"

namespace etl::test_http {

// An API of daily stock prices, with its rate limit and its errors of status 200, on loopback.
class StocksServer {
 public:
  explicit StocksServer(int calls = 1000,
                        std::chrono::milliseconds period = std::chrono::minutes(1))
      : stocks_(calls, period), server_([this](const Request& request, int) {
          return request.target.starts_with("/query?") ? Json(stocks_.Answer(Parameters(request)))
                                                       : Answer("404 Not Found", "");
        }) {}

  std::string url() const { return server_.url() + "/query"; }
  std::vector<Request> requests() const { return server_.requests(); }

 private:
  static std::map<std::string, std::string> Parameters(const Request& request) {
    std::map<std::string, std::string> out;
    for (const char* name : {"function", "symbol", "outputsize", "apikey"})
      out[name] = request.Query(name);
    return out;
  }

  demo::Stocks stocks_;
  ScriptedServer server_;
};

}  // namespace etl::test_http
