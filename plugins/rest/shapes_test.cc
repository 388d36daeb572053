// SPDX-License-Identifier: Apache-2.0
// Records in every shape, columns from around them, numbers as text, errors that come as answers.
#include <gtest/gtest.h>

#include "plugins/rest/test_support.h"
#include "tests/support/http/stocks_server.h"

namespace etl::rest {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Options(const std::string& url, const std::string& step) {
  return "{connection: {url: \"" + url + "\", retries: 1, retry_delay: 1}, " + step + "}";
}

std::string ReadAs(const std::string& body, const std::string& step) {
  ScriptedServer server([&](const Request&, int) { return Json(body); });
  testing::Host host;
  return Read(host, Options(server.url(), step)).text;
}

testing::Failure FailsAs(const std::string& body, const std::string& step) {
  ScriptedServer server([&](const Request&, int) { return Json(body); });
  return Fails(Options(server.url(), step));
}

const std::string kMap = "records: /d, shape: map, key: day, schema: {v: int, day: date}";

TEST(RestShapes, AMapGivesItsKeys) {
  EXPECT_EQ(ReadAs("{\"d\": {\"2023-06-02\": {\"v\": 1}, \"2023-06-01\": {\"v\": null}}}", kMap),
            "1|2023-06-02\nnull|2023-06-01\n");
  EXPECT_EQ(ReadAs("{\"d\": {}}", kMap), "");
  EXPECT_EQ(ReadAs("{\"x\": {\"v\": 1}}", "shape: map, schema: {v: int}"), "1\n");
  const auto key = FailsAs("{\"d\": {\"2023-06-02\": {\"v\": 1}, \"soon\": {\"v\": 1}}}", kMap);
  EXPECT_STREQ(key.what(), "the key is no date: 'soon'");
  EXPECT_EQ(key.column, "day");
  EXPECT_EQ(key.row, 1);
  EXPECT_STREQ(FailsAs("{\"d\": {\"2023-06-02\": {\"v\": \"x\"}}}", kMap).what(),
               "/d/2023-06-02/v: expected int, found text: 'x'");
  EXPECT_STREQ(FailsAs("{\"d\": [1]}", kMap).what(),
               "/d is no object of records but a list: '[1]'");
  EXPECT_STREQ(FailsAs("{\"d\": {\"2023-06-02\": 5}}", kMap).what(),
               "the record is no object but an integer: 5");
}

TEST(RestShapes, OneObjectIsOneRow) {
  EXPECT_EQ(ReadAs("{\"d\": {\"a\": {\"v\": 3}}}",
                   "records: /d, shape: object, schema: {v: {type: int, path: /a/v}}"),
            "3\n");
  EXPECT_STREQ(FailsAs("{\"d\": {}}", "records: /d, shape: object, schema: {v: int}").what(),
               "/d/v is missing");
  EXPECT_STREQ(FailsAs("[]", "shape: object, schema: {v: int}").what(),
               "the answer is no record but a list: '[]'");
}

TEST(RestShapes, ListsOfColumnsGiveRows) {
  const std::string step =
      "records: /d, shape: columns, schema: {t: int, c: {type: double, path: /q/close}, o: {type: "
      "string, optional: true}}";
  EXPECT_EQ(ReadAs("{\"d\": {\"t\": [1, 2], \"q\": {\"close\": [0.5, null]}}}", step),
            "1|0.5|null\n2|null|null\n");
  EXPECT_EQ(ReadAs("{\"d\": {\"t\": [], \"q\": {\"close\": []}, \"o\": []}}", step), "");
  EXPECT_STREQ(FailsAs("{\"d\": {\"t\": [1, 2], \"q\": {\"close\": [0.5]}}}", step).what(),
               "/d/q/close has 1 values, but /d/t has 2");
  EXPECT_STREQ(FailsAs("{\"d\": {\"t\": [1], \"q\": {}}}", step).what(), "/d/q/close is missing");
  EXPECT_STREQ(FailsAs("{\"d\": {\"t\": 1, \"q\": {\"close\": []}}}", step).what(),
               "/d/t is no list but an integer: 1");
  const auto value = FailsAs("{\"d\": {\"t\": [1, \"x\"], \"q\": {\"close\": [1, 2]}}}", step);
  EXPECT_STREQ(value.what(), "/d/t/1: expected int, found text: 'x'");
  EXPECT_EQ(value.position, "record 2");
}

TEST(RestShapes, LinesAreRecords) {
  const std::string step = "shape: lines, schema: {v: int}";
  EXPECT_EQ(ReadAs("\xef\xbb\xbf{\"v\": 1}\n\n {\"v\":\t2}\r\n{\"v\": 3}", step), "1\n2\n3\n");
  EXPECT_EQ(ReadAs("", step), "");
  EXPECT_EQ(ReadAs("\n \n", step), "");
  const auto bad = FailsAs("{\"v\": 1}\n{\"v\": 2\n", step);
  EXPECT_THAT(bad.what(), HasSubstr("line 2 is no valid JSON"));
  const auto typed = FailsAs("{\"v\": 1}\n\n{\"v\": \"x\"}\n", step);
  EXPECT_STREQ(typed.what(), "/v: expected int, found text: 'x'");
  EXPECT_EQ(typed.position, "line 3");
  EXPECT_EQ(typed.row, 1);
  for (const char* line : {"{\"v\": 1} {\"v\": 2}", "[1]", "{\"v\": 01}", "\xff"})
    EXPECT_EQ(FailsAs(line, step).status, ETL_DATA_ERROR) << line;
}

TEST(RestShapes, LinesArePagedAndACutMayHide) {
  ScriptedServer server([](const Request& request, int) {
    const int after = request.Query("after").empty() ? 0 : std::stoi(request.Query("after"));
    std::string body;
    for (int id = after + 1; id <= std::min(after + 2, 3); ++id)
      body += "{\"v\": " + std::to_string(id) + "}\n";
    return ToTheEnd(body);
  });
  testing::Host host;
  EXPECT_EQ(Read(host, Options(server.url(),
                               "shape: lines, schema: {v: int}, paginate: {by: keyset, key: /v, "
                               "parameter: after}"))
                .text,
            "1\n2\n3\n");
  ASSERT_EQ(host.logs.size(), 1u);
  EXPECT_THAT(host.logs[0], HasSubstr("page 1 has no length"));
}

TEST(RestShapes, TheEnvelopeGoesIntoEachRow) {
  const std::string step =
      "records: /d, envelope: {zone: /meta/zone, at: /at}, schema: {zone: {type: varchar(3), "
      "optional: true}, v: int, at: date}";
  EXPECT_EQ(ReadAs("{\"at\": \"2023-06-02\", \"meta\": {\"zone\": \"UTC\"}, \"d\": [{\"v\": 1}, "
                   "{\"v\": 2}]}",
                   step),
            "UTC|1|2023-06-02\nUTC|2|2023-06-02\n");
  EXPECT_EQ(ReadAs("{\"at\": \"2023-06-02\", \"d\": [{\"v\": 1}]}", step), "null|1|2023-06-02\n");
  EXPECT_STREQ(FailsAs("{\"d\": []}", step).what(), "the answer has no /at");
  EXPECT_THAT(FailsAs("{\"at\": 5, \"d\": []}", step).what(), HasSubstr("/at: expected date"));
  EXPECT_THAT(
      FailsAs("{\"at\": \"2023-06-02\", \"meta\": {\"zone\": \"CEST\"}, \"d\": []}", step).what(),
      HasSubstr("4 characters do not fit into varchar(3)"));
}

TEST(RestShapes, OnlyWantedColumnsAreBuiltWhereverTheyComeFrom) {
  ScriptedServer server([&](const Request&, int) {
    return Json("{\"at\": \"2023-06-02\", \"d\": {\"k1\": {\"a\": 1, \"b\": 2}}}");
  });
  const std::string options = Options(
      server.url(),
      "records: /d, shape: map, key: k, envelope: {at: /at}, schema: {a: int, k: string, b: "
      "int, at: date}");
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{"at", "b"}, "2|2023-06-02\n"}, {{"k"}, "k1\n"}, {{"a"}, "1\n"}, {{"b", "k"}, "k1|2\n"}};
  for (const auto& [columns, expected] : cases) {
    testing::Host host;
    Scan scan;
    scan.columns = columns;
    EXPECT_EQ(Read(host, options, scan).text, expected);
  }
}

