// SPDX-License-Identifier: Apache-2.0
// What a server says with a status: retries, refusals, redirects.
#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>
#include <Poco/Timestamp.h>
#include <gtest/gtest.h>

#include "plugins/rest/test_support.h"

namespace etl::rest {
namespace {

using std::chrono::steady_clock;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(RestStatus, RetriesWhatMayPass) {
  for (const char* status : {"408 Request Timeout", "425 Too Early", "429 Too Many Requests",
                             "500 Internal Server Error", "502 Bad Gateway",
                             "503 Service Unavailable", "504 Gateway Timeout"}) {
    ScriptedServer server([&](const Request& request, int n) {
      return n <= 2 ? Answer(status, "oops") : Json(People(request.page(), 1));
    });
    testing::Host host;
    EXPECT_EQ(Read(host, OptionsFor(server.url())).text, PeopleRows(1)) << status;
    EXPECT_EQ(host.metrics["requests"], 3);
    EXPECT_EQ(host.metrics["retries"], 2);
    EXPECT_EQ(server.requests().size(), 3u);
  }
}

TEST(RestStatus, GivesUpAfterTheRetries) {
  ScriptedServer server([](const Request& request, int) {
    return request.page() == 7 ? Answer("500 Internal Server Error", "")
                               : Json(People(request.page(), 16));
  });
  testing::Host host;
  const auto failure = Fails(host, OptionsFor(server.url(), "retries: 3", "concurrency: 16"));
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_EQ(std::string(failure.what()),
            "cannot get page 7 after 4 tries: GET " + server.url() +
                "/?page=7: the server answered 500 Internal Server Error");
  EXPECT_EQ(host.metrics["retries"], 3);
}

TEST(RestStatus, RowsBeforeAFailedPageHaveTheirOrder) {
  ScriptedServer server([](const Request& request, int) {
    Response response =
        request.page() == 5 ? Answer("404 Not Found", "") : Json(People(request.page(), 16));
    response.delay = std::chrono::milliseconds(request.page() == 2 ? 30 : 0);
    return response;
  });
  testing::Host host;
  host.set_batch_rows(3);
  RestSource source(detail::ReadOptions<RestOptions>(
                        host.get(), host.Options(OptionsFor(server.url(), "", "concurrency: 8"))),
                    {});
  Context context(host.get());
  const Schema schema = source.Open(context);
  testing::Rows rows;
  EXPECT_THROW(
      for (;;) {
        RecordBatchBuilder batch(schema, context.batch_limits());
        source.Read(batch);
        rows.Add(batch.Finish());
      },
      EnvironmentError);
  EXPECT_EQ(rows.text, PeopleRows(4));
}

TEST(RestStatus, RefusalsAreNotRetried) {
  for (const char* status : {"400 Bad Request", "401 Unauthorized", "403 Forbidden",
                             "404 Not Found", "410 Gone", "501 Nope"})
    for (const int bad_page : {1, 7}) {
      ScriptedServer server([&](const Request& request, int) {
        return request.page() == bad_page ? Answer(status, "{\"error\": \"go\x1b away\"}")
                                          : Json(People(request.page(), 8));
      });
      testing::Host host;
      const auto failure = Fails(host, OptionsFor(server.url()));
      EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
      EXPECT_THAT(failure.what(),
                  AllOf(HasSubstr("cannot get page " + std::to_string(bad_page) + " after 1 try"),
                        HasSubstr(std::string("the server answered ") + status),
                        HasSubstr("go\\x1b away")));
      EXPECT_EQ(host.metrics["retries"], 0);
      if (std::string(status).starts_with("40") && status[2] != '0' && status[2] != '4') {
        EXPECT_THAT(failure.hint, AllOf(HasSubstr("bearer"), HasSubstr("api_key")));
      }
    }
}

TEST(RestStatus, AnswersWithoutABodyOrAReason) {
  for (const char* status : {"204 No Content", "304 Not Modified"}) {
    ScriptedServer server([&](const Request&, int) {
      Response response;
      response.bytes = std::string("HTTP/1.1 ") + status + "\r\n\r\n";
      return response;
    });
    const auto start = steady_clock::now();
    EXPECT_THAT(Fails(OptionsFor(server.url())).what(), HasSubstr(status));
    EXPECT_LT(steady_clock::now() - start, std::chrono::milliseconds(3000));
  }
  for (const char* status : {"200", "200 "}) {
    ScriptedServer server(
        [&](const Request& request, int) { return Answer(status, People(request.page(), 2)); });
    testing::Host host;
    EXPECT_EQ(Read(host, OptionsFor(server.url())).text, PeopleRows(2));
  }
  ScriptedServer interim([](const Request& request, int) {
    Response response = Json(People(request.page(), 2));
    response.bytes.insert(0, "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");
    return response;
  });
  testing::Host host;
  EXPECT_EQ(Read(host, OptionsFor(interim.url())).text, PeopleRows(2));
}

TEST(RestStatus, HonoursRetryAfter) {
  for (const bool date : {false, true}) {
    Poco::Timestamp soon;
    soon += 2 * Poco::Timestamp::resolution();
    const std::string after =
        date ? Poco::DateTimeFormatter::format(soon, Poco::DateTimeFormat::HTTP_FORMAT) : "1";
    ScriptedServer server([&](const Request& request, int n) {
      return n == 1 ? Answer("429 Too Many Requests", "", "Retry-After: " + after + "\r\n")
                    : Json(People(request.page(), 1));
    });
    testing::Host host;
    const auto start = steady_clock::now();
    EXPECT_EQ(Read(host, OptionsFor(server.url())).text, PeopleRows(1));
    EXPECT_GT(steady_clock::now() - start, std::chrono::milliseconds(900)) << after;
  }
}

TEST(RestStatus, RefusesARetryAfterBeyondItsLimit) {
  for (const char* after :
       {"61", "315360000", "99999999999999999999", "Fri, 01 Jan 2100 00:00:00 GMT"}) {
    ScriptedServer server([&](const Request&, int) {
      return Answer("503 Service Unavailable", "", std::string("Retry-After: ") + after + "\r\n");
    });
    const auto failure = Fails(OptionsFor(server.url()));
    EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
    EXPECT_THAT(failure.what(), AllOf(HasSubstr(after), HasSubstr("max_retry_after")));
    EXPECT_EQ(server.requests().size(), 1u);
  }
}

TEST(RestStatus, IgnoresARetryAfterThatIsNone) {
  for (const char* after : {"-5", "soon", "", "Fri, 01 Jan 1999 00:00:00 GMT"}) {
    ScriptedServer server([&](const Request& request, int n) {
      return n == 1 ? Answer("503 x", "", std::string("Retry-After: ") + after + "\r\n")
                    : Json(People(request.page(), 1));
    });
    testing::Host host;
    EXPECT_EQ(Read(host, OptionsFor(server.url())).text, PeopleRows(1));
    EXPECT_THAT(host.logs.at(0), HasSubstr("next try in 1 ms")) << after;
  }
}

TEST(RestStatus, FollowsRedirectsOnTheSameServer) {
  ScriptedServer server([](const Request& request, int) {
    if (request.target.starts_with("/old"))
      return Answer("301 Moved Permanently", "moved",
                    "Location: /new" + request.target.substr(4) + "\r\n");
    EXPECT_EQ(request.headers.at("authorization"), "Bearer abc123");
    return Json(People(request.page(), 3));
  });
  testing::Host host;
  EXPECT_EQ(Read(host, OptionsFor(server.url() + "/old", "bearer: abc123")).text, PeopleRows(3));
  EXPECT_EQ(server.requests()[1].target, "/new?page=1");
}

TEST(RestStatus, RefusesOtherRedirects) {
  ScriptedServer other([](const Request&, int) { return Json(People(1, 1)); });
  for (const std::string& location :
       {std::string("file:///etc/passwd"), std::string("ftp://127.0.0.1/x"),
        std::string("gopher:x"), std::string("http://169.254.169.254/latest/meta-data"),
        std::string("//example.com/"), std::string("http://localhost/"), other.url() + "/",
        std::string("http://[bad"), std::string(), std::string("http://u:p@127.0.0.1/"),
        std::string("http://2130706433/")}) {
    ScriptedServer server([&](const Request&, int) {
      return Answer("302 Found", "", "Location: " + location + "\r\n");
    });
    const auto failure = Fails(OptionsFor(server.url(), "bearer: abc123"));
    EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR) << location;
    EXPECT_THAT(failure.what(), HasSubstr("redirected to ")) << location;
    EXPECT_EQ(server.requests().size(), 1u) << location;
  }
  EXPECT_TRUE(other.requests().empty());
  ScriptedServer loop([](const Request&, int) {
    return Answer("307 Temporary Redirect", "", "Location: /again\r\n");
  });
  EXPECT_THAT(Fails(OptionsFor(loop.url())).what(), HasSubstr("more than 5 redirects"));
  EXPECT_EQ(loop.requests().size(), 6u);
}

}  // namespace
}  // namespace etl::rest
