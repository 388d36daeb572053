// SPDX-License-Identifier: Apache-2.0
// What is written fast reads back, and what is read fast is read as the SDK reads it.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <string>

#include "etl/value_text.h"
#include "plugins/csv/base64.h"
#include "plugins/csv/parse_number.h"
#include "plugins/shared/number_text/write_number.h"

namespace etl::csv {
namespace {

using number_text::kMostNumberBytes;
using number_text::WriteDate;
using number_text::WriteDecimal;
using number_text::WriteDouble;
using number_text::WriteInteger;
using number_text::WriteTimestamp;
using number_text::WriteUnsigned;

template <typename Write>
std::string Written(Write write) {
  char out[kMostNumberBytes + 8];
  return std::string(out, write(out));
}
std::string Double(double value) {
  return Written([&](char* out) { return WriteDouble(value, out); });
}

// With room behind, as the parsers want it.
struct Text {
  explicit Text(std::string_view shown) : bytes(shown) {
    size = bytes.size();
    bytes += "1234567890123456";
  }
  const char* begin() const { return bytes.data(); }
  const char* end() const { return bytes.data() + size; }
  std::string bytes;
  std::size_t size = 0;
};

template <typename T, typename Parse>
void ExpectAsTheSdk(std::string_view shown, DataType type, Parse parse, bool required) {
  const Text text(shown);
  T value{};
  const bool parsed = parse(text.begin(), text.end(), value);
  ColumnBuilder builder(type);
  const bool known = TryAppendParsed(builder, shown);
  if (!parsed) {
    EXPECT_FALSE(known && required) << shown;
    return;
  }
  ASSERT_TRUE(known) << shown;
  EXPECT_EQ(std::bit_cast<T>(builder.Finish().values<T>()[0]), value) << shown;
}

std::string RandomText(std::mt19937& random, const char* bytes, unsigned most) {
  const std::string_view all(bytes);
  std::string text;
  for (unsigned left = random() % (most + 1); left > 0; --left) text += all[random() % all.size()];
  return text;
}

TEST(ParseNumber, ReadsWhatTheSdkReads) {
  std::mt19937 random(37);
  for (int i = 0; i < 300'000; ++i) {
    const std::string text =
        RandomText(random, i % 3 ? "0123456789" : "0159-./:+e ", i % 2 ? 20 : 8);
    ExpectAsTheSdk<std::int64_t>(text, Int64(), ParseInteger,
                                 i % 3 && text.size() > 0 && text.size() <= 16);
    std::string decimal = text;
    if (i % 4) decimal.insert(random() % (decimal.size() + 1), ".");
    if (i % 5 == 0) decimal.insert(0, "-");
    ExpectAsTheSdk<double>(decimal, Float64(), ParsePlainDouble, false);
  }
  for (const char* text : {"0.1", "-0.0", "123456.78", "-99999999.99", "1234567.125", "9"})
    ExpectAsTheSdk<double>(text, Float64(), ParsePlainDouble, true);
}

TEST(ParseNumber, ReadsDecimalsByTheirDigits) {
  for (const auto& [shown, digits, scale] :
       {std::tuple("12.50", 1250, 2), {"7", 7, 0}, {"-0.005", 5, 3}}) {
    const Text text(shown);
    PlainDecimal decimal;
    ASSERT_TRUE(ParsePlainDecimal(text.begin(), text.end(), decimal));
    EXPECT_EQ(decimal.digits, static_cast<std::uint64_t>(digits));
    EXPECT_EQ(decimal.scale, scale);
    EXPECT_EQ(decimal.negative, *shown == '-');
  }
  for (const char* shown : {"", "-", ".", "1.", ".5", "1..2", "1.2.3", "1e5", "+1",
                            "12345678901234567", "1.12345678901234567", "1 "}) {
    const Text text(shown);
    PlainDecimal decimal;
    EXPECT_FALSE(ParsePlainDecimal(text.begin(), text.end(), decimal)) << shown;
  }
}

TEST(ParseNumber, ReadsDatesAndTimestampsAsTheSdk) {
  std::mt19937 random(41);
  const auto date = [](const char* begin, const char* end, std::int32_t& days) {
    return end - begin == 10 && ParsePlainDate(begin, days);
  };
  for (std::int32_t days = -719'162; days <= 2'932'896; days += 1 + static_cast<int>(random() % 40))
    ExpectAsTheSdk<std::int32_t>(FormatDate(days), Date32(), date, true);
  for (int i = 0; i < 200'000; ++i) {
    std::string text =
        FormatDate(static_cast<std::int32_t>(random() % 40'000)) + "T23:59:58.123456Z";
    text.resize(random() % 3 ? 10 : random() % 28, '0');
    for (unsigned left = random() % 3; left > 0 && !text.empty(); --left)
      text[random() % text.size()] = "0123456789-:TZ. "[random() % 16];
    ExpectAsTheSdk<std::int32_t>(text, Date32(), date, true);
    for (const bool utc : {false, true})
      ExpectAsTheSdk<std::int64_t>(
          text, utc ? TimestampUtc() : Timestamp(),
          [&](const char* begin, const char* end, std::int64_t& micros) {
            return ParsePlainTimestamp(begin, end, utc, micros);
          },
          false);
  }
}

TEST(WriteNumber, WritesIntegers) {
  std::mt19937_64 random(43);
  for (int i = 0; i < 200'000; ++i) {
    const auto value = static_cast<std::int64_t>(random()) >> random() % 64;
    EXPECT_EQ(Written([&](char* out) { return WriteInteger(value, out); }), std::to_string(value));
    const auto whole = static_cast<std::uint64_t>(value);
    EXPECT_EQ(Written([&](char* out) { return WriteUnsigned(whole, out); }), std::to_string(whole));
  }
  std::uint64_t power = 1;
  for (int i = 0; i < 20; ++i, power *= 10)
    for (const std::uint64_t value : {power - 1, power, power + 1})
      EXPECT_EQ(Written([&](char* out) { return WriteUnsigned(value, out); }),
                std::to_string(value));
  constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
  EXPECT_EQ(Written([](char* out) { return WriteInteger(kLeast, out); }), "-9223372036854775808");
}

TEST(WriteNumber, WritesDoublesAsPythonDoes) {
  const std::pair<double, const char*> known[] = {
      {0, "0.0"},
      {-0.0, "-0.0"},
      {1, "1.0"},
      {-120, "-120.0"},
      {0.1, "0.1"},
      {12.5, "12.5"},
      {-1234.5678, "-1234.5678"},
      {0.0001, "0.0001"},
      {0.00001, "1e-05"},
      {0.0123, "0.0123"},
      {0.01, "0.01"},
      {1e15, "1000000000000000.0"},
      {1e16, "1e+16"},
      {123456789012345.6, "123456789012345.6"},
      {5e-324, "5e-324"},
      {1.7976931348623157e308, "1.7976931348623157e+308"},
      {HUGE_VAL, "Infinity"},
      {-HUGE_VAL, "-Infinity"},
      {std::nan(""), "NaN"}};
  for (const auto& [value, text] : known) EXPECT_EQ(Double(value), text);
}

// As short as can be, and the same number: by digits, by size, by bits.
TEST(WriteNumber, DoublesReadBackAndAreShortest) {
  std::mt19937_64 random(47);
  for (int i = 0; i < 300'000; ++i) {
    double value = std::bit_cast<double>(random());
    if (i % 3 == 0) value = static_cast<double>(random() % 100'000'000'000) / 10'000;
    if (i % 3 == 1) value = static_cast<double>(random() >> random() % 64) / 100;
    if (!std::isfinite(value)) continue;
    const std::string text = Double(value);
    double read = 0;
    std::from_chars(text.data(), text.data() + text.size(), read);
    ASSERT_EQ(std::bit_cast<std::uint64_t>(read), std::bit_cast<std::uint64_t>(value)) << text;
    char shortest[40];
    const auto end =
        std::to_chars(shortest, shortest + 40, value, std::chars_format::scientific).ptr;
    const auto digits = [](std::string_view all) {
      std::string only;
      for (const char c : all.substr(0, all.find('e')))
        if (c >= '0' && c <= '9' && (c != '0' || !only.empty())) only += c;
      while (!only.empty() && only.back() == '0') only.pop_back();
      return only;
    };
    ASSERT_EQ(digits(text), digits({shortest, end})) << text;
  }
}

TEST(WriteNumber, WritesDecimalsDatesAndTimesAsTheSdk) {
  std::mt19937_64 random(53);
  for (int i = 0; i < 200'000; ++i) {
    const auto bits = static_cast<std::int64_t>(random()) >> random() % 64;
    const int scale = static_cast<int>(random() % 30);
    for (const Int128 value : {Int128{bits}, Int128{bits} * bits})
      EXPECT_EQ(Written([&](char* out) { return WriteDecimal(value, scale, out); }),
                FormatDecimal(value, scale));
    const auto days = static_cast<std::int32_t>(bits);
    EXPECT_EQ(Written([&](char* out) { return WriteDate(days, out); }), FormatDate(days));
    const std::int64_t micros = bits % (i % 2 ? 200'000'000'000'000'000 : 3'000'000'000'000'000);
    EXPECT_EQ(Written([&](char* out) { return WriteTimestamp(micros, i % 3 == 0, out); }),
              FormatTimestamp(micros, i % 3 == 0));
  }
}

TEST(Base64, ReadsWhatItWritesAndNothingElse) {
  std::mt19937 random(59);
  for (int i = 0; i < 1000; ++i) {
    std::string bytes, text, read;
    for (unsigned left = random() % 20; left > 0; --left) bytes += static_cast<char>(random());
    AppendBase64(bytes, text);
    EXPECT_TRUE(DecodeBase64(text, read));
    EXPECT_EQ(read, bytes);
  }
  for (const char* text : {"A", "AA", "AAA", "A===", "AB==", "AA=A", "AAA=AAAA", "AA A", "===="}) {
    std::string read;
    EXPECT_FALSE(DecodeBase64(text, read)) << text;
  }
}

}  // namespace
}  // namespace etl::csv
