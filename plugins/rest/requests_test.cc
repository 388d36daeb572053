// SPDX-License-Identifier: Apache-2.0
// What is asked: series of for_each, and bodies of POST.
#include <gtest/gtest.h>

#include <atomic>

#include "plugins/rest/test_support.h"

namespace etl::rest {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

std::string EachOptions(const std::string& url, const std::string& values,
                        const std::string& more) {
  return "{connection: {url: \"" + url +
         "\", retry_delay: 1}, for_each: {column: symbol, values: " + values +
         "}, records: /users, schema: {symbol: string, id: int}, " + more + "}";
}

std::vector<std::string> Targets(const ScriptedServer& server) {
  std::vector<std::string> out;
  for (const Request& request : server.requests()) out.push_back(request.target);
  return out;
}

TEST(RestForEach, AsksForEachValueAndKeepsTheirOrder) {
  ScriptedServer server([](const Request& request, int) {
    const std::string symbol = request.Query("s");
    Response response = Json("{\"users\": [{\"id\": " + std::to_string(symbol.size()) + "}]}");
    response.delay = std::chrono::milliseconds(symbol == "A" ? 30 : 1);
    return response;
  });
  testing::Host host;
  EXPECT_EQ(
      Read(host, EachOptions(server.url(), "[A, \"B&C\", DDD]", "query: {s: \"{symbol}\"}")).text,
      "A|1\nB&C|5\nDDD|3\n");
  EXPECT_THAT(Targets(server), UnorderedElementsAre("/?s=A", "/?s=B%26C", "/?s=DDD"));
}

TEST(RestForEach, StandsInThePathToo) {
  ScriptedServer server([](const Request&, int) { return Json("{\"users\": [{\"id\": 1}]}"); });
  testing::Host host;
  EXPECT_EQ(Read(host, EachOptions(server.url() + "/v1", "[\"a/b ?\"]", "path: \"x/{symbol}/y z\""))
                .count,
            1);
  EXPECT_THAT(Targets(server), ElementsAre("/v1/x/a%2Fb%20%3F/y%20z"));
}

TEST(RestForEach, EachSeriesIsPagedAndSeveralAreAskedAtOnce) {
  ScriptedServer server([](const Request& request, int) {
    const int symbol = std::stoi(request.Query("s")), page = request.page();
    Response response = Json(
        "{\"total_pages\": 2, \"users\": [{\"id\": " + std::to_string(symbol * 10 + page) + "}]}");
    response.delay = std::chrono::milliseconds((symbol * 7 + page) % 5);
    if (page > 2) return Answer("404 Not Found", "");
    return response;
  });
  std::string values, expected;
  for (int i = 1; i <= 30; ++i) {
    values += (i > 1 ? ", " : "") + std::to_string(i);
    for (int page = 1; page <= 2; ++page)
      expected += std::to_string(i) + "|" + std::to_string(i * 10 + page) + "\n";
  }
  for (const int concurrency : {1, 3, 8}) {
    testing::Host host;
    host.set_batch_rows(7);
    EXPECT_EQ(Read(host, EachOptions(server.url(), "[" + values + "]",
                                     "query: {s: \"{symbol}\"}, paginate: {by: page, total_pages: "
                                     "/total_pages}, concurrency: " +
                                         std::to_string(concurrency)))
                  .text,
              expected);
  }
  EXPECT_GT(server.most_in_flight(), 1);
  EXPECT_LE(server.most_in_flight(), 8);
}

TEST(RestForEach, CursorsOfOneSeriesDoNotWaitForTheOthers) {
  // A later series fills the window; the one that is read must go on all the same.
  ScriptedServer server([](const Request& request, int) {
    const std::string cursor = request.Query("cursor");
    const int at = cursor.empty() ? 0 : std::stoi(cursor);
    return Json("{\"next\": " + (at < 20 ? std::to_string(at + 1) : std::string("null")) +
                ", \"users\": [{\"id\": " + std::to_string(at) + "}]}");
  });
  testing::Host host;
  const auto rows = Read(host, EachOptions(server.url(), "[a, b, c, d, e]",
                                           "query: {s: \"{symbol}\"}, paginate: {by: cursor, "
                                           "cursor: /next}, concurrency: 2"));
  EXPECT_EQ(rows.count, 5 * 21);
}

TEST(RestForEach, AFailedSeriesHasItsNameAndTheRowsBeforeIt) {
  ScriptedServer server([](const Request& request, int) {
    if (request.Query("s") == "C") return Answer("404 Not Found", "no C");
    return Json("{\"users\": [{\"id\": 1}]}");
  });
  const auto failure = Fails(EachOptions(server.url(), "[A, B, C, D]", "query: {s: \"{symbol}\"}"));
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(failure.what(),
              AllOf(HasSubstr("cannot get symbol C after 1 try"), HasSubstr("no C")));
  ScriptedServer typed([](const Request& request, int) {
    return Json(request.Query("s") == "B" ? "{\"users\": [{\"id\": \"x\"}]}" : "{\"users\": []}");
  });
  EXPECT_EQ(Fails(EachOptions(typed.url(), "[A, B]", "query: {s: \"{symbol}\"}")).position,
            "symbol B, record 1");
}

TEST(RestForEach, NoValuesAreNoRowsAndTypesAreChecked) {
  testing::Host host;
  EXPECT_EQ(Read(host, EachOptions("http://127.0.0.1:1", "[]", "query: {s: \"{symbol}\"}")).count,
            0);
  for (const char* more :
       {"query: {s: x}", "query: {s: \"{symbol}\"}, for_each: {column: nr, values: [1]}",
        "query: {s: \"{id}\"}, for_each: {column: id, values: [1, x]}",
        "query: {s: \"{symbol}\"}, for_each: {column: symbol, values: [a, a]}",
        "path: \"{symbol}\", for_each: {column: symbol, values: [\"..\"]}"}) {
    try {
      testing::Describe<RestSource>(
          host,
          std::string("{") + more +
              ", connection: {url: \"http://127.0.0.1:1\"}, for_each: {column: symbol, values: "
              "[a]}, schema: {symbol: string, id: int}}");
      ADD_FAILURE() << more;
    } catch (const testing::Failure& failure) {
      EXPECT_EQ(failure.status, ETL_CONFIG_ERROR) << more;
    }
  }
}

TEST(RestPost, SendsItsBodyWithThePagingInIt) {
  ScriptedServer server([](const Request& request, int n) {
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.headers.at("content-type"), "application/json");
    EXPECT_EQ(request.target, "/search");
    return Json("{\"next\": " + std::string(n == 1 ? "5" : "null") + ", \"users\": [" +
                User(n, "a") + "]}");
  });
  testing::Host host;
  EXPECT_EQ(
      Read(host, "{connection: {url: \"" + server.url() +
                     "\"}, method: POST, path: search, body: \"{\\\"filter\\\": {\\\"city\\\": "
                     "\\\"Köln\\\"}, \\\"page\\\": {\\\"size\\\": 0}}\", paginate: {by: cursor, "
                     "cursor: /next, in: body, parameter: /page/after, size: 2, size_parameter: "
                     "/page/size}, records: /users, schema: {id: int, name: string}}")
          .text,
      "1|a\n2|a\n");
  ASSERT_EQ(server.requests().size(), 2u);
  EXPECT_EQ(server.requests()[0].body, "{\"filter\":{\"city\":\"Köln\"},\"page\":{\"size\":2}}");
  EXPECT_EQ(server.requests()[1].body,
            "{\"filter\":{\"city\":\"Köln\"},\"page\":{\"size\":2,\"after\":5}}");
}