TEST(RestShapes, NumbersMayBeTexts) {
  const auto read = [](const std::string& value, const std::string& type) {
    return ReadAs("[{\"v\": " + value + "}]", "text_numbers: true, schema: {v: \"" + type + "\"}");
  };
  EXPECT_EQ(read("\"5375796\"", "bigint"), "5375796\n");
  EXPECT_EQ(read("\"-5\"", "int"), "-5\n");
  EXPECT_EQ(read("\"18446744073709551615\"", "ubigint"), "18446744073709551615\n");
  EXPECT_EQ(read("\"132.42\"", "decimal(10,4)"), "132.4200\n");
  EXPECT_EQ(read("\"0.1\"", "double"), "0.1\n");
  EXPECT_EQ(read("\"true\"", "bool"), "true\n");
  EXPECT_EQ(read("7", "int"), "7\n");
  EXPECT_EQ(read("\"x\"", "string"), "x\n");
  EXPECT_EQ(read("\"2023-06-02\"", "date"), "2023-06-02\n");
  EXPECT_EQ(read("\"x\"", "json"), "\"x\"\n");
  for (const auto& [value, type] : {std::pair("\"\"", "int"),
                                    {"\"12a\"", "int"},
                                    {"\"+5\"", "int"},
                                    {"\"inf\"", "double"},
                                    {"\"nan\"", "double"},
                                    {"\" 5\"", "int"},
                                    {"\"1.23456\"", "decimal(10,4)"},
                                    {"\"None\"", "bigint"},
                                    {"\"2147483648\"", "int"},
                                    {"\"yes\"", "bool"}})
    EXPECT_EQ(FailsAs(std::string("[{\"v\": ") + value + "}]",
                      std::string("text_numbers: true, schema: {v: \"") + type + "\"}")
                  .status,
              ETL_DATA_ERROR)
        << value;
  EXPECT_STREQ(FailsAs("[{\"v\": \"12a\"}]", "text_numbers: true, schema: {v: int}").what(),
               "/0/v: no int: '12a'");
}

