// SPDX-License-Identifier: Apache-2.0
// A lower bound of a column becomes a parameter of the requests.
#include <gtest/gtest.h>

#include "plugins/rest/test_support.h"

namespace etl::rest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Value Int(std::int64_t value) { return {ETL_VALUE_INT, value, 0, {}}; }
Value Date(const char* day) { return {ETL_VALUE_DATE, *ParseDate(day), 0, {}}; }
Value Text(const char* text) { return {ETL_VALUE_TEXT, 0, 0, text}; }

std::string OptionsOf(const std::string& url, const std::string& type, const std::string& since,
                      const std::string& more = "") {
  return "{connection: {url: \"" + url + "\", retry_delay: 1}, since: {column: at, " + since +
         "}, " + more + (more.empty() ? "" : ", ") + "schema: {at: \"" + type + "\"}}";
}

// Path and query of the only request for the rows that meet the conditions.
std::string Asked(const std::string& type, const std::string& since,
                  const std::vector<Predicate>& predicates) {
  ScriptedServer server([](const Request&, int) { return Json("[]"); });
  testing::Host host;
  const std::string options = OptionsOf(server.url(), type, since);
  Scan wanted;
  wanted.predicates = predicates;
  const testing::Offered offered = testing::MakeOffer<RestSource>(host, options, wanted);
  EXPECT_EQ(Read(host, options, offered.accepted).count, 0);
  const std::string target = server.requests().at(0).target;
  EXPECT_EQ(offered.explain, "GET " + server.url() + target);
  return target;
}

TEST(RestSince, AsksForWhatIsAboveABound) {
  const auto above = [](const Value& value) {
    return std::vector<Predicate>{{"at", ETL_OP_GT, {value}}};
  };
  const auto from = [](const Value& value) {
    return std::vector<Predicate>{{"at", ETL_OP_GE, {value}}};
  };
  const std::string after = "parameter: after", since = "parameter: since, includes: true";
  EXPECT_EQ(Asked("bigint", after, above(Int(12))), "/?after=12");
  EXPECT_EQ(Asked("bigint", after, from(Int(12))), "/?after=11");
  EXPECT_EQ(Asked("bigint", since, above(Int(12))), "/?since=13");
  EXPECT_EQ(Asked("bigint", since, from(Int(12))), "/?since=12");
  EXPECT_EQ(Asked("bigint", after, above(Int(INT64_MIN))), "/?after=-9223372036854775808");
  EXPECT_EQ(Asked("bigint", after, from(Int(INT64_MIN))), "/?after=-9223372036854775808");
  EXPECT_EQ(Asked("bigint", since, above(Int(INT64_MAX))), "/?since=9223372036854775807");

  EXPECT_EQ(Asked("date", after, above(Date("2023-03-01"))), "/?after=2023-03-01");
  EXPECT_EQ(Asked("date", after, from(Date("2023-03-01"))), "/?after=2023-02-28");
  EXPECT_EQ(Asked("date", since, above(Date("2023-03-01"))), "/?since=2023-03-02");
  EXPECT_EQ(Asked("date", after + ", format: compact", above(Date("2023-03-01"))),
            "/?after=20230301");
  EXPECT_EQ(Asked("date", after + ", format: unix", above(Date("1970-01-02"))), "/?after=86400");
  EXPECT_EQ(Asked("date", after + ", format: unix_ms", above(Date("1969-12-31"))),
            "/?after=-86400000");
  EXPECT_EQ(Asked("date", after + ", format: datetime", above(Date("2023-03-01"))),
            "/?after=2023-03-01T00%3A00%3A00Z");

  // A bound of times is a day.
  EXPECT_EQ(Asked("timestamptz", since, from(Date("2023-03-01"))),
            "/?since=2023-03-01T00%3A00%3A00Z");
  EXPECT_EQ(Asked("timestamptz", after, from(Date("2023-03-01"))),
            "/?after=2023-02-28T23%3A59%3A59Z");
  EXPECT_EQ(Asked("timestamp", after + ", format: date", from(Date("2023-03-01"))),
            "/?after=2023-02-28");
  EXPECT_EQ(Asked("timestamp", after + ", format: unix", from(Date("1970-01-01"))), "/?after=-1");

  EXPECT_EQ(Asked("string", after, above(Text("a b&c"))), "/?after=a%20b%26c");
  EXPECT_EQ(Asked("decimal(9,2)", after, above({ETL_VALUE_DECIMAL, 0, 0, "1.50"})), "/?after=1.50");
  EXPECT_EQ(Asked("decimal(9,2)", since, from(Int(3))), "/?since=3");
  EXPECT_EQ(Asked("bigint", after + ", value: \"gt:{since}\"", above(Int(12))), "/?after=gt%3A12");
}

TEST(RestSince, TakesTheGreatestOfSeveralBounds) {
  EXPECT_EQ(
      Asked(
          "bigint", "parameter: after",
          {{"at", ETL_OP_GT, {Int(3)}}, {"at", ETL_OP_GE, {Int(9)}}, {"at", ETL_OP_GT, {Int(5)}}}),
      "/?after=8");
}