TEST(RestPost, ValuesOfForEachStandInTheBody) {
  ScriptedServer server([](const Request&, int) { return Json("{\"users\": [{\"id\": 1}]}"); });
  testing::Host host;
  EXPECT_EQ(Read(host, EachOptions(server.url(), "[\"q\\\"x\"]",
                                   "method: POST, concurrency: 1, body: \"{\\\"a\\\": "
                                   "[\\\"{symbol}\\\", \\\"s={symbol}\\\"]}\""))
                .text,
            "q\"x|1\n");
  EXPECT_EQ(server.requests().at(0).body, "{\"a\":[\"q\\\"x\",\"s=q\\\"x\"]}");
}

TEST(RestPost, RefusesABodyThatCannotBe) {
  for (const char* more : {"body: \"{}\"", "method: POST, body: \"{a: 1}\"",
                           "method: POST, body: \"[1]\", paginate: {by: page, in: body}"}) {
    testing::Host host;
    try {
      testing::Describe<RestSource>(host, std::string("{") + more +
                                              ", connection: {url: \"http://127.0.0.1:1\"}, "
                                              "schema: {id: int}}");
      ADD_FAILURE() << more;
    } catch (const testing::Failure& failure) {
      EXPECT_EQ(failure.status, ETL_CONFIG_ERROR) << more;
    }
  }
}

}  // namespace
}  // namespace etl::rest