const std::string kErrors =
    "records: /d, schema: {v: int}, error_if: {/Note: retry, /error/code: environment, \"/Error "
    "Message\": data}";

TEST(RestAnswers, ANoteIsTriedAgain) {
  ScriptedServer server([](const Request&, int n) {
    return Json(n < 2 ? "{\"Note\": \"slow down\\u001b\"}"
                      : "{\"Note\": null, \"d\": [{\"v\": 1}]}");
  });
  testing::Host host;
  EXPECT_EQ(Read(host, Options(server.url(), kErrors)).text, "1\n");
  EXPECT_EQ(host.metrics["retries"], 1);
  EXPECT_THAT(host.logs.at(0), HasSubstr("the answer is an error, /Note: 'slow down\\x1b'"));
}

TEST(RestAnswers, EachErrorHasItsClass) {
  const auto note = FailsAs("{\"Note\": \"slow\"}", kErrors);
  EXPECT_EQ(note.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(note.what(), AllOf(HasSubstr("after 2 tries"), HasSubstr("/Note: 'slow'")));
  const auto code = FailsAs("{\"error\": {\"code\": 7}}", kErrors);
  EXPECT_EQ(code.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(code.what(), AllOf(HasSubstr("after 1 try"), HasSubstr("/error/code: '7'")));
  const auto data = FailsAs("{\"Error Message\": \"" + std::string(500, 'x') + "\"}", kErrors);
  EXPECT_EQ(data.status, ETL_DATA_ERROR);
  EXPECT_THAT(data.what(), AllOf(HasSubstr("/Error Message: 'xxx"), HasSubstr("…'")));
  // Written with an escape the key is the same.
  const auto escaped = FailsAs("{\"N\\u006fte\": \"slow\"}", kErrors);
  EXPECT_EQ(escaped.status, ETL_ENVIRONMENT_ERROR);
  for (const char* none : {"null", "false", "0", "\"\"", "[]", "{}"})
    EXPECT_EQ(ReadAs(std::string("{\"Note\": ") + none + ", \"d\": [{\"v\": 1}]}", kErrors), "1\n");
  // The word alone is no error.
  EXPECT_EQ(ReadAs("{\"d\": [{\"v\": 1, \"Note\": \"fine\"}]}", kErrors), "1\n");
}

TEST(RestAnswers, TheErrorTellsNoSecret) {
  ScriptedServer server([](const Request& request, int) {
    return Json("{\"Note\": \"" + std::string(190, 'x') + request.Query("k") + "\"}");
  });
  testing::Host host;
  const auto failure =
      Fails(host, "{connection: {url: \"" + server.url() +
                      "\", retries: 1, retry_delay: 1, api_key: {query: k, value: s3cr3t-key}}, " +
                      kErrors + "}");
  EXPECT_THAT(failure.what(), Not(HasSubstr("s3cr3t")));
  EXPECT_THAT(host.logs.at(0), Not(HasSubstr("s3cr3t")));
}

std::string StocksOptions(const std::string& url, const std::string& symbols,
                          const std::string& connection) {
  return "{connection: {" + connection + "url: \"" + url +
         "\", api_key: {query: apikey, value: s3cr3t-key}}, query: {function: "
         "TIME_SERIES_DAILY_ADJUSTED, symbol: \"{symbol}\", outputsize: compact}, for_each: "
         "{column: symbol, values: " +
         symbols +
         "}, records: \"/Time Series (Daily)\", shape: map, key: date, text_numbers: true, "
         "error_if: "
         "{/Note: retry, \"/Error Message\": data}, schema: {symbol: string, date: date, "
         "open_price: "
         "{type: \"decimal(12,4)\", path: \"/1. open\"}, volume: {type: bigint, path: \"/6. "
         "volume\"}}}";
}

TEST(RestStocks, ReadsWhatTheApiGives) {
  test_http::StocksServer server;
  testing::Host host;
  const auto rows = Read(host, StocksOptions(server.url(), "[IBM, AAPL]", ""));
  EXPECT_EQ(rows.count, 200);
  EXPECT_THAT(rows.text, ::testing::StartsWith("IBM|2023-06-02|"));
}

TEST(RestStocks, ARateKeepsTheNoteAwayAndRetriesGetOverIt) {
  using namespace std::chrono_literals;
  test_http::StocksServer server(2, 150ms);
  testing::Host paced;
  EXPECT_EQ(
      Read(paced, StocksOptions(server.url(), "[IBM, AAPL, MSFT, GOOG, TSLA, AMZN]", "rate: 2/s, "))
          .count,
      600);
  EXPECT_EQ(paced.metrics["retries"], 0);
  testing::Host hasty;
  EXPECT_EQ(Read(hasty, StocksOptions(server.url(), "[IBM, AAPL, MSFT, GOOG]",
                                      "retries: 20, retry_delay: 60, "))
                .count,
            400);
  EXPECT_GT(hasty.metrics["retries"], 0);
  for (const std::string& log : hasty.logs)
    EXPECT_THAT(log, AllOf(HasSubstr("/Note"), Not(HasSubstr("s3cr3t"))));
}

TEST(RestStocks, AnUnknownSymbolIsAnErrorOfTheData) {
  test_http::StocksServer server;
  const auto failure = Fails(StocksOptions(server.url(), "[IBM, NONE]", ""));
  EXPECT_EQ(failure.status, ETL_DATA_ERROR);
  EXPECT_EQ(failure.position, "symbol NONE");
  EXPECT_THAT(failure.what(), HasSubstr("/Error Message: 'Invalid API call"));
}

}  // namespace
}  // namespace etl::rest
