// SPDX-License-Identifier: Apache-2.0
// Cuts, stalls and broken framing on the wire: never a short page taken for a whole one.
#include <gtest/gtest.h>

#include "plugins/rest/test_support.h"

namespace etl::rest {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// Serves one page of people; `fault` changes the first answer, the others are good.
template <typename Fault>
testing::Rows ReadWithOneFault(testing::Host& host, const Response& good, Fault&& fault,
                               const std::string& connection = "") {
  ScriptedServer server([&](const Request&, int n) {
    Response response = good;
    if (n == 1) fault(response);
    return response;
  });
  return Read(host, OptionsFor(server.url(), connection));
}

const std::vector<Response>& Framings() {
  static const std::vector<Response> framings = [] {
    const std::string body = People(1, 1, 20), gzip = "Content-Encoding: gzip\r\n";
    return std::vector<Response>{Json(body), Answer("200 OK", Gzip(body), gzip), Chunked(body, 100),
                                 Chunked(Gzip(body), 50, gzip), ToTheEnd(Gzip(body), gzip)};
  }();
  return framings;
}

TEST(RestTransport, ReadsEveryFraming) {
  for (const Response& good : Framings()) {
    testing::Host host;
    EXPECT_EQ(ReadWithOneFault(host, good, [](Response&) {}).text, PeopleRows(1, 20));
    EXPECT_EQ(host.metrics["bytes"], static_cast<std::int64_t>(good.bytes.size()));
  }
}

TEST(RestTransport, ACutAnywhereIsRetried) {
  for (const Response& good : Framings())
    for (const bool reset : {false, true})
      for (std::size_t cut = 0; cut < good.bytes.size(); cut += 1 + cut / 37) {
        testing::Host host;
        const auto rows = ReadWithOneFault(host, good, [&](Response& response) {
          response.cut_after = cut;
          response.reset = reset;
        });
        ASSERT_EQ(rows.text, PeopleRows(1, 20)) << "cut after " << cut;
        ASSERT_EQ(host.metrics["retries"], 1) << "cut after " << cut;
      }
}

TEST(RestTransport, ACutBeforeTheEndIsAnErrorForGood) {
  for (const Response& good : Framings()) {
    ScriptedServer server([&](const Request&, int) {
      Response response = good;
      response.cut_after = response.bytes.size() - 1;
      return response;
    });
    const auto failure = Fails(OptionsFor(server.url(), "retries: 1"));
    EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
    EXPECT_THAT(failure.what(), HasSubstr("cannot get page 1 after 2 tries: GET http://127.0.0.1"));
    EXPECT_EQ(server.requests().size(), 2u);
  }
  ScriptedServer server([](const Request&, int) {
    Response response = Json(People(1, 1));
    response.cut_after = response.bytes.size() - 7;
    return response;
  });
  EXPECT_THAT(Fails(OptionsFor(server.url(), "retries: 0")).what(),
              HasSubstr("the connection was closed 7 bytes before the end of the body"));
  ScriptedServer silent([](const Request&, int) {
    Response response = Json(People(1, 1));
    response.cut_after = 0;
    return response;
  });
  EXPECT_THAT(Fails(OptionsFor(silent.url(), "retries: 0")).what(),
              HasSubstr("the connection was closed without an answer"));
}

TEST(RestTransport, ABodyCutWithoutALengthIsFoundByItsJson) {
  ScriptedServer server([](const Request&, int) { return ToTheEnd(People(1, 1).substr(0, 60)); });
  const auto failure = Fails(OptionsFor(server.url()));
  EXPECT_EQ(failure.status, ETL_DATA_ERROR);
  EXPECT_EQ(failure.position, "page 1");
  EXPECT_THAT(failure.what(), HasSubstr("no valid JSON"));
}

TEST(RestTransport, AStallOrADripEndsInATimeout) {
  const Response good = Json(People(1, 1));
  for (const std::size_t stall : {std::size_t{0}, std::size_t{20}, good.bytes.size() - 10}) {
    testing::Host host;
    const auto rows = ReadWithOneFault(
        host, good, [&](Response& response) { response.stall_after = stall; }, "read_timeout: 400");
    EXPECT_EQ(rows.text, PeopleRows(1));
    EXPECT_THAT(host.logs.at(0), HasSubstr("nothing was received for 400 ms (read_timeout)"));
  }
  for (const std::size_t drip : {std::size_t{0}, good.bytes.size() - 60}) {
    ScriptedServer server([&](const Request&, int) {
      Response response = good;
      response.drip = std::chrono::milliseconds(20);
      response.drip_after = drip;
      return response;
    });
    const auto failure = Fails(OptionsFor(server.url(), "retries: 1, timeout: 300"));
    EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
    EXPECT_THAT(failure.what(), HasSubstr("the request was not finished in time (timeout)"));
  }
}

std::string Lines(const std::string& line, int count) {
  std::string lines;
  for (int i = 0; i < count; ++i) lines += line + "\r\n";
  return lines + "\r\n";
}

TEST(RestTransport, RefusesBrokenFraming) {
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  const std::string chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
  const std::string pad(300'000, 'x');
  std::string interim;
  for (int i = 0; i < 1000; ++i) interim += "HTTP/1.1 100 Continue\r\n\r\n";
  const std::pair<std::string, std::string> cases[] = {
      {chunked + "zz\r\n[]\r\n0\r\n\r\n", "the body has an invalid chunk size: "},
      {chunked + "8000000000000000\r\n[]", "bytes before the end of the body"},
      {chunked + "-2\r\n[]\r\n", "the body has an invalid chunk size: "},
      {chunked + "ffffffffffffffffff\r\n[]", "the body has an invalid chunk size: "},
      {chunked + "\r\n\r\n", "the body has an invalid chunk size: "},
      {chunked + pad, "a line of the chunked body is too long"},
      {chunked + "1\r\n[]\r\n0\r\n\r\n", "a chunk of the body is longer than it says"},
      {chunked + "2\r\n[]\r\n0\r\n" + Lines("X: y", 100'000),
       "the trailers of the answer are longer than 256 KiB"},
      {ok + Lines("X: y", 100'000), "the headers of the answer are longer than 256 KiB"},
      {ok + "Content-Length: -5\r\n\r\n[]", "the answer has no valid Content-Length: "},
      {ok + "Content-Length: 99999999999999999999\r\n\r\n[]",
       "the answer has no valid Content-Length: "},
      {ok + "Transfer-Encoding: snappy\r\n\r\n[]", "the answer has an unknown transfer encoding: "},
      {interim, "the server sends interim answers without end"},
      {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "the head of the answer is no HTTP: "},
      {pad, "the headers of the answer are longer than 256 KiB"}};
  for (const auto& [bytes, message] : cases) {
    ScriptedServer server([&, bytes = bytes](const Request&, int) {
      Response response;
      response.bytes = bytes;
      response.close = true;
      return response;
    });
    const auto failure = Fails(OptionsFor(server.url(), "retries: 1"));
    EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR) << bytes.substr(0, 80);
    EXPECT_THAT(failure.what(), HasSubstr(message)) << bytes.substr(0, 80);
  }
}

TEST(RestTransport, ExcessBytesAreNotTheNextAnswer) {
  ScriptedServer server([](const Request& request, int) {
    Response response = Json(People(request.page(), 5));
    response.bytes += "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]";
    return response;
  });
  testing::Host host;
  EXPECT_EQ(Read(host, OptionsFor(server.url())).text, PeopleRows(5));
}

TEST(RestTransport, RefusesCorruptGzip) {
  const std::string gzip = Gzip(People(1, 1)), header = "Content-Encoding: gzip\r\n";
  std::string wrong_crc = gzip;
  wrong_crc[gzip.size() - 6] ^= 1;
  for (const std::string& body : {wrong_crc, gzip.substr(0, gzip.size() - 4), gzip + "garbage",
                                  std::string("{}"), std::string(), Gzip(gzip)}) {
    ScriptedServer server([&](const Request&, int) { return Answer("200 OK", body, header); });
    const auto failure = Fails(OptionsFor(server.url(), "retries: 2"));
    if (body == Gzip(gzip)) {  // one layer is right; what is in it is no JSON
      EXPECT_EQ(failure.status, ETL_DATA_ERROR);
      continue;
    }
    EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
    EXPECT_THAT(failure.what(),
                AllOf(HasSubstr("the gzip body is corrupt: "), HasSubstr("3 tries")));
    EXPECT_EQ(server.requests().size(), 3u);
  }
}

TEST(RestTransport, ReadsGzipOfSeveralMembersAndRefusesOtherEncodings) {
  const std::string body = People(1, 1);
  ScriptedServer members([&](const Request& request, int) {
    EXPECT_EQ(request.headers.at("accept-encoding"), "gzip");
    return Answer("200 OK", Gzip(body.substr(0, 20)) + Gzip(body.substr(20)),
                  "Content-Encoding: gzip\r\n");
  });
  testing::Host host;
  EXPECT_EQ(Read(host, OptionsFor(members.url())).text, PeopleRows(1));
  for (const char* coding : {"br", "gzip, gzip", "deflate"}) {
    ScriptedServer server([&](const Request&, int) {
      return Answer("200 OK", body, std::string("Content-Encoding: ") + coding + "\r\n");
    });
    EXPECT_THAT(Fails(OptionsFor(server.url())).what(),
                HasSubstr("the body has an encoding that was not asked for: "));
    EXPECT_EQ(server.requests().size(), 1u);
  }
}

TEST(RestTransport, StopsAtTheLargestBody) {
  ScriptedServer plain(
      [](const Request&, int) { return Json(People(1, 1) + std::string(100'000, ' ')); });
  const auto large = Fails(OptionsFor(plain.url(), "max_body: 50000"));
  EXPECT_EQ(large.status, ETL_DATA_ERROR);
  EXPECT_EQ(large.position, "page 1");
  EXPECT_STREQ(large.what(), "the page is larger than `max_body`, 50000 bytes");
  const std::string bomb = Gzip(std::string(30 << 20, ' '));
  ScriptedServer server(
      [&](const Request&, int) { return Answer("200 OK", bomb, "Content-Encoding: gzip\r\n"); });
  EXPECT_THAT(Fails(OptionsFor(server.url(), "max_body: 1000000")).what(), HasSubstr("max_body"));
  const auto bombed = Fails(OptionsFor(server.url()));
  EXPECT_EQ(bombed.status, ETL_DATA_ERROR);
  EXPECT_THAT(bombed.what(), HasSubstr("the gzip body grows more than 1000 times: "));
}

TEST(RestTransport, AnIdleConnectionThatWasClosedIsNoError) {
  ScriptedServer server([](const Request& request, int) {
    Response response = Json(People(request.page(), 6));
    response.close = true;  // without saying so
    return response;
  });
  testing::Host host;
  EXPECT_EQ(Read(host, OptionsFor(server.url())).text, PeopleRows(6));
}

TEST(RestTransport, NobodyListens) {
  std::string url;
  {
    ScriptedServer server([](const Request&, int) { return Json("[]"); });
    url = server.url();
  }
  testing::Host host;
  const auto refused = Fails(host, OptionsFor(url, "retries: 2"));
  EXPECT_EQ(refused.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_EQ(std::string(refused.what()),
            "cannot get page 1 after 3 tries: GET " + url + "/?page=1: connection refused");
  EXPECT_EQ(host.metrics["retries"], 2);
  const auto unknown = Fails(OptionsFor("http://nobody.invalid", "retries: 0"));
  EXPECT_EQ(unknown.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(unknown.what(), HasSubstr("cannot resolve host nobody.invalid"));
}

TEST(RestTransport, NamesAndTheNextAddressAreTried) {
  ScriptedServer server([](const Request& request, int) {
    EXPECT_THAT(request.headers.at("host"), HasSubstr("localhost:"));
    return Json(People(request.page(), 1));
  });
  testing::Host host;  // localhost is often ::1 first, where this server does not listen
  EXPECT_EQ(Read(host, OptionsFor("http://localhost:" + std::to_string(server.port()))).text,
            PeopleRows(1));
}

}  // namespace
}  // namespace etl::rest
