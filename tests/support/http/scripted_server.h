// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/http/response.h"

namespace etl::test_http {

struct Request {
  std::string method, target;                  // "GET", "/users?page=2"
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;                            // of Content-Length bytes
  int connection = 0;                          // number of the connection, from 1

  // The value of a query parameter as it stands in the target; empty: absent.
  std::string Query(const std::string& name) const;
  int page() const;  // of ?page=N; 0: absent
};

// An HTTP server on a free port of loopback that answers as a test's function says, with a thread
// for each connection. The function is called from those threads, one call at a time.
class ScriptedServer {
 public:
  // `n` counts the requests, from 1.
  using Handler = std::function<Response(const Request& request, int n)>;

  explicit ScriptedServer(Handler handler);
  ScriptedServer(const ScriptedServer&) = delete;
  ~ScriptedServer();

  std::uint16_t port() const { return port_; }
  std::string url() const;  // "http://127.0.0.1:port"
  std::vector<Request> requests() const;
  int most_in_flight() const { return most_in_flight_; }
  // Returns once that many requests have come; false: not within 10 s.
  bool WaitForRequests(std::size_t count);

 private:
  struct Connection {
    int socket;
    std::thread thread;
  };

  void Accept();
  void Serve(int socket, int number);
  bool ReadRequest(int socket, std::string& buffer, Request& request);
  bool ReadBody(int socket, std::string& buffer, Request& request);
  // False: the connection is over.
  bool Send(int socket, const Response& response);
  bool Wait(std::chrono::milliseconds duration);

  Handler handler_;
  int listener_;
  std::uint16_t port_;
  std::atomic<int> in_flight_ = 0, most_in_flight_ = 0;

  mutable std::mutex mutex_, handler_mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  std::vector<Request> requests_;
  std::list<Connection> connections_;
  std::thread accepter_;
};

}  // namespace etl::test_http
