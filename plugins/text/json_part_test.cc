// SPDX-License-Identifier: Apache-2.0
#include "plugins/text/json_part.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "etl/error.h"

namespace etl::text {
namespace {

using ::testing::HasSubstr;

class JsonPartTest : public ::testing::Test {
 protected:
  // "" if it is valid.
  std::string Why(const std::string& text) {
    std::string padded = text + std::string(simdjson::SIMDJSON_PADDING, '}');
    try {
      part_.Parse({padded.data(), text.size()});
      return "";
    } catch (const DataError& error) {
      return error.what();
    }
  }
  std::string Nested(std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  }
  JsonPart part_;
};

TEST_F(JsonPartTest, TakesWhatRfc8259Allows) {
  for (const char* text :
       {"{}", "[]", "null", "true", "\"\"", "0", "-0", "1.5e3", "1E+2", " {\"a\" : [1, 2]}\t",
        "\"\\u00e9\\ud83d\\ude00\\/\"", "{\"a\":1,\"a\":2}", "123456789012345678901234567890",
        "1e400", "-1E-999", "[0.0000000000000000000000000001, 18446744073709551615]",
        "{\"big\": 99999999999999999999999, \"text\": \"1e999 \\\" 12345678901234567890123\"}"})
    EXPECT_EQ(Why(text), "") << text;
}

TEST_F(JsonPartTest, RefusesEverythingElse) {
  for (const char* text : {"",
                           " ",
                           "{",
                           "{\"a\":}",
                           "{\"a\":01}",
                           "{\"a\":1,}",
                           "[1,]",
                           "[1 2]",
                           "{a:1}",
                           "{'a':1}",
                           "NaN",
                           "Infinity",
                           "+1",
                           ".5",
                           "1.",
                           "1e",
                           "01",
                           "-",
                           "tru",
                           "nulll",
                           "\"\t\"",
                           "\"\\x\"",
                           "\"\\ud800\"",
                           "\"\xff\"",
                           "{} {}",
                           "{}x",
                           "[1]]",
                           "\"a",
                           "{\"a\" 1}",
                           "/**/{}",
                           "1e400x",
                           "01e400",
                           "1e400.5",
                           "[1e400,]",
                           "-1e",
                           "1e+",
                           "{\"a\":99999999999999999999999999999999999,}"})
    EXPECT_NE(Why(text), "") << text;
  EXPECT_THAT(Why("\"\xff\""), HasSubstr("not UTF-8"));
  EXPECT_THAT(Why("{\"a\":}"), HasSubstr("'{\"a\":}'"));
}

TEST_F(JsonPartTest, NestsUpTo1024) {
  EXPECT_EQ(Why(Nested(1024)), "");
  EXPECT_THAT(Why(Nested(1025)), HasSubstr("nested deeper than 1024"));
  EXPECT_NE(Why(Nested(100'000)), "");
  EXPECT_EQ(Why("{\"a\":" + Nested(1023) + "}"), "");
  EXPECT_NE(Why("{\"a\":" + Nested(1024) + "}"), "");
}

TEST_F(JsonPartTest, FindsValuesByPointer) {
  const std::string text =
      R"({"id":"x","a":{"b":[1,{"c":7}]},"n":12345678901234567890123,"t":1,"t":2})" +
      std::string(64, ' ');
  const simdjson::dom::element root = part_.Parse({text.data(), text.size() - 64});
  simdjson::dom::element found;
  ASSERT_TRUE(FindValue(root, {"id"}, found));
  EXPECT_EQ(found.get_string().value(), "x");
  ASSERT_TRUE(FindValue(root, {"a", "b", "1", "c"}, found));
  EXPECT_EQ(found.get_int64().value(), 7);
  ASSERT_TRUE(FindValue(root, {"n"}, found));
  EXPECT_EQ(found.get_string().value(), "12345678901234567890123");
  for (const std::vector<std::string>& steps :
       {std::vector<std::string>{"x"}, {"id", "x"}, {"a", "b", "2"}, {"a", "b", "01"}})
    EXPECT_FALSE(FindValue(root, steps, found));
  EXPECT_THROW(FindValue(root, {"t"}, found), DataError);
}

TEST(QuoteLargeNumbers, OnlyThem) {
  std::string out;
  EXPECT_FALSE(QuoteLargeNumbers(R"({"a":1,"b":-1.5,"c":"1e5","d":123456789012345678})", out));
  EXPECT_TRUE(QuoteLargeNumbers(R"([1e5,-1234567890123456789, "\"1e5", 2])", out));
  EXPECT_EQ(out, R"(["1e5","-1234567890123456789", "\"1e5", 2])");
  EXPECT_FALSE(QuoteLargeNumbers("[01234567890123456789,1.e5,-e5]", out));
}

}  // namespace
}  // namespace etl::text
