// SPDX-License-Identifier: Apache-2.0
#include "pipelines/demo/api_server.h"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/URI.h>
#include <fmt/format.h>

namespace etl::demo {
namespace {

using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;

class Handler final : public Poco::Net::HTTPRequestHandler {
 public:
  explicit Handler(const ApiServer::Answer& answer) : answer_(answer) {}

  void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override {
    const Reply reply = request.getMethod() == "GET" ? answer_(Poco::URI(request.getURI()))
                                                     : Reply{405, R"({"error": "only GET"})"};
    response.setStatusAndReason(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(reply.status));
    response.setContentType("application/json");
    response.sendBuffer(reply.body.data(), reply.body.size());
  }

 private:
  const ApiServer::Answer& answer_;
};

class Factory final : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  explicit Factory(ApiServer::Answer answer) : answer_(std::move(answer)) {}
  Poco::Net::HTTPRequestHandler* createRequestHandler(const HTTPServerRequest&) override {
    return new Handler(answer_);  // the server deletes it
  }

 private:
  ApiServer::Answer answer_;
};

}  // namespace

ApiServer::ApiServer(Answer answer) {
  Poco::Net::ServerSocket socket(Poco::Net::SocketAddress("127.0.0.1", 0));
  port_ = socket.address().port();
  Poco::Net::HTTPServerParams::Ptr params = new Poco::Net::HTTPServerParams;
  params->setKeepAlive(true);
  server_ = std::make_unique<Poco::Net::HTTPServer>(new Factory(std::move(answer)), socket, params);
  server_->start();
}

// Kept-alive connections would hold it up otherwise.
ApiServer::~ApiServer() { server_->stopAll(true); }

std::string ApiServer::url() const { return fmt::format("http://127.0.0.1:{}", port_); }

}  // namespace etl::demo
