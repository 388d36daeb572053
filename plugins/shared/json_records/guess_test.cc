// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plugins/shared/json_records/shape_guess.h"

namespace etl::json_records {
namespace {

struct Guessed {
  std::string place;    // "list /users 2"
  std::string columns;  // "id: bigint, city?: string /address/city"
};

Guessed Guess(const std::string& text) {
  simdjson::dom::parser parser;
  const simdjson::padded_string padded(text);
  const simdjson::dom::element root = parser.parse(padded).value();
  const GuessedShape shape = GuessShape(root, "the answer");
  Guessed out{shape.shape + " " + shape.records + " " + std::to_string(shape.count), {}};
  for (const GuessedColumn& column : GuessRecords(root, shape, 1000).Columns())
    out.columns += (out.columns.empty() ? "" : ", ") + column.name + (column.optional ? "?" : "") +
                   (column.nullable ? "!" : "") + ": " + column.type +
                   (column.path.empty() ? "" : " " + column.path);
  return out;
}

TEST(ShapeGuess, FindsTheShallowestAndLongestListOfObjects) {
  EXPECT_EQ(Guess(R"([{"a": 1}, {"a": 2}])").place, "list  2");
  EXPECT_EQ(Guess(R"({"page": 1, "users": [{"a": 1}], "links": []})").place, "list /users 1");
  EXPECT_EQ(Guess(R"({"errors": [{"e": 1}], "a/b~": [{"x": 1}, {"x": 2}]})").place,
            "list /a~1b~0 2");
  EXPECT_EQ(Guess(R"({"data": {"items": [{"x": 1}]}, "tags": ["a"]})").place, "list /data/items 1");
  EXPECT_EQ(Guess(R"({"data": {"deep": [{"x": 1}, {"x": 2}]}, "one": [{"y": 1}]})").place,
            "list /one 1");
  EXPECT_EQ(Guess(R"({"users": []})").place, "list /users 0");
  EXPECT_EQ(Guess("[]").place, "list  0");
}

TEST(ShapeGuess, KnowsTheOtherShapes) {
  const Guessed map = Guess(
      R"({"meta": {"v": 1}, "days": {"2020-01-01": {"1. open": 1.5}, "2020-01-02": {"1. open": 2}}})");
  EXPECT_EQ(map.place, "map /days 2");
  EXPECT_EQ(map.columns, "open: double /1. open");
  const Guessed columns = Guess(R"({"r": {"day": ["2020-01-01", "2020-01-02"], "n": [1, null]}})");
  EXPECT_EQ(columns.place, "columns /r 2");
  EXPECT_EQ(columns.columns, "day: date, n!: bigint");
  EXPECT_EQ(Guess(R"({"id": 1, "name": "x", "tags": ["a", "b"]})").place, "object  1");
  // Two objects that have nothing in common are no records.
  EXPECT_EQ(Guess(R"({"data": {"id": 1}, "meta": {"took": 1}})").place, "object  1");
}

TEST(ShapeGuess, RefusesWhatCannotBeRecords) {
  EXPECT_THROW(Guess("[1, 2]"), DataError);
  EXPECT_THROW(Guess("7"), DataError);
}

TEST(FieldGuess, FindsTypesOfAllRecords) {
  EXPECT_EQ(Guess(R"([
      {"i": 1, "d": 1, "big": 18446744073709551615, "t": "2020-01-01", "s": "2020-01-01", "b": true, "n": null, "m": 1},
      {"i": -2, "d": 1.5, "big": 1, "t": "2020-02-29", "s": "2020-02-30", "b": null, "n": null, "m": "x"}])")
                .columns,
            "i: bigint, d: double, big: ubigint, t: date, s: string, b!: bool, n!: json, m: json");
  EXPECT_EQ(Guess(R"([{"a": "2020-01-01T10:00:00", "z": "2020-01-01T10:00:00Z"}])").columns,
            "a: timestamp, z: timestamptz");
  EXPECT_EQ(Guess(R"([{"x": 9007199254740993}, {"x": 0.5}])").columns, "x: json");
}

TEST(FieldGuess, SaysWhatMayBeMissing) {
  EXPECT_EQ(Guess(R"([{"a": 1}, {"a": 2, "late": "x"}, {"late": null}])").columns,
            "a?: bigint, late?!: string");
}

TEST(FieldGuess, OpensObjectsAndKeepsLists) {
  EXPECT_EQ(Guess(R"([{"address": {"city": "x", "geo": {"lat": 1.5}}, "tags": [1]},
                      {"address": null, "tags": []}])")
                .columns,
            "address_city?: string /address/city, address_geo_lat?: double /address/geo/lat, "
            "tags: json");
  EXPECT_EQ(Guess(R"([{"o": {"a": 1}}, {"o": 7}])").columns, "o: json");
  EXPECT_EQ(Guess(R"([{"o": {}}])").columns, "o: json");
}

TEST(FieldGuess, GivesNamesThatExpressionsCanSay) {
  EXPECT_EQ(
      Guess(R"([{"1. open": 1, "a b": 2, "a-b": 3, "5": 4, "ä": 5, "x": {"y": 1}, "x_y": 2}])")
          .columns,
      "open: bigint /1. open, a_b: bigint /a b, a_b_2: bigint /a-b, field_5: bigint /5, "
      "ä: bigint, x_y: bigint /x/y, x_y_2: bigint /x_y");
}

}  // namespace
}  // namespace etl::json_records
