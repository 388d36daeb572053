// SPDX-License-Identifier: Apache-2.0
#include "plugins/json/json_value.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <random>

#include "plugins/shared/number_text/write_number.h"

namespace etl::json {
namespace {

std::string String(std::string_view text) {
  std::string out = "<";
  EXPECT_TRUE(AppendString(text, out));
  return out.substr(1);
}
std::string Float64(double value) {
  char out[number_text::kMostNumberBytes];
  return std::string(out, number_text::WriteDouble(value, out));
}

TEST(JsonString, EscapesWhatItMustAndNothingElse) {
  EXPECT_EQ(String(""), R"("")");
  EXPECT_EQ(String("a\"b\\c/d"), R"("a\"b\\c/d")");
  EXPECT_EQ(String("\b\f\n\r\t"), R"("\b\f\n\r\t")");
  EXPECT_EQ(String(std::string_view("\0\x01\x1f\x7f", 4)), "\"\\u0000\\u0001\\u001f\x7f\"");
  EXPECT_EQ(String("é 中 😀 \u2028\u2029"), "\"é 中 😀 \u2028\u2029\"");
}

TEST(JsonString, RefusesWhatIsNoUtf8AndAppendsNothing) {
  for (std::string_view bad : {"\xff", "a\x80", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                               "\xe4\xb8", "\xf8\x88\x80\x80\x80"}) {
    std::string out = "kept";
    EXPECT_FALSE(AppendString(bad, out));
    EXPECT_EQ(out, "kept");
  }
}

TEST(JsonString, AParserReadsAnyTextBack) {
  std::mt19937 random(23);
  simdjson::dom::parser parser;
  const std::string_view pieces[] = {"a", "\"", "\\", "\n", "\x1f", "é", "😀", "/", "u0041", "\x7f"};
  for (int i = 0; i < 5000; ++i) {
    std::string text;
    for (unsigned left = random() % 40; left > 0; --left)
      text += random() % 3 ? std::string(pieces[random() % std::size(pieces)])
                           : std::string(1, static_cast<char>(random() % 128));
    const std::string document = "[" + String(text) + "]";
    std::string_view read;
    ASSERT_EQ(parser.parse(document).at(0).get(read), simdjson::SUCCESS) << document;
    EXPECT_EQ(read, text);
  }
}

TEST(JsonFloat64, IsShortAndStaysAFloat) {
  EXPECT_EQ(Float64(0), "0.0");
  EXPECT_EQ(Float64(-0.0), "-0.0");
  EXPECT_EQ(Float64(1), "1.0");
  EXPECT_EQ(Float64(-120), "-120.0");
  EXPECT_EQ(Float64(0.1), "0.1");
  EXPECT_EQ(Float64(-1234.5678), "-1234.5678");
  EXPECT_EQ(Float64(0.0001), "0.0001");
  EXPECT_EQ(Float64(0.00001), "1e-05");
  EXPECT_EQ(Float64(1e15), "1000000000000000.0");
  EXPECT_EQ(Float64(1e16), "1e+16");
  EXPECT_EQ(Float64(9007199254740993.0), "9007199254740992.0");
  EXPECT_EQ(Float64(5e-324), "5e-324");
  EXPECT_EQ(Float64(1.7976931348623157e308), "1.7976931348623157e+308");
}

TEST(JsonFloat64, AnyFiniteOneReadsBack) {
  std::mt19937_64 random(29);
  simdjson::dom::parser parser;
  for (int i = 0; i < 20'000; ++i) {
    const auto value = std::bit_cast<double>(random());
    if (!std::isfinite(value)) continue;
    const std::string text = Float64(value);
    double read = 0;
    ASSERT_EQ(parser.parse("[" + text + "]").at(0).get(read), simdjson::SUCCESS) << text;
    EXPECT_EQ(std::bit_cast<std::uint64_t>(read), std::bit_cast<std::uint64_t>(value)) << text;
  }
}

// Each kind of byte at each place of a text: what is looked at side by side is looked at.
TEST(JsonString, LooksAtEveryByte) {
  for (std::size_t size = 0; size < 70; ++size) {
    std::string text(size, 'x');
    EXPECT_TRUE(IsUnescaped(text) && IsAscii(text));
    for (char& c : text) {
      for (int byte = 0; byte < 256; ++byte) {
        c = static_cast<char>(byte);
        EXPECT_EQ(IsUnescaped(text), byte >= 0x20 && byte != '"' && byte != '\\') << byte;
        EXPECT_EQ(IsAscii(text), byte < 0x80) << byte;
      }
      c = 'x';
    }
  }
}

TEST(JsonBase64, FollowsTheVectorsOfRfc4648) {
  for (auto [bytes, expected] : {std::pair("", ""),
                                 {"f", "Zg=="},
                                 {"fo", "Zm8="},
                                 {"foo", "Zm9v"},
                                 {"foob", "Zm9vYg=="},
                                 {"fooba", "Zm9vYmE="},
                                 {"foobar", "Zm9vYmFy"},
                                 {"\xff\xef\xbe", "/+++"}}) {
    char out[16];
    EXPECT_EQ(std::string(out, WriteBase64(bytes, out)), '"' + std::string(expected) + '"');
  }
}

}  // namespace
}  // namespace etl::json
