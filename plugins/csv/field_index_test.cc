// SPDX-License-Identifier: Apache-2.0
#include "plugins/csv/field_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "plugins/shared/file_input/byte_count.h"

namespace etl::csv {
namespace {

struct Found {
  std::vector<std::uint32_t> ends;
  std::size_t line_feeds = 0;
  std::uint32_t bad = 0;
  bool open = false;

  bool operator==(const Found&) const = default;
};

std::string Padded(std::string text) {
  // What stands behind must not matter.
  for (std::size_t i = 0; i < FieldIndex::kPadding; ++i) text += "\",\n\r"[i % 4];
  return text;
}

Found Look(const Dialect& dialect, const std::string& text, bool portable) {
  FieldIndex index(portable);
  const std::string padded = Padded(text);
  index.Build(dialect, padded.data(), text.size());
  return {
      {index.ends(), index.ends() + index.count()}, index.line_feeds(), index.bad(), index.open()};
}

// The rules, one byte after the other.
Found Expected(const Dialect& dialect, const std::string& text) {
  enum { kBegin, kPlain, kQuoted, kClosed, kReturn } state = kBegin;
  Found found;
  found.bad = FieldIndex::kNone;
  for (std::uint32_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool quote = dialect.quote && c == dialect.quote;
    const bool end = c == dialect.delimiter || c == '\n';
    const bool wrong = c == '\0' || (state == kReturn && c != '\n') || (state == kPlain && quote) ||
                       (state == kClosed && !quote && !end && c != '\r');
    if (wrong) {
      found.bad = i;
      return found;
    }
    if (state == kQuoted) {
      if (quote) state = kClosed;
    } else if (quote) {
      state = kQuoted;
    } else if (end) {
      found.ends.push_back(i);
      found.line_feeds += c == '\n';
      state = kBegin;
    } else {
      state = c == '\r' ? kReturn : kPlain;
    }
  }
  found.open = state == kQuoted;
  return found;
}

std::string RandomText(std::mt19937& random, const char* bytes, std::size_t size) {
  const std::size_t count = std::char_traits<char>::length(bytes);
  std::string text;
  for (std::size_t left = size; left > 0; --left) text += bytes[random() % count];
  return text;
}

TEST(FieldIndex, FindsTheEndsOfFields) {
  const Found found = Look({}, "a,\"b,\n\"\"\",c\r\n,\n", false);
  EXPECT_EQ(found.ends, (std::vector<std::uint32_t>{1, 9, 12, 13, 14}));
  EXPECT_EQ(found.line_feeds, 2u);
  EXPECT_EQ(found.bad, FieldIndex::kNone);
  EXPECT_FALSE(found.open);
  EXPECT_TRUE(Look({}, "a,\"b", false).open);
}

TEST(FieldIndex, StopsAtAByteThatMayNotBeThere) {
  for (bool portable : {false, true}) {
    EXPECT_EQ(Look({}, "a,b\"c\n", portable).bad, 3u);
    EXPECT_EQ(Look({}, "a,\"b\"c\n", portable).bad, 5u);
    EXPECT_EQ(Look({}, "a,\"b\" \n", portable).bad, 5u);
    EXPECT_EQ(Look({}, "a\rb\n", portable).bad, 2u);
    EXPECT_EQ(Look({}, std::string("a\0b\n", 4), portable).bad, 1u);
    EXPECT_EQ(Look({}, "\"a\rb\"\n", portable).bad, FieldIndex::kNone);
    EXPECT_EQ(Look({',', '\0', '\0'}, "a\"b,\"\n", portable).bad, FieldIndex::kNone);
  }
}

// Random texts, mostly well formed and not, of all sizes around blocks of 64 bytes.
TEST(FieldIndex, EveryWayToScanFindsWhatTheRulesSay) {
  std::mt19937 random(11);
  const char* const alphabets[] = {"ab,\n", "a,\n\"", "\"\",\n", "aaaaaaaa,\r\n",
                                   "abcdefghijk,\n\""};
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = RandomText(random, alphabets[i % 5], random() % 300);
    const Dialect dialect{',', i % 7 == 0 ? '\0' : '"', '\0'};
    const Found expected = Expected(dialect, text);
    ASSERT_EQ(Look(dialect, text, false), expected) << text;
    ASSERT_EQ(Look(dialect, text, true), expected) << text;
    // A comment that never comes.
    ASSERT_EQ(Look({',', dialect.quote, '#'}, text, false), expected) << text;
  }
}

TEST(FieldIndex, LongTextsWithoutAFault) {
  std::mt19937 random(13);
  std::string text;
  while (text.size() < 100'000) {
    const std::string inner = RandomText(random, "abc,\n", random() % 100);
    text += random() % 2 ? "\"" + inner + "\"\"\","
                         : std::string("plain") + (random() % 3 ? "," : "\r\n");
  }
  const Found expected = Expected({}, text);
  ASSERT_EQ(expected.bad, FieldIndex::kNone);
  EXPECT_EQ(Look({}, text, false), expected);
  EXPECT_EQ(Look({}, text, true), expected);
}

TEST(FieldIndex, AQuoteInACommentIsNothing) {
  const Dialect dialect{',', '"', '#'};
  const Found found = Look(dialect, "# it's \"\na,#\"\n", false);
  EXPECT_EQ(found.bad, 12u);
  const Found good = Look(dialect, "# \"x,y\n\"#\",b\n", false);
  EXPECT_EQ(good.ends, (std::vector<std::uint32_t>{6, 10, 12}));
}

TEST(CountByte, CountsAtAnySizeAndPlace) {
  std::mt19937 random(17);
  const std::string text = RandomText(random, "ab", 50'000);
  for (const std::size_t size : {0, 1, 63, 64, 65, 127, 128, 16'319, 16'320, 16'321, 49'000})
    for (const std::size_t at : {0, 1, 31, 999}) {
      const auto expected = std::count(text.begin() + static_cast<long>(at),
                                       text.begin() + static_cast<long>(at + size), 'a');
      EXPECT_EQ(file_input::CountByte(text.data() + at, size, 'a'),
                static_cast<std::size_t>(expected));
    }
}

}  // namespace
}  // namespace etl::csv
