// SPDX-License-Identifier: Apache-2.0
// Who we say we are over a whole run: tokens, cookies, other hosts, the rate.
#include <gtest/gtest.h>

#include "plugins/rest/rate_limit.h"
#include "plugins/rest/test_support.h"

namespace etl::rest {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Header(const Request& request, const std::string& name) {
  const auto found = request.headers.find(name);
  return found == request.headers.end() ? "" : found->second;
}

std::string OAuth(const ScriptedServer& tokens, const std::string& more = "") {
  return "retries: 1, oauth2: {token_url: \"" + tokens.url() +
         "/token\", client_id: me, client_secret: \"s3cr3t&\"" + more + "}";
}

Response Token(int n, int seconds = 3600) {
  return Json("{\"access_token\": \"t0ken-" + std::to_string(n) +
              "\", \"token_type\": \"Bearer\", \"expires_in\": " + std::to_string(seconds) + "}");
}

TEST(RestOAuth, GetsATokenOnceAndUsesIt) {
  ScriptedServer tokens([](const Request&, int n) { return Token(n); });
  ScriptedServer server([](const Request& request, int) {
    EXPECT_EQ(Header(request, "authorization"), "Bearer t0ken-1");
    return Json(People(request.page(), 12));
  });
  testing::Host host;
  EXPECT_EQ(Read(host, OptionsFor(server.url(), OAuth(tokens, ", scope: \"a b\""))).text,
            PeopleRows(12));
  ASSERT_EQ(tokens.requests().size(), 1u);
  const Request request = tokens.requests()[0];
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.body, "grant_type=client_credentials&scope=a%20b");
  EXPECT_EQ(Header(request, "authorization"), "Basic bWU6czNjcjN0JTI2");
}

TEST(RestOAuth, CredentialsMayStandInTheBody) {
  ScriptedServer tokens([](const Request&, int n) { return Token(n); });
  ScriptedServer server(
      [](const Request& request, int) { return Json(People(request.page(), 1)); });
  testing::Host host;
  Read(host, OptionsFor(server.url(), OAuth(tokens, ", credentials: body, audience: x")));
  EXPECT_EQ(tokens.requests()[0].body,
            "grant_type=client_credentials&audience=x&client_id=me&client_secret=s3cr3t%26");
  EXPECT_EQ(Header(tokens.requests()[0], "authorization"), "");
}

TEST(RestOAuth, ATokenThatIsNoLongerTakenIsRenewedOnce) {
  ScriptedServer tokens([](const Request&, int n) { return Token(n); });
  std::atomic<int> refused = 0;
  ScriptedServer server([&](const Request& request, int) {
    if (request.page() >= 6 && Header(request, "authorization") == "Bearer t0ken-1") {
      ++refused;
      return Answer("401 Unauthorized", "expired");
    }
    return Json(People(request.page(), 12));
  });
  testing::Host host;
  EXPECT_EQ(Read(host, OptionsFor(server.url(), OAuth(tokens))).text, PeopleRows(12));
  EXPECT_EQ(tokens.requests().size(), 2u);
  EXPECT_GE(refused, 1);
  EXPECT_EQ(host.metrics["retries"], 0);

  ScriptedServer never([](const Request&, int) { return Answer("401 Unauthorized", "no"); });
  ScriptedServer again([](const Request&, int n) { return Token(n); });
  const auto failure = Fails(OptionsFor(never.url(), OAuth(again)));
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(failure.what(), AllOf(HasSubstr("after 1 try"), HasSubstr("401 Unauthorized")));
  EXPECT_EQ(never.requests().size(), 2u);
  EXPECT_EQ(again.requests().size(), 2u);
}

TEST(RestOAuth, ATokenWhoseTimeIsOverIsRenewedBefore) {
  ScriptedServer tokens([](const Request&, int n) { return Token(n, 1); });
  ScriptedServer server([](const Request& request, int) {
    Response response = Json(People(request.page(), 3));
    response.delay = std::chrono::milliseconds(600);
    return response;
  });
  testing::Host host;
  EXPECT_EQ(Read(host, OptionsFor(server.url(), OAuth(tokens), "concurrency: 1")).text,
            PeopleRows(3));
  EXPECT_EQ(tokens.requests().size(), 3u);
}

