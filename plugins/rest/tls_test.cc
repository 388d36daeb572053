// SPDX-License-Identifier: Apache-2.0
// Certificates are checked unless the pipeline says otherwise, and then it is said aloud.
#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/SecureServerSocket.h>
#include <gtest/gtest.h>

#include <thread>

#include "plugins/rest/test_support.h"
#include "tests/support/process/program.h"
#include "tests/support/process/temp_dir.h"

namespace etl::rest {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;

class PeopleHandler : public Poco::Net::HTTPRequestHandler {
  void handleRequest(Poco::Net::HTTPServerRequest& request,
                     Poco::Net::HTTPServerResponse& response) override {
    const std::string uri = request.getURI();
    if (uri.starts_with("/down")) {
      response.redirect("http://127.0.0.1/");
      return;
    }
    response.setKeepAlive(true);
    const std::string body = People(std::stoi(uri.substr(uri.find("page=") + 5)), 5);
    response.sendBuffer(body.data(), body.size());
  }
};

class HandlerFactory : public Poco::Net::HTTPRequestHandlerFactory {
  Poco::Net::HTTPRequestHandler* createRequestHandler(
      const Poco::Net::HTTPServerRequest&) override {
    return new PeopleHandler;
  }
};

// An HTTPS server on a free port of loopback, with a certificate that it signed itself.
class TlsServer {
 public:
  // `names` as in "DNS:localhost,IP:127.0.0.1".
  explicit TlsServer(const std::string& names) {
    const auto made = process::RunProgram(
        {"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=test", "-addext", "subjectAltName=" + names,
         "-keyout", key(), "-out", cert()});
    EXPECT_EQ(made.exit_code, 0) << made.Describe();
    Poco::Net::Context::Ptr context = new Poco::Net::Context(
        Poco::Net::Context::TLS_SERVER_USE, key(), cert(), "", Poco::Net::Context::VERIFY_NONE);
    Poco::Net::SecureServerSocket socket(Poco::Net::SocketAddress("127.0.0.1", 0), 64, context);
    port_ = socket.address().port();
    Poco::Net::HTTPServerParams::Ptr params = new Poco::Net::HTTPServerParams;
    params->setKeepAliveTimeout(Poco::Timespan(1, 0));
    server_ = std::make_unique<Poco::Net::HTTPServer>(new HandlerFactory, socket, params);
    server_->start();
  }
  ~TlsServer() { server_->stopAll(true); }

  std::string cert() const { return (dir_.path() / "cert.pem").string(); }
  std::string url(const std::string& host) const {
    return "https://" + host + ":" + std::to_string(port_);
  }

 private:
  std::string key() const { return (dir_.path() / "key.pem").string(); }

  process::TempDir dir_;
  std::uint16_t port_ = 0;
  std::unique_ptr<Poco::Net::HTTPServer> server_;
};

constexpr const char* kLocal = "DNS:localhost,IP:127.0.0.1";

TEST(RestTls, RefusesACertificateThatNobodySigned) {
  TlsServer server(kLocal);
  const auto failure = Fails(OptionsFor(server.url("127.0.0.1")));
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(failure.what(), AllOf(HasSubstr("the certificate of 127.0.0.1 is refused"),
                                    HasSubstr("self-signed"), HasSubstr("1 try")));
  EXPECT_THAT(failure.hint, HasSubstr("tls: {ca: file.pem}"));
}

TEST(RestTls, ReadsFromAServerThatTheAuthorityVouchesFor) {
  TlsServer server(kLocal);
  for (const char* host : {"127.0.0.1", "localhost"}) {
    testing::Host etl;
    const auto rows = Read(etl, OptionsFor(server.url(host), "tls: {ca: " + server.cert() + "}"));
    EXPECT_EQ(rows.text, PeopleRows(5)) << host;
    EXPECT_TRUE(etl.logs.empty());
  }
}

TEST(RestTls, RefusesACertificateOfAnotherHost) {
  TlsServer server("DNS:other.example,IP:127.0.0.2");
  for (const char* host : {"127.0.0.1", "localhost"}) {
    const auto failure = Fails(OptionsFor(server.url(host), "tls: {ca: " + server.cert() + "}"));
    EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
    EXPECT_THAT(failure.what(), HasSubstr("mismatch"));
  }
}

TEST(RestTls, VerifyFalseReadsAndWarns) {
  TlsServer server("DNS:other.example");
  testing::Host host;
  const auto rows = Read(host, OptionsFor(server.url("127.0.0.1"), "tls: {verify: false}"));
  EXPECT_EQ(rows.text, PeopleRows(5));
  EXPECT_THAT(host.logs, Contains(HasSubstr("is not checked")));
}

TEST(RestTls, AMissingAuthorityIsNamed) {
  const auto failure =
      Fails(OptionsFor("https://127.0.0.1:1", "tls: {ca: /nowhere/ca.pem}, retries: 0"));
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("cannot load the authorities of `tls: {ca: …}`: "));
}

TEST(RestTls, NeverGoesBackToPlainHttpButMayLeaveIt) {
  TlsServer server(kLocal);
  const std::string ca = "tls: {ca: " + server.cert() + "}";
  EXPECT_THAT(Fails(OptionsFor(server.url("127.0.0.1") + "/down", ca)).what(),
              HasSubstr("from https to http"));
  ScriptedServer plain([&](const Request& request, int) {
    return Answer("308 Permanent Redirect", "",
                  "Location: " + server.url("127.0.0.1") + request.target + "\r\n");
  });
  testing::Host host;
  EXPECT_EQ(Read(host, OptionsFor(plain.url(), ca)).text, PeopleRows(5));
}

TEST(RestTls, APortThatSpeaksNoTls) {
  ScriptedServer server([](const Request&, int) { return Json("[]"); });
  testing::Host host;
  // The scripted server waits for the end of a request that never ends.
  const auto failure = Fails(OptionsFor("https://127.0.0.1:" + std::to_string(server.port()),
                                        "retries: 0, connect_timeout: 300"));
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("TLS handshake"));
}

TEST(RestTls, AHandshakeEndsAtOnceWhenCancelled) {
  ScriptedServer server([](const Request&, int) { return Json("[]"); });
  testing::Host host;
  RestSource source(
      detail::ReadOptions<RestOptions>(
          host.get(), host.Options(OptionsFor("https://127.0.0.1:" + std::to_string(server.port()),
                                              "connect_timeout: 60000, timeout: 60000"))),
      {});
  Context context(host.get());
  RecordBatchBuilder batch(source.Open(context));
  std::thread canceller([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    source.Cancel();
  });
  const auto start = std::chrono::steady_clock::now();
  EXPECT_THROW(source.Read(batch), Cancelled);
  canceller.join();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(1000));
}

}  // namespace
}  // namespace etl::rest
