// SPDX-License-Identifier: Apache-2.0
// Totals that lie, and the look behind the last page that finds it out.
#include <gtest/gtest.h>

#include "plugins/rest/test_support.h"

namespace etl::rest {
namespace {

using ::testing::HasSubstr;

std::string Options(const std::string& url, const std::string& more = "") {
  return OptionsFor(url, "retries: 0",
                    "paginate: {by: page, total_pages: /total_pages" + more + "}");
}

TEST(RestTotals, ATotalThatIsTooSmallIsFound) {
  ScriptedServer server(
      [](const Request& request, int) { return Json(People(request.page(), 3)); });
  const auto failure = Fails(Options(server.url()));
  EXPECT_EQ(failure.status, ETL_DATA_ERROR);
  EXPECT_EQ(failure.position, "page 4");
  EXPECT_STREQ(failure.what(),
               "/total_pages is 3, but behind the last page there is one with records, 3 of them");
  testing::Host host;
  EXPECT_EQ(Read(host, Options(server.url(), ", probe: false")).text, PeopleRows(3));
}

TEST(RestTotals, EveryHonestEndIsOne) {
  const Response ends[] = {Answer("404 Not Found", "no"),
                           Answer("400 Bad Request", "no"),
                           Json(PageOf(3, {})),
                           Json("{\"detail\": \"Invalid page.\"}"),
                           Json(People(3, 3)),
                           Answer("204 No Content", ""),
                           Json("")};
  for (const Response& end : ends) {
    ScriptedServer server([&](const Request& request, int) {
      return request.page() > 3 ? end : Json(People(request.page(), 3));
    });
    testing::Host host;
    EXPECT_EQ(Read(host, Options(server.url())).text, PeopleRows(3)) << end.bytes;
    EXPECT_EQ(server.requests().size(), 4u);
  }
}

TEST(RestTotals, AnErrorOfTheDataIsAnEndToo) {
  ScriptedServer server([](const Request& request, int) {
    return Json(request.page() > 3 ? "{\"detail\": \"Invalid page.\"}" : People(request.page(), 3));
  });
  testing::Host host;
  EXPECT_EQ(Read(host, OptionsFor(server.url(), "",
                                  "error_if: {/detail: data}, paginate: {by: page, total_pages: "
                                  "/total_pages}"))
                .text,
            PeopleRows(3));
}

TEST(RestTotals, AServerThatFailsBehindTheLastPageIsNoEnd) {
  for (const char* status : {"500 Oops", "403 Forbidden"}) {
    ScriptedServer server([&](const Request& request, int) {
      return request.page() > 3 ? Answer(status, "") : Json(People(request.page(), 3));
    });
    EXPECT_EQ(Fails(Options(server.url())).status, ETL_ENVIRONMENT_ERROR);
  }
}

TEST(RestTotals, APageThatIsNotFullIsTheLastWithoutALook) {
  ScriptedServer server([](const Request& request, int) {
    return Json(request.page() == 3 ? PageOf(3, {User(7, "n7")}) : People(request.page(), 3));
  });
  testing::Host host;
  EXPECT_EQ(Read(host, Options(server.url())).count, 7);
  EXPECT_EQ(server.requests().size(), 3u);
}

TEST(RestTotals, ATotalThatIsTooLargeIsFound) {
  ScriptedServer server([](const Request& request, int) {
    return Json(request.page() > 3 ? PageOf(5, {}) : People(request.page(), 5));
  });
  EXPECT_THAT(Fails(Options(server.url())).what(),
              HasSubstr("/total_pages is 5, but the last 2 pages are empty"));
}

TEST(RestTotals, TheNumberOfRecordsIsHeldToAsWell) {
  for (const int total : {5, 7}) {
    ScriptedServer server([&](const Request&, int n) {
      const std::string next = n < 2 ? "\"c1\"" : "null";
      return Json("{\"total\": " + std::to_string(total) + ", \"next\": " + next +
                  ", \"users\": [" + User(n * 3 + 1, "a") + "," + User(n * 3 + 2, "b") + "," +
                  User(n * 3 + 3, "c") + "]}");
    });
    const auto failure =
        Fails(OptionsFor(server.url(), "", "paginate: {by: cursor, cursor: /next, total: /total}"));
    EXPECT_EQ(failure.status, ETL_DATA_ERROR);
    EXPECT_THAT(failure.what(), HasSubstr("/total is " + std::to_string(total) +
                                          ", but the number of records that came is 6"));
  }
}

TEST(RestTotals, PagesThatGoInACircleAreFound) {
  ScriptedServer server(
      [](const Request& request, int) { return Json(People((request.page() - 1) % 3 + 1, 1)); });
  const auto failure = Fails(OptionsFor(server.url(), "", "paginate: {by: page}"));
  EXPECT_EQ(failure.status, ETL_DATA_ERROR);
  EXPECT_EQ(failure.position, "page 4");
  EXPECT_STREQ(failure.what(), "the page is byte for byte page 1");
}

}  // namespace
}  // namespace etl::rest
