// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <utility>

namespace etl::proxy {

// What never arrives: a statement, or the server's answer to it. The connection is closed then.
enum class Lose { kNothing, kStatement, kAnswer };

// A TCP proxy on a free port of 127.0.0.1, in front of another port there, for one connection at a
// time. It loses what `statement` is in, once it is told to, and calls `then` at that moment, on
// its own thread. Any thread may call.
class LosingProxy {
 public:
  LosingProxy(int target_port, std::string statement);
  LosingProxy(const LosingProxy&) = delete;
  LosingProxy& operator=(const LosingProxy&) = delete;
  ~LosingProxy();

  int port() const { return port_; }
  // Not while a connection is open.
  void Then(std::function<void()> then) { then_ = std::move(then); }
  void set_lose(Lose lose) { lose_ = lose; }

 private:
  void Serve();
  void PassOn(int client, int server) const;

  int target_port_, listener_, port_ = 0;
  std::string statement_;
  std::function<void()> then_;
  std::atomic<Lose> lose_ = Lose::kNothing;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

}  // namespace etl::proxy
