// SPDX-License-Identifier: Apache-2.0
#include "pipelines/demo/people_api.h"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/URI.h>
#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>

namespace etl::demo {
namespace {

using Poco::Net::HTTPResponse;
using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;

// The number of ?page=N, 1 without one; nullopt: no number from 1 on.
std::optional<std::size_t> PageNumber(const Poco::URI& uri) {
  std::string text = "1";
  for (const auto& [name, value] : uri.getQueryParameters())
    if (name == "page") text = value;
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number == 0) return std::nullopt;
  return number;
}

class Handler final : public Poco::Net::HTTPRequestHandler {
 public:
  explicit Handler(const People& people) : people_(people) {}

  void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override {
    const Poco::URI uri(request.getURI());
    const auto page = PageNumber(uri);
    if (request.getMethod() != "GET")
      Send(response, HTTPResponse::HTTP_METHOD_NOT_ALLOWED, R"({"error": "only GET"})");
    else if (uri.getPath() != "/users")
      Send(response, HTTPResponse::HTTP_NOT_FOUND, R"({"error": "only /users is here"})");
    else if (!page)
      Send(response, HTTPResponse::HTTP_BAD_REQUEST, R"({"error": "page is a number from 1 on"})");
    else
      Send(response, HTTPResponse::HTTP_OK, people_.Page(*page));
  }

 private:
  static void Send(HTTPServerResponse& response, HTTPResponse::HTTPStatus status,
                   const std::string& body) {
    response.setStatusAndReason(status);
    response.setContentType("application/json");
    response.sendBuffer(body.data(), body.size());
  }

  const People& people_;
};

class Factory final : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  explicit Factory(People people) : people_(std::move(people)) {}
  Poco::Net::HTTPRequestHandler* createRequestHandler(const HTTPServerRequest&) override {
    return new Handler(people_);  // the server deletes it
  }

 private:
  People people_;
};

}  // namespace

People::People(const std::filesystem::path& file, std::size_t page_size) : page_size_(page_size) {
  simdjson::dom::parser parser;
  simdjson::dom::array records;
  if (const auto error = parser.load(file.string()).get_array().get(records))
    throw std::runtime_error(
        fmt::format("cannot read {}: {}", file.string(), simdjson::error_message(error)));
  for (const auto record : records) records_.push_back(simdjson::minify(record));
}

std::string People::Page(std::size_t number) const {
  std::string body = fmt::format(R"({{"total_pages": {}, "users": [)", total_pages());
  const std::size_t begin = number > total_pages() ? records_.size() : (number - 1) * page_size_;
  const std::size_t end = std::min(records_.size(), begin + page_size_);
  for (std::size_t i = begin; i < end; ++i) body.append(i == begin ? "" : ", ") += records_[i];
  return body + "]}";
}

PeopleApi::PeopleApi(People people) {
  Poco::Net::ServerSocket socket(Poco::Net::SocketAddress("127.0.0.1", 0));
  port_ = socket.address().port();
  Poco::Net::HTTPServerParams::Ptr params = new Poco::Net::HTTPServerParams;
  params->setKeepAlive(true);
  server_ = std::make_unique<Poco::Net::HTTPServer>(new Factory(std::move(people)), socket, params);
  server_->start();
}

// Kept-alive connections would hold it up otherwise.
PeopleApi::~PeopleApi() { server_->stopAll(true); }

std::string PeopleApi::url() const { return fmt::format("http://127.0.0.1:{}/users", port_); }

}  // namespace etl::demo