// What it cannot say without losing a row it does not say, and all records come.
TEST(RestSince, LeavesOutWhatWouldLoseRows) {
  EXPECT_EQ(Asked("bigint", "parameter: after", {}), "/");
  for (const Predicate& predicate : std::vector<Predicate>{{"at", ETL_OP_LT, {Int(1)}},
                                                           {"at", ETL_OP_EQ, {Int(1)}},
                                                           {"at", ETL_OP_NE, {Int(1)}},
                                                           {"at", ETL_OP_IS_NOT_NULL, {}},
                                                           {"at", ETL_OP_GT, {Text("1")}}})
    EXPECT_EQ(Asked("bigint", "parameter: after", {predicate}), "/") << predicate.op;
  EXPECT_EQ(Asked("string", "parameter: after", {{"at", ETL_OP_GE, {Text("x")}}}), "/");
  EXPECT_EQ(Asked("decimal(9,2)", "parameter: after",
                  {{"at", ETL_OP_GE, {{ETL_VALUE_DECIMAL, 0, 0, "1.50"}}}}),
            "/");
}

std::vector<std::string> Targets(const ScriptedServer& server) {
  std::vector<std::string> out;
  for (const Request& request : server.requests()) out.push_back(request.target);
  return out;
}

TEST(RestSince, GoesWithEveryPageAndIsTheFirstKeyOfAKeyset) {
  const auto ids = [](int from) {
    return Json(from > 8 ? "[]"
                         : "[{\"at\": " + std::to_string(from) +
                               "}, {\"at\": " + std::to_string(from + 1) + "}]");
  };
  const std::vector<Predicate> news{{"at", ETL_OP_GT, {Int(4)}}};
  testing::Host host;
  {
    ScriptedServer server(
        [&](const Request& request, int) { return ids(std::stoi(request.Query("after")) + 1); });
    const std::string options =
        OptionsOf(server.url(), "bigint", "parameter: after",
                  "paginate: {by: keyset, key: /at, parameter: after, start: 0}");
    EXPECT_EQ(Read(host, options, {{}, news}).text, "5\n6\n7\n8\n");
    EXPECT_THAT(Targets(server), ElementsAre("/?after=4", "/?after=6", "/?after=8"));
  }
  {
    ScriptedServer server(
        [&](const Request& request, int) { return ids(5 + 2 * request.page() - 2); });
    const std::string options = OptionsOf(server.url(), "bigint", "parameter: after",
                                          "concurrency: 1, paginate: {by: page}");
    EXPECT_EQ(Read(host, options, {{}, news}).text, "5\n6\n7\n8\n");
    EXPECT_THAT(Targets(server),
                ElementsAre("/?page=1&after=4", "/?page=2&after=4", "/?page=3&after=4"));
  }
  {
    ScriptedServer server([&](const Request&, int) { return Json("[]"); });
    const std::string options =
        OptionsOf(server.url(), "bigint", "parameter: /range/after, in: body",
                  "method: POST, body: \"{\\\"range\\\": {}}\"");
    Read(host, options, {{}, news});
    EXPECT_EQ(server.requests().at(0).body, "{\"range\":{\"after\":4}}");
  }
}

TEST(RestSince, RefusesWhatCannotBe) {
  const auto refused = [](const std::string& type, const std::string& since,
                          const std::string& more = "") {
    testing::Host host;
    try {
      testing::Describe<RestSource>(host, OptionsOf("http://127.0.0.1:1", type, since, more));
    } catch (const testing::Failure& failure) {
      EXPECT_EQ(failure.status, ETL_CONFIG_ERROR);
      return std::string(failure.what());
    }
    return std::string("fine");
  };
  EXPECT_EQ(refused("bigint", "parameter: after"), "fine");
  EXPECT_THAT(refused("bool", "parameter: after"), HasSubstr("'at' is bool"));
  EXPECT_THAT(refused("bigint", "parameter: after, format: unix"),
              HasSubstr("`format` of `since` is for dates and times"));
  EXPECT_THAT(refused("bigint", "parameter: after, value: x"), HasSubstr("has no {since}"));
  EXPECT_THAT(refused("bigint", "parameter: after, in: body"), HasSubstr("`method: POST`"));
  EXPECT_THAT(refused("bigint", "parameter: after", "query: {after: 1}"),
              HasSubstr("`after` is a parameter of the query already"));
  EXPECT_THAT(refused("bigint", "parameter: page", "paginate: {by: page}"),
              HasSubstr("`page` is a parameter of the paging already"));
  testing::Host host;
  try {
    testing::Describe<RestSource>(host,
                                  "{connection: {url: \"http://127.0.0.1:1\"}, since: {column: x, "
                                  "parameter: p}, schema: {id: int}}");
    ADD_FAILURE();
  } catch (const testing::Failure& failure) {
    EXPECT_THAT(failure.what(), HasSubstr("`since` names no column of the schema: 'x'"));
  }
}

}  // namespace
}  // namespace etl::rest
