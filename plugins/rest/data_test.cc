// SPDX-License-Identifier: Apache-2.0
// What is in a page: every byte valid, every declared field there and of its type.
#include <gtest/gtest.h>

#include "plugins/rest/test_support.h"

namespace etl::rest {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string SchemaOptions(const std::string& url, const std::string& schema) {
  return "{connection: {url: \"" + url + "\", retries: 0}, records: /d, schema: {" + schema + "}}";
}

testing::Rows ReadBody(const std::string& body, const std::string& schema, const Scan& scan = {}) {
  ScriptedServer server([&](const Request&, int) { return Json(body); });
  testing::Host host;
  return Read(host, SchemaOptions(server.url(), schema), scan);
}

// One record with one field `v`.
std::string ReadValue(const std::string& value, const std::string& type) {
  return ReadBody("{\"d\": [{\"v\": " + value + "}]}", "v: \"" + type + "\"").text;
}

testing::Failure BodyFails(const std::string& body, const std::string& schema = "v: int") {
  try {
    ADD_FAILURE() << "read " << ReadBody(body, schema).text << " from " << body;
  } catch (const testing::Failure& failure) {
    EXPECT_EQ(failure.status, ETL_DATA_ERROR) << failure.what();
    return failure;
  }
  return {0, ""};
}

std::string ValueFails(const std::string& value, const std::string& type) {
  const auto failure = BodyFails("{\"d\": [{\"v\": " + value + "}]}", "v: \"" + type + "\"");
  EXPECT_EQ(failure.column, "v");
  EXPECT_EQ(failure.position, "record 1");
  EXPECT_EQ(failure.row, 0);
  return failure.what();
}

TEST(RestData, ReadsEveryTypeExactly) {
  EXPECT_EQ(ReadValue("true", "bool"), "true\n");
  EXPECT_EQ(ReadValue("-2147483648", "int"), "-2147483648\n");
  EXPECT_EQ(ReadValue("9223372036854775807", "bigint"), "9223372036854775807\n");
  EXPECT_EQ(ReadValue("18446744073709551615", "ubigint"), "18446744073709551615\n");
  EXPECT_EQ(ReadValue("0.1", "double"), "0.1\n");
  EXPECT_EQ(ReadValue("9007199254740992", "double"), "9007199254740992\n");
  EXPECT_EQ(ReadValue("\"1234.50\"", "decimal(10,2)"), "1234.50\n");
  EXPECT_EQ(ReadValue("1234", "decimal(10,2)"), "1234.00\n");
  EXPECT_EQ(ReadValue("\"M\\u00fcller \\ud83d\\ude00\"", "string"), "Müller 😀\n");
  EXPECT_EQ(ReadValue("\"äöü\"", "varchar(3)"), "äöü\n");
  EXPECT_EQ(ReadValue("\"2016-02-29\"", "date"), "2016-02-29\n");
  EXPECT_EQ(ReadValue("\"2016-02-29T12:00:00.5\"", "timestamp"), "2016-02-29T12:00:00.500000\n");
  EXPECT_EQ(ReadValue("\"2016-02-29T12:00:00+01:00\"", "timestamptz"), "2016-02-29T11:00:00Z\n");
  EXPECT_EQ(ReadValue("\"26:00:00\"", "time"), "26:00:00\n");
  EXPECT_EQ(ReadValue("{\"a\" : [1, {}]}", "json"), "{\"a\":[1,{}]}\n");
  EXPECT_EQ(ReadValue("\"x\"", "json"), "\"x\"\n");
  EXPECT_EQ(ReadValue("\"\"", "string"), "\n");
  for (const char* type : {"int", "string", "date", "decimal(4,1)", "json", "bool", "double"})
    EXPECT_EQ(ReadValue("null", type), "null\n");
}

TEST(RestData, RefusesValuesOfOtherTypes) {
  EXPECT_EQ(ValueFails("\"abc\"", "int"), "/d/0/v: expected int, found text: 'abc'");
  EXPECT_EQ(ValueFails("\"12\"", "int"), "/d/0/v: expected int, found text: '12'");
  EXPECT_EQ(ValueFails("1.0", "int"),
            "/d/0/v: expected int, found a number with a fraction or exponent: 1.0");
  ValueFails("1e3", "bigint");
  EXPECT_EQ(ValueFails("2147483648", "int"), "/d/0/v: out of the range of int: 2147483648");
  ValueFails("-1", "ubigint");
  ValueFails("9223372036854775808", "bigint");
  ValueFails("9007199254740993", "double");
  ValueFails("18446744073709551615", "double");
  ValueFails("\"1.5\"", "double");
  EXPECT_THAT(ValueFails("1.5", "decimal(10,2)"), HasSubstr("not exact"));
  ValueFails("\"1.005\"", "decimal(10,2)");
  ValueFails("\"1e2\"", "decimal(10,2)");
  ValueFails("123456789", "decimal(10,2)");
  EXPECT_EQ(ValueFails("17", "string"), "/d/0/v: expected string, found an integer: 17");
  ValueFails("true", "string");
  EXPECT_EQ(ValueFails("{\"a\": 1}", "string"),
            "/d/0/v: expected string, found an object: '{\"a\":1}'");
  EXPECT_EQ(ValueFails("\"four\"", "varchar(3)"),
            "/d/0/v: 4 characters do not fit into varchar(3): 'four'");
  ValueFails("1", "bool");
  ValueFails("\"true\"", "bool");
  for (const char* date : {"\"2024-02-30\"", "\"2024-2-3\"", "\"2024-02-03T00:00:00\"", "\"\"",
                           "\"0000-00-00\"", "20240203"})
    ValueFails(date, "date");
  ValueFails("\"2016-02-29T12:00:00Z\"", "timestamp");
  ValueFails("\"2016-02-29T12:00:00\"", "timestamptz");
  EXPECT_THAT(ValueFails("\"" + std::string(500, 'x') + "\\u001b\"", "int"), HasSubstr("…'"));
  EXPECT_THAT(ValueFails("\"\\u001b[2J\"", "int"), HasSubstr("'\\x1b[2J'"));
}

TEST(RestData, MissingExtraNestedAndDoubledFields) {
  EXPECT_EQ(
      ReadBody("{\"x\": 1, \"d\": [{\"z\": [9], \"v\": 1}, {\"v\": 2, \"z\": null}]}", "v: int")
          .text,
      "1\n2\n");
  const auto missing = BodyFails("{\"d\": [{\"v\": 1}, {\"w\": 2}]}");
  EXPECT_STREQ(missing.what(), "/d/1/v is missing");
  EXPECT_EQ(missing.position, "record 2");
  EXPECT_EQ(missing.row, 1);
  EXPECT_THAT(missing.hint, HasSubstr("optional: true"));
  EXPECT_EQ(ReadBody("{\"d\": [{}, {\"v\": 2}]}", "v: {type: int, optional: true}").text,
            "null\n2\n");
  EXPECT_THAT(BodyFails("{\"d\": [{\"v\": 1, \"v\": 2}]}").what(), HasSubstr("stands twice"));
  EXPECT_EQ(ReadBody("{\"d\": [{\"a\": {\"b/c\": [5, 6]}, \"q r\": \"s\"}]}",
                     "v: {type: int, path: /a/b~1c/1}, w: {type: string, path: \"/q r\"}")
                .text,
            "6|s\n");
  EXPECT_STREQ(BodyFails("{\"d\": [{\"a\": null}]}", "v: {type: int, path: /a/b}").what(),
               "/d/0/a/b is missing");
  EXPECT_STREQ(BodyFails("{\"d\": [[1]]}").what(), "/d/0 is no object but a list: '[1]'");
}

TEST(RestData, BuildsOnlyTheWantedColumnsAndChecksAll) {
  Scan scan;
  scan.columns = std::vector<std::string>{"c", "a"};
  const std::string schema = "a: int, b: date, c: string";
  const auto rows =
      ReadBody("{\"d\": [{\"c\": \"x\", \"b\": \"2020-01-01\", \"a\": 1}]}", schema, scan);
  EXPECT_EQ(rows.schema.names(), (std::vector<std::string>{"a", "c"}));
  EXPECT_EQ(rows.text, "1|x\n");
  EXPECT_THROW(ReadBody("{\"d\": [{\"c\": \"x\", \"b\": \"soon\", \"a\": 1}]}", schema, scan),
               testing::Failure);
}

TEST(RestData, RefusesWhatIsNoJson) {
  for (const char* body :
       {"{\"skip\": 01, \"d\": []}", "{\"skip\": {\"a\": tru}, \"d\": []}", "{\"d\": []} x",
        "{\"d\": [{\"v\": 1},]}", "{\"d\": [", "{\"d\": [{\"v\": 123456789012345678901}]}",
        "{\"skip\": 1e400, \"d\": []}", "{\"skip\": \"\\ud800\", \"d\": []}",
        "{\"skip\": \"\xff\", \"d\": []}", "\xff\xfe{\x00", "{\"skip\": \"\x01\", \"d\": []}", "",
        "  \n"})
    BodyFails(body);
  BodyFails("{\"d\": [], \"skip\": " + std::string(2000, '[') + std::string(2000, ']') + "}");
  EXPECT_THAT(BodyFails("").what(), HasSubstr("empty"));
  const auto html = BodyFails("<!DOCTYPE html><title>Sign in</title>");
  EXPECT_THAT(html.what(), HasSubstr("<!DOCTYPE html>"));
  EXPECT_THAT(html.hint, HasSubstr("HTML"));
  EXPECT_EQ(ReadBody("\xef\xbb\xbf{\"d\": [{\"v\": 1}]}", "v: int").text, "1\n");
}

TEST(RestData, RefusesAnotherShape) {
  for (const char* body : {"null", "[]", "{}", "17", "\"d\""})
    EXPECT_THAT(BodyFails(body).what(), HasSubstr("has no /d")) << body;
  EXPECT_THAT(BodyFails("{\"data\": [], \"n\": 1}").hint, HasSubstr("fields are 'data', 'n'"));
  for (const char* body : {"{\"d\": null}", "{\"d\": {}}", "{\"d\": \"x\"}"})
    EXPECT_THAT(BodyFails(body).what(), HasSubstr("/d is no list of records but")) << body;
}

TEST(RestData, NamesThePageTheRecordAndTheRow) {
  ScriptedServer server([](const Request& request, int) {
    return Json(request.page() == 7 ? PageOf(9, {User(1, "a"), User(2, "b"), "{\"id\": 3}"})
                                    : People(request.page(), 9));
  });
  testing::Host host;
  const auto failure = Fails(host, OptionsFor(server.url()));
  EXPECT_EQ(failure.status, ETL_DATA_ERROR);
  EXPECT_STREQ(failure.what(), "/users/2/name is missing");
  EXPECT_EQ(failure.position, "page 7, record 3");
  EXPECT_EQ(failure.row, 20);
  EXPECT_EQ(failure.column, "name");
}

TEST(RestData, OptionsThatCannotWork) {
  for (const char* step :
       {"schema: {a: binary}", "schema: {a: {type: int, path: a}}",
        "schema: {a: {type: int, path: \"/~2\"}}", "records: users", "concurrency: 0",
        "records: \"\"", "paginate: {by: page, total_pages: total}", "schema: {a: int, a: int}"}) {
    testing::Host host;
    try {
      testing::Describe<RestSource>(host, OptionsFor("http://127.0.0.1:1", "", step));
      ADD_FAILURE() << step;
    } catch (const testing::Failure& failure) {
      EXPECT_EQ(failure.status, ETL_CONFIG_ERROR) << step;
    }
  }
}

}  // namespace
}  // namespace etl::rest
