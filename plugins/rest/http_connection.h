// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSession.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "plugins/rest/connector.h"
#include "plugins/rest/tls.h"

namespace etl::rest {

// One keep-alive connection. Reads the framing of a body itself, and strictly: Poco's streams take
// the end of the connection for the end of the body, so that a cut would pass for a short page.
// One thread at a time; throws TransportError, or Cancelled.
class HttpConnection final : private Poco::Net::HTTPSession {
 public:
  struct Limits {
    std::chrono::milliseconds connect, read;
    Clock::time_point deadline;  // of the request
  };
  using Sink = std::function<void(std::string_view)>;

  // Connects. `tls` is null for http.
  HttpConnection(const Origin& origin, Tls* tls, Interrupt& interrupt, const Limits& limits);

  // Sends a request without a body and reads the head of its answer.
  Poco::Net::HTTPResponse Exchange(const std::string& request, const Limits& limits);
  // Reads the whole body of that answer; a cut is an error.
  void ReadBody(const Poco::Net::HTTPResponse& head, const Sink& sink);

  // Whether any byte of the last answer has come.
  bool answered() const { return answered_; }
  // Whether the next request may use this connection.
  bool reusable();
  // Bytes received since the last call.
  std::int64_t TakeBytes() { return std::exchange(bytes_, 0); }

 private:
  static Poco::Net::StreamSocket Secure(const Poco::Net::StreamSocket& plain, Tls* tls);
  // Runs what may block, with the timeouts set; what it throws becomes a TransportError.
  template <typename Call>
  int Guarded(Call&& call);
  void SetTimeout(Poco::Timespan wait);
  [[noreturn]] void TimedOut() const;
  void Send(const std::string& request);
  std::string ReadHead();
  char Byte(const char* what);
  std::string Line(const char* what);
  void Copy(std::uint64_t count, const Sink& sink);
  void CopyChunks(const Sink& sink);
  void CopyToEnd(const Sink& sink);

  Interrupt& interrupt_;
  Limits limits_;
  Poco::Timespan timeout_ = 0;  // as set at the socket
  std::unique_ptr<Interrupt::Watch> watch_;
  bool answered_ = false, clean_ = false;
  std::int64_t bytes_ = 0;
};

}  // namespace etl::rest
