// SPDX-License-Identifier: Apache-2.0
// Pages: their order, their number, what is asked of the server, and what a lying total does.
#include <gtest/gtest.h>

#include <random>

#include "plugins/rest/test_support.h"

namespace etl::rest {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(RestPaging, ReadsAllPagesInOrderWhateverTheirDelays) {
  std::mt19937 random(7);
  ScriptedServer server([&](const Request& request, int) {
    Response response = Json(People(request.page(), 40));
    response.delay = std::chrono::milliseconds(random() % 8);
    return response;
  });
  testing::Host host;
  host.set_batch_rows(5);
  const auto rows = Read(host, OptionsFor(server.url(), "", "concurrency: 8"));
  EXPECT_EQ(rows.text, PeopleRows(40));
  EXPECT_EQ(host.metrics["requests"], 40);
  EXPECT_GT(host.metrics["bytes"], 40 * 100);
  EXPECT_EQ(host.metrics["retries"], 0);
  EXPECT_GT(server.most_in_flight(), 1);
  EXPECT_LE(server.most_in_flight(), 8);
  const auto requests = server.requests();
  EXPECT_EQ(requests[0].target, "/?page=1");
  for (const Request& request : requests) EXPECT_LE(request.connection, 8) << "no keep-alive";
}

TEST(RestPaging, FetchesOnlyPageByPageWhenMemoryIsShort) {
  const std::string padding(1000 * 1024, ' ');
  ScriptedServer server(
      [&](const Request& request, int) { return Json(People(request.page(), 12) + padding); });
  testing::Host host;
  host.memory_left = 0;
  EXPECT_EQ(Read(host, OptionsFor(server.url(), "", "concurrency: 8")).text, PeopleRows(12));
  EXPECT_EQ(host.memory_left, 0);
  EXPECT_LE(server.most_in_flight(), 5);
}

TEST(RestPaging, GivesBackItsMemory) {
  const std::string padding(3 << 20, ' ');
  ScriptedServer server(
      [&](const Request& request, int) { return Json(People(request.page(), 6) + padding); });
  testing::Host host;
  const auto before = host.memory_left;
  EXPECT_EQ(Read(host, OptionsFor(server.url())).text, PeopleRows(6));
  EXPECT_EQ(host.memory_left, before);
}

TEST(RestPaging, WithoutPaginateThereIsOnePage) {
  ScriptedServer server([](const Request&, int) { return Json("[{\"id\": 1, \"name\": \"a\"}]"); });
  testing::Host host;
  const auto rows = Read(host, "{connection: {url: \"" + server.url() +
                                   "/v1/\"}, path: people, query: {city: \"Köln & Bonn\"}, "
                                   "schema: {id: int, name: string}}");
  EXPECT_EQ(rows.text, "1|a\n");
  ASSERT_EQ(server.requests().size(), 1u);
  EXPECT_EQ(server.requests()[0].target, "/v1/people?city=K%C3%B6ln%20%26%20Bonn");
}

TEST(RestPaging, StartsWhereTheOptionsSay) {
  ScriptedServer server([](const Request& request, int) {
    return Json(People(std::stoi(request.Query("p")) + 1, 3));
  });
  testing::Host host;
  const auto rows = Read(
      host,
      OptionsFor(
          server.url(), "",
          "paginate: {by: page, total_pages: /total_pages, parameter: p, start: 0, probe: false}"));
  EXPECT_EQ(rows.text, PeopleRows(3));
}

TEST(RestPaging, NoPagesAndEmptyPagesAreFine) {
  ScriptedServer none([](const Request&, int) { return Json(PageOf(0, {})); });
  testing::Host host;
  EXPECT_EQ(Read(host, OptionsFor(none.url())).count, 0);
  EXPECT_EQ(none.requests().size(), 1u);
  ScriptedServer holes([](const Request& request, int) {
    return Json(request.page() % 2 ? PageOf(5, {}) : PageOf(5, {User(request.page(), "a")}));
  });
  EXPECT_EQ(Read(host, OptionsFor(holes.url())).text, "2|a\n4|a\n");
}

TEST(RestPaging, RefusesATotalThatIsNone) {
  for (const char* total : {"\"3\"", "-1", "1.5", "null", "[]", "1e300"}) {
    ScriptedServer server([&](const Request&, int) {
      return Json(std::string("{\"total_pages\": ") + total + ", \"users\": []}");
    });
    const auto failure = Fails(OptionsFor(server.url()));
    EXPECT_EQ(failure.status, ETL_DATA_ERROR) << total;
    EXPECT_EQ(failure.position, "page 1");
    EXPECT_THAT(failure.what(), HasSubstr("/total_pages is no number of pages"));
  }
  ScriptedServer missing([](const Request&, int) { return Json("{\"users\": []}"); });
  EXPECT_THAT(Fails(OptionsFor(missing.url())).what(), HasSubstr("no /total_pages"));
}

TEST(RestPaging, RefusesATotalThatChanges) {
  ScriptedServer server([](const Request& request, int) {
    return Json(People(request.page(), request.page() == 4 ? 12 : 10));
  });
  const auto failure = Fails(OptionsFor(server.url()));
  EXPECT_EQ(failure.status, ETL_DATA_ERROR);
  EXPECT_EQ(failure.position, "page 4");
  EXPECT_STREQ(failure.what(), "the number of pages changed from 10 to 12 while reading");
}

TEST(RestPaging, RefusesMorePagesThanAllowedAndRecordsOnNone) {
  ScriptedServer server([](const Request&, int) { return Json(People(1, 1000)); });
  const auto failure = Fails(OptionsFor(
      server.url(), "", "paginate: {by: page, total_pages: /total_pages, max_pages: 999}"));
  EXPECT_EQ(failure.status, ETL_DATA_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("there are 1000 pages, more than `max_pages`, 999"));
  ScriptedServer zero([](const Request&, int) { return Json(People(1, 0)); });
  EXPECT_THAT(Fails(OptionsFor(zero.url())).what(), HasSubstr("0 pages, but here are 3 records"));
}

TEST(RestPaging, DetectsAPageThatComesAgain) {
  ScriptedServer server([](const Request&, int) { return Json(People(1, 5)); });
  const auto failure = Fails(OptionsFor(server.url()));
  EXPECT_EQ(failure.status, ETL_DATA_ERROR);
  EXPECT_EQ(failure.position, "page 2");
  EXPECT_THAT(failure.what(), HasSubstr("byte for byte"));
  EXPECT_THAT(failure.hint, HasSubstr("`page`"));
}

TEST(RestPaging, APageOutOfPlaceIsFoundByItsOrderNotHere) {
  // Page 3 gives what page 2 gave, with another total layout: only the order check can tell.
  ScriptedServer server([](const Request& request, int) {
    return Json(request.page() == 3 ? People(2, 3) + " " : People(request.page(), 3));
  });
  testing::Host host;
  EXPECT_EQ(Read(host, OptionsFor(server.url())).count, 9);
}

TEST(RestPaging, LocatesARow) {
  ScriptedServer server([](const Request& request, int) {
    return Json(request.page() == 2 ? PageOf(3, {}) : People(request.page(), 3));
  });
  testing::Host host;
  RestSource source(
      detail::ReadOptions<RestOptions>(host.get(), host.Options(OptionsFor(server.url()))), {});
  Context context(host.get());
  RecordBatchBuilder batch(source.Open(context));
  while (source.Read(batch) == ReadStatus::kMore) {
  }
  EXPECT_EQ(batch.num_rows(), 6);
  EXPECT_EQ(source.Locate(0), "page 1, record 1");
  EXPECT_EQ(source.Locate(2), "page 1, record 3");
  EXPECT_EQ(source.Locate(3), "page 3, record 1");
  EXPECT_EQ(source.Locate(5), "page 3, record 3");
}

TEST(RestPaging, PlanKnowsTheSchemaAndAsksNobody) {
  testing::Host host;
  const std::string options =
      "{connection: {url: \"http://me:hunter2@api.invalid/v1\", api_key: {query: key, value: "
      "s3cret}}, paginate: {by: page, total_pages: /total_pages}, records: /users, "
      "schema: {id: int, name: varchar(50), born: date}}";
  const auto described = testing::Describe<RestSource>(host, options);
  EXPECT_EQ(described.schema->names(), (std::vector<std::string>{"id", "name", "born"}));
  EXPECT_EQ((*described.schema)[1].max_chars, 50);
  EXPECT_GT(described.minimum_memory, 0);
  Scan wanted;
  wanted.columns = std::vector<std::string>{"born", "id"};
  const auto offered = testing::MakeOffer<RestSource>(host, options, wanted);
  EXPECT_TRUE(offered.columns);
  EXPECT_EQ(offered.schema->names(), (std::vector<std::string>{"id", "born"}));
  EXPECT_EQ(offered.explain,
            "GET http://api.invalid/v1?key=***&page=1 … (pages 1 to the total at /total_pages, 4 "
            "in flight)");
  wanted.columns.emplace();
  EXPECT_FALSE(testing::MakeOffer<RestSource>(host, options, wanted).columns);
}

}  // namespace
}  // namespace etl::rest