TEST(RestOAuth, AServerOfTokensThatFailsSaysWhy) {
  ScriptedServer server(
      [](const Request& request, int) { return Json(People(request.page(), 1)); });
  const std::pair<Response, const char*> cases[] = {
      {Answer("401 Unauthorized", "{\"error\": \"invalid_client s3cr3t&\"}"), "invalid_client ***"},
      {Answer("500 Oops", ""), "after 2 tries"},
      {Json("{\"token\": 1}"), "has no `access_token`"},
      {Json("<html>"), "has no `access_token`"},
      {Json("{\"access_token\": \"a\\r\\nb\"}"), "what no header can"},
      {Json("{\"access_token\": \"abc\", \"token_type\": \"mac\"}"), "of the type 'mac'"},
      {Answer("302 Found", "", "Location: http://evil/\r\n"), "answered 302"},
  };
  for (const auto& [response, text] : cases) {
    ScriptedServer tokens([&](const Request&, int) { return response; });
    testing::Host host;
    const auto failure = Fails(host, OptionsFor(server.url(), OAuth(tokens)));
    EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
    EXPECT_THAT(failure.what(), AllOf(HasSubstr("cannot get an access token"), HasSubstr(text),
                                      Not(HasSubstr("s3cr3t"))));
    EXPECT_THAT(host.logs, Each(Not(HasSubstr("s3cr3t"))));
  }
  EXPECT_TRUE(server.requests().empty());
  EXPECT_THAT(Fails(OptionsFor("http://127.0.0.1:1", OAuth(server) + ", bearer: x")).what(),
              HasSubstr("given twice"));
}

TEST(RestHosts, AnotherHostGetsNoCredentials) {
  std::map<std::string, std::string> seen;
  ScriptedServer other([&](const Request& request, int) {
    seen = request.headers;
    seen["target"] = request.target;
    return Json(People(1, 1));
  });
  ScriptedServer server([&](const Request& request, int) {
    EXPECT_EQ(Header(request, "authorization"), "Bearer t0ken");
    return Answer("302 Found", "",
                  "Location: " + other.url() + "/x\r\nSet-Cookie: sid=abc; Path=/\r\n");
  });
  testing::Host host;
  const std::string listed = "hosts: [\"127.0.0.1:" + std::to_string(other.port()) + "\"], ";
  EXPECT_EQ(
      Read(host, OptionsFor(server.url(), listed + "bearer: t0ken, headers: {X-Api-Key: k1, X-A: "
                                                   "plain}, api_key: {query: k, value: v123}"))
          .text,
      PeopleRows(1));
  EXPECT_EQ(seen["target"], "/x");
  EXPECT_EQ(seen["x-a"], "plain");
  EXPECT_FALSE(seen.contains("authorization"));
  EXPECT_FALSE(seen.contains("x-api-key"));
}

TEST(RestHosts, LinksOnTheSameServerGetTheKeyThatTheyLack) {
  ScriptedServer server([](const Request& request, int n) {
    EXPECT_EQ(request.Query("k"), "v%26");
    return Json("{\"next\": " +
                std::string(n == 1   ? "\"/a?page=2\""
                            : n == 2 ? "\"/b?k=v%26&page=3\""
                                     : "null") +
                ", \"users\": [" + User(n, "n" + std::to_string(n)) + "]}");
  });
  testing::Host host;
  EXPECT_EQ(Read(host, OptionsFor(server.url(), "api_key: {query: k, value: \"v&\"}",
                                  "paginate: {by: next, next: /next}"))
                .text,
            PeopleRows(3, 1));
}

