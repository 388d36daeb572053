// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

namespace etl::proxy {

// What becomes of a connection once the server has sent so many bytes on it. The bytes before are
// delivered.
enum class Cut {
  kFin,    // the connection is closed, as by a server that ends
  kReset,  // it is reset, as by a machine that has lost it
  kStall   // it stays, and no byte more comes
};

// A TCP proxy on a free port of 127.0.0.1, in front of another port there. Each connection has a
// thread, which ends with it or with the proxy. Any thread may call.
//
//   CuttingProxy proxy(server.port());
//   proxy.CutAfter(4711, Cut::kReset);
//   ... connect to proxy.port() ...
class CuttingProxy {
 public:
  explicit CuttingProxy(int target_port);
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;
  ~CuttingProxy();

  int port() const { return port_; }
  // For the connections that come from now on; -1: none is cut.
  void CutAfter(std::int64_t bytes, Cut cut = Cut::kFin);
  // What the server has sent on the latest connection.
  std::int64_t bytes() const { return bytes_; }

 private:
  void Accept();
  void Serve(int client, std::int64_t limit, Cut cut);

  int target_port_;
  int listener_ = -1, port_ = 0, wake_ = -1;
  std::atomic<std::int64_t> bytes_ = 0;
  std::mutex mutex_;
  std::int64_t limit_ = -1;
  Cut cut_ = Cut::kFin;
  std::vector<std::thread> connections_;
  std::thread accept_;
};

}  // namespace etl::proxy
