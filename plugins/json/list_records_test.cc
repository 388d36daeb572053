// SPDX-License-Identifier: Apache-2.0
#include "plugins/json/list_records.h"

#include <gtest/gtest.h>

#include <random>

#include "etl/testing/harness.h"
#include "plugins/shared/atomic_file/scratch_directory.h"

namespace etl::json {
namespace {

// Any JSON value, with brackets, quotes and backslashes in its texts.
std::string RandomValue(std::mt19937& random, int depth) {
  const auto space = [&] { return std::string(random() % 3, random() % 2 ? ' ' : '\n'); };
  switch (random() % (depth > 3 ? 4 : 6)) {
    case 0:
      return std::to_string(static_cast<int>(random() % 2000) - 1000);
    case 1:
      return random() % 2 ? "null" : "-1.5e3";
    case 2:
    case 3: {
      std::string text = "\"";
      const std::string_view pieces[] = {"a", "\\\"", "\\\\", "{", "]",      ",",
                                         ":", "}",    "[",    "é", "\\u005d"};
      for (unsigned left = random() % 20; left > 0; --left)
        text += pieces[random() % std::size(pieces)];
      return text + '"';
    }
    default: {
      const bool list = random() % 2;
      std::string text = list ? "[" : "{";
      const unsigned size = random() % 5;
      for (unsigned i = 0; i < size; ++i)
        text += (i ? "," : "") + space() +
                (list ? "" : "\"k" + std::to_string(i) + "\"" + space() + ":") + space() +
                RandomValue(random, depth + 1) + space();
      return text + space() + (list ? "]" : "}");
    }
  }
}

// Whatever the items and however small the pieces that are read: those that a parser finds.
TEST(ListRecords, FindsTheItemsThatAParserFinds) {
  std::mt19937 random(5);
  atomic_file::ScratchDirectory scratch;
  testing::Host host;
  Context context(host.get());
  for (int round = 0; round < 300; ++round) {
    std::string text = "{\"x\": " + RandomValue(random, 0) + ", \"in\": {\"l\" : [";
    for (unsigned i = 0, size = random() % 6; i < size; ++i)
      text += (i ? ", " : "") + RandomValue(random, 0);
    text += "]}, \"y\": " + RandomValue(random, 0) + "}";
    scratch.Put("in.json", text);
    const auto files = file_input::FindFiles({{(scratch / "in.json").string()}, {}}, "auto");
    ListRecords records(std::make_unique<TextWindow>(context, files[0], 1 << 20, 1 + random() % 90,
                                                     file_input::Metered::kNo),
                        "/in/l");
    simdjson::dom::parser parser;
    const simdjson::dom::array expected = parser.parse(text)["in"]["l"];
    simdjson::dom::element record;
    for (const auto item : expected) {
      ASSERT_TRUE(records.Next(record)) << text;
      EXPECT_EQ(simdjson::minify(record), simdjson::minify(item));
    }
    EXPECT_FALSE(records.Next(record)) << text;
  }
}

}  // namespace
}  // namespace etl::json