TEST(RestHosts, RefusesWhatIsNoHost) {
  for (const char* entry : {"http://a", "a/b", "\"\"", "\"*.a\"", "\"a b\"", "\"u@h\""}) {
    testing::Host host;
    EXPECT_THROW(testing::Describe<RestSource>(
                     host, OptionsFor("http://127.0.0.1:1", std::string("hosts: [") + entry + "]")),
                 testing::Failure)
        << entry;
  }
}

TEST(RestCookies, AreKeptWithinTheRun) {
  std::vector<std::string> sent;
  ScriptedServer server([&](const Request& request, int n) {
    sent.push_back(Header(request, "cookie"));
    const char* set[] = {
        "Set-Cookie: sid=abc; Path=/; HttpOnly\r\nSet-Cookie: b=2; Path=/other\r\n",
        "Set-Cookie: sid=def; Path=/\r\nSet-Cookie: s=1; Secure\r\n",
        "Set-Cookie: sid=; Max-Age=0; Path=/\r\nSet-Cookie: bad name=1\r\n", ""};
    return Answer("200 OK", People(request.page(), 4), set[std::min(n - 1, 3)]);
  });
  testing::Host host;
  Read(host, OptionsFor(server.url() + "/api", "", "concurrency: 1"));
  EXPECT_EQ(sent, (std::vector<std::string>{"", "sid=abc", "sid=def", ""}));
  sent.clear();
  Read(host, OptionsFor(server.url() + "/api", "", "concurrency: 1"));
  EXPECT_EQ(sent[0], "") << "kept beyond the run";
}

TEST(RestRate, IsReadFromItsText) {
  using namespace std::chrono_literals;
  const std::tuple<const char*, int, std::chrono::milliseconds> good[] = {
      {"5/min", 5, 60'000ms},
      {"10/s", 10, 1000ms},
      {"1000/h", 1000, 3'600'000ms},
      {"100/10s", 100, 10'000ms},
      {"25/day", 25, 86'400'000ms}};
  for (const auto& [text, requests, period] : good) {
    const Rate rate = ParseRate(text);
    EXPECT_EQ(rate.requests, requests) << text;
    EXPECT_EQ(rate.period, period) << text;
  }
  for (const char* text : {"", "5", "0/s", "-1/s", "5/", "5/fortnight", "5 / s", "5/0s", "x/s",
                           "99999999999999999999/s", "1/9999s"})
    EXPECT_THROW(ParseRate(text), ConfigError) << text;
}

TEST(RestRate, NoPeriodSeesMore) {
  using namespace std::chrono_literals;
  RateLimit limit({3, 100ms});
  const Clock::time_point start{};
  std::vector<Clock::time_point> sent;
  for (int i = 0; i < 20; ++i) sent.push_back(limit.Take(start + i * 7ms));
  for (std::size_t i = 3; i < sent.size(); ++i) {
    EXPECT_GE(sent[i] - sent[i - 3], 100ms);
    EXPECT_GE(sent[i], sent[i - 1]);
  }
  EXPECT_EQ(sent[2], start + 14ms);
}

TEST(RestRate, IsSharedByAllFetchesAndEndsWhenCancelled) {
  ScriptedServer server(
      [](const Request& request, int) { return Json(People(request.page(), 7)); });
  testing::Host host;
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(Read(host, OptionsFor(server.url(), "rate: 3/s", "concurrency: 8")).text,
            PeopleRows(7));
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(1950));
  EXPECT_GT(host.metrics["ms waited for the rate"], 0);
  // A wait of an hour ends with the source.
  ScriptedServer slow([](const Request& request, int) { return Json(People(request.page(), 7)); });
  RestSource source(detail::ReadOptions<RestOptions>(
                        host.get(), host.Options(OptionsFor(slow.url(), "rate: 1/h"))),
                    {});
  Context context(host.get());
  RecordBatchBuilder batch(source.Open(context));
  std::thread stop([&] {
    slow.WaitForRequests(1);
    source.Cancel();
  });
  EXPECT_THROW(while (source.Read(batch) == ReadStatus::kMore){}, Cancelled);
  stop.join();
}

}  // namespace
}  // namespace etl::rest
