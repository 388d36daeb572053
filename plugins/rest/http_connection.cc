// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/http_connection.h"

#include <Poco/Exception.h>
#include <Poco/Net/NetException.h>
#include <Poco/String.h>

#include <algorithm>
#include <charconv>
#include <sstream>

#include "etl/error.h"
#include "etl/value_text.h"
#include "plugins/rest/transport_error.h"

namespace etl::rest {
namespace {

using Poco::Net::HTTPResponse;

constexpr std::size_t kLongestHead = 256 * 1024;
constexpr std::size_t kLongestLine = 8 * 1024;
constexpr std::size_t kReadBytes = 64 * 1024;

Poco::Timespan ToPoco(Clock::duration duration) {
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
  return Poco::Timespan(std::max<std::int64_t>(micros, 1000));
}

[[noreturn]] void Cut(const char* what) {
  throw TransportError(Format("the connection was closed {}", std::string_view(what)));
}

}  // namespace

HttpConnection::HttpConnection(const Origin& origin, Tls* tls, Interrupt& interrupt,
                               const Limits& limits)
    : interrupt_(interrupt), limits_(limits) {
  attachSocket(Connect(origin, interrupt, limits.connect, limits.deadline));
  watch_ = std::make_unique<Interrupt::Watch>(interrupt, socket().impl()->sockfd());
  if (!tls) return;
  const auto left = std::min<Clock::duration>(limits.connect, limits.deadline - Clock::now());
  socket().setReceiveTimeout(ToPoco(left));
  socket().setSendTimeout(ToPoco(left));
  try {
    attachSocket(tls->Handshake(socket()));
  } catch (const TransportError&) {
    interrupt_.Check();
    throw;
  }
}

template <typename Call>
int HttpConnection::Guarded(Call&& call) {
  const auto left = limits_.deadline - Clock::now();
  if (left <= Clock::duration::zero()) TimedOut();
  try {
    SetTimeout(ToPoco(std::min<Clock::duration>(left, limits_.read)));
    return call();
  } catch (const Poco::TimeoutException&) {
    interrupt_.Check();
    TimedOut();
  } catch (const Poco::Exception& error) {
    interrupt_.Check();
    throw TransportError(dynamic_cast<const Poco::Net::ConnectionResetException*>(&error)
                             ? "the connection was reset"
                             : "the connection failed: " + error.displayText());
  }
}

// A call to the system for each, which most reads can do without.
void HttpConnection::SetTimeout(Poco::Timespan wait) {
  if (wait == timeout_) return;
  socket().setReceiveTimeout(wait);
  socket().setSendTimeout(wait);
  timeout_ = wait;
}

void HttpConnection::TimedOut() const {
  if (Clock::now() >= limits_.deadline)
    throw TransportError("the request was not finished in time (timeout)");
  throw TransportError(
      Format("nothing was received for {} ms (read_timeout)", limits_.read.count()));
}

HTTPResponse HttpConnection::Exchange(const std::string& request, const Limits& limits) {
  limits_ = limits;
  answered_ = clean_ = false;
  Send(request);
  for (int interim = 0; interim < 10; ++interim) {
    std::istringstream head(ReadHead());
    HTTPResponse response;
    try {
      response.read(head);
    } catch (const Poco::Exception& error) {
      throw TransportError("the head of the answer is no HTTP: " + error.displayText());
    }
    if (response.getStatus() >= 200) return response;
  }
  throw TransportError("the server sends interim answers without end");
}

void HttpConnection::Send(const std::string& request) {
  for (std::size_t sent = 0; sent < request.size();)
    sent += static_cast<std::size_t>(Guarded([&] {
      return write(request.data() + sent, static_cast<std::streamsize>(request.size() - sent));
    }));
}

std::string HttpConnection::ReadHead() {
  std::string head;
  while (!head.ends_with("\r\n\r\n") && !head.ends_with("\n\n")) {
    head += Byte(head.empty() ? "without an answer" : "within the headers");
    answered_ = true;
    if (head.size() > kLongestHead)
      throw TransportError("the headers of the answer are longer than 256 KiB",
                           TransportError::Retry::kNo);
  }
  return head;
}

char HttpConnection::Byte(const char* what) {
  // Only a call that has to ask the socket can block.
  const int byte = buffered() > 0 ? get() : Guarded([this] { return get(); });
  if (byte < 0) {
    interrupt_.Check();
    Cut(what);
  }
  ++bytes_;
  return static_cast<char>(byte);
}

std::string HttpConnection::Line(const char* what) {
  std::string line;
  for (char c = Byte(what); c != '\n'; c = Byte(what)) {
    line += c;
    if (line.size() > kLongestLine) throw TransportError("a line of the chunked body is too long");
  }
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

void HttpConnection::ReadBody(const HTTPResponse& head, const Sink& sink) {
  const std::string encoding = head.get("Transfer-Encoding", "identity");
  if (head.getStatus() == 204 || head.getStatus() == 304) {
    // These have no body, and often no length that says so.
  } else if (Poco::icompare(encoding, "chunked") == 0) {
    CopyChunks(sink);
  } else if (Poco::icompare(encoding, "identity") != 0) {
    throw TransportError("the answer has an unknown transfer encoding: " + Quoted(encoding),
                         TransportError::Retry::kNo);
  } else if (head.hasContentLength()) {
    const std::string text = Poco::trim(head.get("Content-Length"));
    std::uint64_t length = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
    if (error != std::errc() || end != text.data() + text.size())
      throw TransportError("the answer has no valid Content-Length: " + Quoted(text));
    Copy(length, sink);
  } else {
    return CopyToEnd(sink);
  }
  // Bytes that nobody asked for would be taken for the next answer.
  clean_ = head.getKeepAlive() && buffered() == 0;
}

void HttpConnection::Copy(std::uint64_t count, const Sink& sink) {
  char buffer[kReadBytes];
  while (count > 0) {
    const auto wanted = static_cast<std::streamsize>(std::min<std::uint64_t>(count, sizeof buffer));
    const int got = Guarded([&] { return read(buffer, wanted); });
    if (got <= 0) {
      interrupt_.Check();
      throw TransportError(
          Format("the connection was closed {} bytes before the end of the body", count));
    }
    bytes_ += got;
    count -= static_cast<std::uint64_t>(got);
    sink({buffer, static_cast<std::size_t>(got)});
  }
}

void HttpConnection::CopyChunks(const Sink& sink) {
  constexpr const char* kWhere = "within a chunked body";
  for (;;) {
    const std::string line = Line(kWhere);
    std::uint64_t size = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), size, 16);
    const std::string_view rest(end, static_cast<std::size_t>(line.data() + line.size() - end));
    if (error != std::errc() || (!rest.empty() && rest[0] != ';' && rest[0] != ' '))
      throw TransportError("the body has an invalid chunk size: " + Quoted(line, 24));
    if (size == 0) break;
    Copy(size, sink);
    if (!Line(kWhere).empty()) throw TransportError("a chunk of the body is longer than it says");
  }
  std::size_t trailers = 0;
  for (std::string line = Line(kWhere); !line.empty(); line = Line(kWhere))
    if ((trailers += line.size()) > kLongestHead)
      throw TransportError("the trailers of the answer are longer than 256 KiB");
}

void HttpConnection::CopyToEnd(const Sink& sink) {
  char buffer[kReadBytes];
  for (;;) {
    const int got = Guarded([&] { return read(buffer, sizeof buffer); });
    if (got <= 0) return interrupt_.Check();
    bytes_ += got;
    sink({buffer, static_cast<std::size_t>(got)});
  }
}

bool HttpConnection::reusable() {
  if (!clean_) return false;
  try {
    // Readable now means closed by the server, or an answer to nothing.
    return !socket().poll(Poco::Timespan(0), Poco::Net::Socket::SELECT_READ);
  } catch (const Poco::Exception&) {
    return false;
  }
}

}  // namespace etl::rest
