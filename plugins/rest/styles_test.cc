// SPDX-License-Identifier: Apache-2.0
// How one page leads to the next, in every style, and where that ends.
#include <gtest/gtest.h>

#include "plugins/rest/link_header.h"
#include "plugins/rest/test_support.h"

namespace etl::rest {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string Options(const std::string& url, const std::string& paginate,
                    const std::string& more = "") {
  return OptionsFor(url, "retries: 0",
                    more + (more.empty() ? "" : ", ") + "paginate: {" + paginate + "}");
}

// People `from` to `to` in a page, and more fields.
std::string Page(int from, int to, const std::string& fields = "") {
  std::string users;
  for (int id = from; id <= to; ++id)
    users += (users.empty() ? "" : ", ") + User(id, "n" + std::to_string(id));
  return "{" + fields + (fields.empty() ? "" : ", ") + "\"users\": [" + users + "]}";
}

std::string Rows(int count) { return PeopleRows(count, 1); }

std::vector<std::string> Targets(const ScriptedServer& server) {
  std::vector<std::string> out;
  for (const Request& request : server.requests()) out.push_back(request.target);
  return out;
}

int Number(const Request& request, const char* name, int absent) {
  const std::string text = request.Query(name);
  return text.empty() ? absent : std::stoi(text);
}

TEST(RestStyles, PagesUntilAnEmptyOne) {
  ScriptedServer server([](const Request& request, int) {
    return Json(request.page() > 3 ? Page(1, 0) : Page(request.page() * 2 - 1, request.page() * 2));
  });
  testing::Host host;
  EXPECT_EQ(Read(host, Options(server.url(), "by: page")).text, Rows(6));
  EXPECT_EQ(server.requests().size(), 4u);
}

TEST(RestStyles, PagesUntilAShortOne) {
  ScriptedServer server([](const Request& request, int) {
    return Json(request.page() == 3 ? Page(5, 5)
                                    : Page(request.page() * 2 - 1, request.page() * 2));
  });
  testing::Host host;
  EXPECT_EQ(
      Read(host, Options(server.url(), "by: page, size: 2, size_parameter: per_page, stop: short"))
          .text,
      Rows(5));
  EXPECT_THAT(Targets(server),
              ElementsAre("/?page=1&per_page=2", "/?page=2&per_page=2", "/?page=3&per_page=2"));
}

TEST(RestStyles, PagesWhileThereAreMore) {
  ScriptedServer server([](const Request& request, int) {
    // An empty page in the middle is none of the end.
    const int page = request.page();
    return Json(page == 2 ? Page(1, 0, "\"more\": true")
                          : Page(page == 1 ? 1 : 2, page == 1 ? 1 : 2,
                                 page == 3 ? "\"more\": false" : "\"more\": true"));
  });
  testing::Host host;
  EXPECT_EQ(Read(host, Options(server.url(), "by: page, more: /more")).text, Rows(2));
  EXPECT_EQ(server.requests().size(), 3u);
}

TEST(RestStyles, OffsetsCountWhatCame) {
  // The server gives at most two, whatever it is asked for.
  ScriptedServer server([](const Request& request, int) {
    const int from = Number(request, "offset", 0) + 1;
    return Json(Page(from, std::min(from + 1, 5)));
  });
  testing::Host host;
  EXPECT_EQ(Read(host, Options(server.url(), "by: offset, size: 100")).text, Rows(5));
  EXPECT_THAT(Targets(server), ElementsAre("/?offset=0&limit=100", "/?offset=2&limit=100",
                                           "/?offset=4&limit=100", "/?offset=5&limit=100"));
}

TEST(RestStyles, OffsetsWithATotalGoTogether) {
  ScriptedServer server([](const Request& request, int) {
    const int from = Number(request, "skip", 0) + 1;
    Response response = Json(Page(from, std::min(from + 1, 31), "\"count\": 31"));
    response.delay = std::chrono::milliseconds(5);
    return response;
  });
  testing::Host host;
  EXPECT_EQ(Read(host, Options(server.url(), "by: offset, parameter: skip, size: 2, total: /count",
                               "concurrency: 4"))
                .text,
            Rows(31));
  EXPECT_EQ(server.requests().size(), 16u);
  EXPECT_GT(server.most_in_flight(), 1);
}

TEST(RestStyles, AServerThatGivesFewerThanAskedForLeavesNoGap) {
  ScriptedServer server([](const Request& request, int) {
    const int from = Number(request, "offset", 0) + 1;
    return Json(Page(from, from, "\"count\": 31"));
  });
  const auto failure = Fails(Options(server.url(), "by: offset, size: 2, total: /count"));
  EXPECT_EQ(failure.status, ETL_DATA_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("the page has 1 records, but `size` is 2"));
}

TEST(RestStyles, CursorInTheBody) {
  ScriptedServer server([](const Request& request, int n) {
    const char* cursors[] = {"\"a&b=\"", "17", "null"};
    EXPECT_EQ(request.Query("cursor"), n == 1 ? "" : n == 2 ? "a%26b%3D" : "17");
    return Json(Page(n, n, std::string("\"meta\": {\"next\": ") + cursors[n - 1] + "}"));
  });
  testing::Host host;
  EXPECT_EQ(Read(host, Options(server.url(), "by: cursor, cursor: /meta/next")).text, Rows(3));
  EXPECT_EQ(server.requests().size(), 3u);
}

TEST(RestStyles, EveryWayOfSayingThatThereIsNoCursor) {
  for (const char* fields : {"\"next\": null", "\"next\": \"\"", "\"next\": false", "\"x\": 1"}) {
    ScriptedServer server([&](const Request&, int) { return Json(Page(1, 1, fields)); });
    testing::Host host;
    EXPECT_EQ(Read(host, Options(server.url(), "by: cursor, cursor: /next")).text, Rows(1));
    EXPECT_EQ(server.requests().size(), 1u) << fields;
  }
  ScriptedServer odd([](const Request&, int) { return Json(Page(1, 1, "\"next\": [1]")); });
  EXPECT_THAT(Fails(Options(odd.url(), "by: cursor, cursor: /next")).what(),
              HasSubstr("/next is no cursor: '[1]'"));
}

TEST(RestStyles, CursorInAHeader) {
  ScriptedServer server([](const Request& request, int n) {
    EXPECT_EQ(request.Query("after"), n == 1 ? "" : "t1");
    return Answer("200 OK", Page(n, n), n == 1 ? "X-Next: t1\r\n" : "");
  });
  testing::Host host;
  EXPECT_EQ(
      Read(host, Options(server.url(), "by: cursor, cursor_header: x-next, parameter: after")).text,
      Rows(2));
}

TEST(RestStyles, ACursorThatComesAgainIsALoop) {
  ScriptedServer server([](const Request&, int n) {
    return Json(Page(n, n, std::string("\"next\": \"") + (n % 2 ? "a" : "b") + "\""));
  });
  const auto failure = Fails(Options(server.url(), "by: cursor, cursor: /next"));
  EXPECT_EQ(failure.status, ETL_DATA_ERROR);
  EXPECT_EQ(failure.position, "page 3");
  EXPECT_THAT(failure.what(), HasSubstr("the page leads to one that was there before: 'a'"));
}

TEST(RestStyles, NextLinkInTheBody) {
  ScriptedServer server([](const Request&, int n) {
    return Json(Page(n, n,
                     n == 1   ? "\"next\": \"?p=2\""
                     : n == 2 ? "\"next\": \"/oth%2Fer/3?x=1%20#top\""
                              : "\"next\": null"));
  });
  testing::Host host;
  EXPECT_EQ(Read(host, Options(server.url() + "/v1/list", "by: next, next: /next, size: 7")).text,
            Rows(3));
  EXPECT_THAT(Targets(server),
              ElementsAre("/v1/list?limit=7", "/v1/list?p=2", "/oth%2Fer/3?x=1%20"));
}

TEST(RestStyles, LinkHeader) {
  ScriptedServer server([](const Request&, int n) {
    return Answer("200 OK", Page(n, n),
                  n < 3 ? "Link: </a?p=0>; rel=prev\r\nLink: </a?p=" + std::to_string(n + 1) +
                              ">; rel=\"last next\"\r\n"
                        : "Link: </a?p=1>; rel=\"first\"\r\n");
  });
  testing::Host host;
  EXPECT_EQ(Read(host, Options(server.url() + "/a", "by: link")).text, Rows(3));
  EXPECT_THAT(Targets(server), ElementsAre("/a", "/a?p=2", "/a?p=3"));
}

TEST(RestStyles, LinkHeadersAsTheStandardHasThem) {
  EXPECT_EQ(NextLink(""), "");
  EXPECT_EQ(NextLink("<https://a/?x=1,2;y>; rel=\"next\""), "https://a/?x=1,2;y");
  EXPECT_EQ(NextLink("<a>; title=\"x, <b>; rel=next\"; rel=prev, <c> ; REL = Next"), "c");
  EXPECT_EQ(NextLink("<a>;rel=prev,<b>;rel=next"), "b");
  EXPECT_EQ(NextLink("<a>; rel=prev; rel=next"), "");  // the second one does not count
  EXPECT_EQ(NextLink("<a>; rel=next; anchor=\"#x\", <b>; rel=next"), "b");
  EXPECT_EQ(NextLink("<a; rel=next"), "");
  EXPECT_EQ(NextLink("<a>; rel=\"nextish\", nonsense, <b>; rel=\"x next\""), "b");
  EXPECT_EQ(NextLink("<a>; rel=\"next"), "a");
  EXPECT_EQ(NextLink(",,<a>;;rel=next,"), "a");
}

TEST(RestStyles, LinksThatLeadAwayAreRefused) {
  ScriptedServer other([](const Request&, int) { return Json(Page(2, 2)); });
  for (const std::string& link : {other.url() + "/?sig=abcdef", std::string("ftp://127.0.0.1/x"),
                                  std::string("http://169.254.169.254/"), std::string("//evil/")}) {
    ScriptedServer server(
        [&](const Request&, int) { return Json(Page(1, 1, "\"next\": \"" + link + "\"")); });
    const auto failure = Fails(Options(server.url(), "by: next, next: /next"));
    EXPECT_EQ(failure.status, ETL_DATA_ERROR) << link;
    EXPECT_THAT(failure.what(), HasSubstr("the link to the next page")) << link;
    EXPECT_THAT(failure.what(), ::testing::Not(HasSubstr("abcdef")));
    EXPECT_EQ(server.requests().size(), 1u);
  }
  EXPECT_TRUE(other.requests().empty());
}

TEST(RestStyles, KeysOfTheLastRecord) {
  ScriptedServer server([](const Request& request, int) {
    const int after = Number(request, "after_id", 0);
    return Json(Page(after + 1, std::min(after + 2, 5)));
  });
  testing::Host host;
  EXPECT_EQ(
      Read(host, Options(server.url(), "by: keyset, key: /id, parameter: after_id, size: 2")).text,
      Rows(5));
  EXPECT_THAT(Targets(server), ElementsAre("/?limit=2", "/?after_id=2&limit=2",
                                           "/?after_id=4&limit=2", "/?after_id=5&limit=2"));
  ScriptedServer stuck(
      [](const Request&, int n) { return Json(Page(1, 1, "\"n\": " + std::to_string(n))); });
  EXPECT_THAT(Fails(Options(stuck.url(), "by: keyset, key: /id, parameter: after")).what(),
              HasSubstr("was there before: '1'"));
  ScriptedServer none([](const Request&, int) { return Json(Page(1, 1)); });
  EXPECT_THAT(Fails(Options(none.url(), "by: keyset, key: /nr, parameter: after")).what(),
              HasSubstr("the last record has no /nr"));
}

TEST(RestStyles, NoStyleGoesOnForEver) {
  ScriptedServer server(
      [](const Request&, int n) { return Json(Page(n, n, "\"next\": " + std::to_string(n))); });
  for (const char* paginate : {"by: page, max_pages: 5", "by: cursor, cursor: /next, max_pages: 5"})
    EXPECT_THAT(Fails(Options(server.url(), paginate)).what(),
                HasSubstr("more pages than `max_pages`, 5"));
}

TEST(RestStyles, RefusesOptionsThatContradict) {
  for (const char* paginate :
       {"by: cursor", "by: cursor, cursor: /a, cursor_header: b", "by: next",
        "by: keyset, key: /id", "by: page, cursor: /a", "by: link, parameter: x",
        "by: page, stop: short", "by: page, start: x", "by: page, start: -1",
        "by: page, size_parameter: x", "by: page, total: x", "by: page, in: body",
        "by: page, max_pages: 0", "by: page, size: -1", "by: offset, total_pages: /t"}) {
    testing::Host host;
    try {
      testing::Describe<RestSource>(host, Options("http://127.0.0.1:1", paginate));
      ADD_FAILURE() << paginate;
    } catch (const testing::Failure& failure) {
      EXPECT_EQ(failure.status, ETL_CONFIG_ERROR) << paginate;
    }
  }
}

}  // namespace
}  // namespace etl::rest
