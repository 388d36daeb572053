// SPDX-License-Identifier: Apache-2.0
// Who the source says it is, and that it tells nobody else.
#include <gtest/gtest.h>

#include "plugins/rest/test_support.h"

namespace etl::rest {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;

std::map<std::string, std::string> HeadersSent(const std::string& connection,
                                               const std::string& userinfo = "") {
  ScriptedServer server(
      [](const Request& request, int) { return Json(People(request.page(), 1)); });
  testing::Host host;
  std::string url = server.url();
  url.insert(7, userinfo);
  Read(host, OptionsFor(url, connection));
  auto request = server.requests().at(0);
  request.headers["target"] = request.target;
  return request.headers;
}

TEST(RestAuth, SaysWhoItIs) {
  EXPECT_EQ(HeadersSent("bearer: t0ken")["authorization"], "Bearer t0ken");
  EXPECT_EQ(HeadersSent("", "me:p%40ss@")["authorization"], "Basic bWU6cEBzcw==");
  EXPECT_EQ(HeadersSent("api_key: {header: X-Key, value: k1}")["x-key"], "k1");
  EXPECT_EQ(HeadersSent("api_key: {query: key, value: \"a&b\"}")["target"], "/?key=a%26b&page=1");
  EXPECT_EQ(HeadersSent("headers: {X-A: one, Accept: \"text/json\"}")["x-a"], "one");
  EXPECT_EQ(HeadersSent("headers: {Accept: \"text/json\"}")["accept"], "text/json");
  EXPECT_EQ(HeadersSent("")["accept"], "application/json");
}

TEST(RestAuth, RefusesWhatCannotBeSent) {
  for (const char* connection :
       {"headers: {X-A: \"one\r\nEvil: two\"}", "headers: {\"X A\": one}", "headers: {Host: x}",
        "bearer: \"a\nb\"", "bearer: \"\"", "api_key: {value: x}",
        "api_key: {header: A, query: b, value: x}", "api_key: {header: A, value: \"\"}",
        "bearer: x, headers: {authorization: y}", "url: \"ftp://127.0.0.1/\"", "url: nonsense",
        "url: \"http://\"", "url: \"http://127.0.0.1/?page=1\"", "retries: -1", "timeout: 0",
        "max_body: 0"}) {
    testing::Host host;
    const auto options = OptionsFor("http://127.0.0.1:1", connection);
    try {
      testing::Describe<RestSource>(host, options);
      ADD_FAILURE() << connection;
    } catch (const testing::Failure& failure) {
      EXPECT_EQ(failure.status, ETL_CONFIG_ERROR) << connection;
    }
  }
}

TEST(RestAuth, NoSecretInAnyMessage) {
  const std::string secrets =
      "bearer: s3cr3t-bearer, api_key: {query: k, value: \"s3cr3t key&\"}, headers: {X-Token: "
      "s3cr3t-header}, retries: 1";
  for (const char* status : {"403 Forbidden s3cr3t-bearer", "500 s3cr3t-header", "302 Found"}) {
    ScriptedServer server([&](const Request& request, int) {
      std::string echo = request.target + " ";
      for (const auto& [name, value] : request.headers) echo += value + " ";
      return Answer(status, echo, "Location: http://other" + request.target + "\r\n");
    });
    testing::Host host;
    const auto failure = Fails(host, OptionsFor(server.url(), secrets));
    EXPECT_THAT(std::string(failure.what()) + failure.hint,
                AllOf(Not(HasSubstr("s3cr3t")), HasSubstr("***")));
    EXPECT_THAT(host.logs, Each(Not(HasSubstr("s3cr3t"))));
  }
  const auto userinfo = Fails(OptionsFor("http://me:s3cr3t@127.0.0.1:1", "retries: 0"));
  EXPECT_THAT(userinfo.what(), AllOf(Not(HasSubstr("s3cr3t")), HasSubstr("127.0.0.1:1")));
  const auto bad = Fails(OptionsFor("http://me:s3cr3t@[bad"));
  EXPECT_EQ(bad.status, ETL_CONFIG_ERROR);
  EXPECT_THAT(bad.what(), Not(HasSubstr("s3cr3t")));
}

}  // namespace
}  // namespace etl::rest
