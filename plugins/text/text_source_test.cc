// SPDX-License-Identifier: Apache-2.0
#include "plugins/text/text_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "etl/testing/harness.h"
#include "plugins/shared/atomic_file/scratch_directory.h"
#include "plugins/shared/compression/pack.h"

namespace etl::text {
namespace {

using etl::testing::Failure;
using etl::testing::Rows;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kScores =
    "separator: \":\", schema: {score: int64, record: json, id: {type: string, path: /record/id}}";

class TextSourceTest : public ::testing::Test {
 protected:
  std::string Path(const std::string& name) const { return (scratch_ / name).string(); }
  std::string Options(const std::string& more, const std::string& name = "in.txt") const {
    return "{path: \"" + Path(name) + "\"" + (more.empty() ? "" : ", ") + more + "}";
  }
  Rows Read(const std::string& text, const std::string& options, const Scan& scan = {}) {
    scratch_.Put("in.txt", text);
    return etl::testing::ReadSource<TextSource>(host_, Options(options), scan);
  }
  // "in.txt:3: what".
  std::string Message(const std::string& text, const std::string& options) {
    try {
      return "read " + Read(text, options).text;
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.status, ETL_DATA_ERROR) << failure.what();
      EXPECT_THAT(failure.position, ::testing::StartsWith(Path("in.txt")));
      return failure.position.substr(Path("").size()) + ": " + failure.what();
    }
  }
  std::string Refused(const std::string& options) {
    try {
      Read("", options);
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.status, ETL_CONFIG_ERROR) << failure.what();
      return failure.what();
    }
    return "";
  }

  atomic_file::ScratchDirectory scratch_;
  etl::testing::Host host_;
};

TEST_F(TextSourceTest, ReadsWholeLines) {
  EXPECT_EQ(Read("a b\n  c\t\nd: e", "").text, "a b\nc\nd: e\n");
  EXPECT_EQ(Read("a b\r\n  c\t\r\n", "trim: false").text, "a b\n  c\t\n");
  EXPECT_EQ(Read("1\n-2\n", "schema: {n: int32}").text, "1\n-2\n");
  EXPECT_EQ(Read("[1]\n{\"a\": 2}\n", "schema: {x: json}").text, "[1]\n{\"a\": 2}\n");
  EXPECT_EQ(Read("{\"a\": 2}\n", "schema: {x: json, a: {type: int, path: /x/a}}").text,
            "{\"a\": 2}|2\n");
}

TEST_F(TextSourceTest, AColumnSaysWhereALineStands) {
  EXPECT_EQ(Read("a\n\nb\nc", "blank_lines: skip, position: at").text,
            "a|" + Path("in.txt:1") + "\nb|" + Path("in.txt:3") + "\nc|" + Path("in.txt:4") + "\n");
  EXPECT_EQ(Read("a\n", "position: at", {.columns = std::vector<std::string>{"line"}}).text, "a\n");
  EXPECT_THAT(Refused("position: line"), HasSubstr("declared twice"));
  std::string text;
  for (int i = 1; i <= 90'000; ++i) text += "line " + std::to_string(i) + "\n";
  scratch_.Put("in.txt", text);
  host_.get()->batch_bytes = 1000;  // splits of 256 KiB
  for (const std::vector<std::int64_t>& splits :
       {std::vector<std::int64_t>{0, 1, 2}, {1, 2}, {0, 2}})
    for (const RecordBatch& batch :
         etl::testing::ReadSplits<TextSource>(host_, Options("position: at"), splits).batches)
      for (std::int64_t row = 0; row < batch.num_rows(); ++row)
        ASSERT_EQ(Path("in.txt:") + std::string(batch.column(0).TextAt(row).substr(5)),
                  batch.column(1).TextAt(row));
}

TEST_F(TextSourceTest, CutsAtTheFirstSeparator) {
  EXPECT_EQ(Read("\xef\xbb\xbf"
                 "1 : {\"id\": \"a:b\"}\n-2:{\"id\":\"c\",\"x\":[{}]}  \r\n",
                 kScores)
                .text,
            "1|{\"id\": \"a:b\"}|a:b\n-2|{\"id\":\"c\",\"x\":[{}]}|c\n");
  EXPECT_EQ(Read("k => v => w\n", "separator: \"=>\", schema: {key: string, value: string}").text,
            "k|v => w\n");
  EXPECT_EQ(Read("a:\n:b\n",
                 "separator: \":\", schema: {k: {type: string, optional: true}, "
                 "v: {type: string, optional: true}}")
                .text,
            "a|null\nnull|b\n");
}

TEST_F(TextSourceTest, MatchesAPattern) {
  const std::string log =
      R"x(pattern: "(?P<day>[^ ]+) (?P<level>INFO|WARN)(?: user=(?P<user>.+?))?: (?P<what>.*)",
         schema: {what: string, day: date, level: string, user: {type: string, optional: true}})x";
  EXPECT_EQ(Read("2024-02-29 INFO: a: b\n2024-03-01 WARN user=ann: c\n", log).text,
            "a: b|2024-02-29|INFO|null\nc|2024-03-01|WARN|ann\n");
  EXPECT_EQ(Message("2024-02-29 INFO: a\nnonsense\n", log),
            "in.txt:2: the line does not match the pattern: 'nonsense'");
  EXPECT_EQ(Message("2024-02-30 INFO: a\n", log), "in.txt:1: '2024-02-30' is no date");
  EXPECT_EQ(Read("a=1\n", "pattern: \"(?P<k>.)=(?P<v>.)\"").text, "a|1\n");
}

TEST_F(TextSourceTest, EveryLineIsChecked) {
  const std::string good = "1: {\"id\": \"a\"}\n";
  const auto second = [&](const std::string& line) { return Message(good + line + "\n", kScores); };
  EXPECT_EQ(second("no score"), "in.txt:2: there is no ':' in the line: 'no score'");
  EXPECT_EQ(second(": {}"), "in.txt:2: there is no score");
  EXPECT_EQ(second("1.5: {}"), "in.txt:2: '1.5' is no bigint");
  EXPECT_EQ(second("x\x1b: {}"), "in.txt:2: 'x\\x1b' is no bigint");
  EXPECT_EQ(second("9223372036854775808: {}"),
            "in.txt:2: '9223372036854775808' does not fit into bigint");
  EXPECT_THAT(second("1: {\"id\": \"a\""), HasSubstr("in.txt:2: no valid JSON ("));
  EXPECT_THAT(second("1: {\"id\": \"a\"} x"), HasSubstr("no valid JSON"));
  EXPECT_EQ(second("1:"), "in.txt:2: no JSON, but nothing at all");
  EXPECT_EQ(second("1: 7"), "in.txt:2: an integer where an object is expected: '7'");
  EXPECT_EQ(second("1: [{\"id\": \"a\"}]"),
            "in.txt:2: a list without /id, where an object is expected: '[{\"id\": \"a\"}]'");
  EXPECT_EQ(second("1: {\"ID\": \"a\"}"),
            "in.txt:2: there is no /id in the JSON: '{\"ID\": \"a\"}'");
  EXPECT_EQ(second("1: {\"id\": null}"), "in.txt:2: /id is null: '{\"id\": null}'");
  EXPECT_EQ(second("1: {\"id\": 7}"),
            "in.txt:2: /id: expected string, found an integer, in: '{\"id\": 7}'");
  EXPECT_EQ(second("1: {\"id\": \"a\", \"id\": \"b\"}"),
            "in.txt:2: the key 'id' stands twice in an object: '{\"id\": \"a\", \"id\": \"b\"}'");
  EXPECT_EQ(second("1: {\"id\": \"\xff\"}"),
            "in.txt:2: no valid JSON, as it is not UTF-8: '{\"id\": \"?\"}'");
  EXPECT_THAT(second("1: {\"id\": \"" + std::string(3000, 'x')), HasSubstr("…'"));
  EXPECT_LT(second("1: {\"id\": \"" + std::string(3000, 'x')).size(), 400U);
  // Also of columns that nobody wants.
  const Scan only{.columns = std::vector<std::string>{"id"}};
  EXPECT_EQ(Read(good, kScores, only).text, "a\n");
  EXPECT_THROW(Read(good + "x: {\"id\": \"a\"}\n", kScores, only), Failure);
  EXPECT_THROW(
      Read(good + "1: {\"id\": \"a\",}\n", kScores, {.columns = std::vector<std::string>{"score"}}),
      Failure);
  EXPECT_EQ(Message("ok\nb\xff\n", ""), "in.txt:2: text that is not UTF-8: 'b?'");
  EXPECT_EQ(Message("ok\nlonger\n", "schema: {w: varchar(3)}"),
            "in.txt:2: 6 characters do not fit into varchar(3): 'longer'");
}

TEST_F(TextSourceTest, BlankLinesAreFineAtTheEndOnly) {
  EXPECT_EQ(Read("a\n\n \t\r\n\n", "").text, "a\n");
  EXPECT_EQ(Read("", "").count, 0);
  EXPECT_EQ(Read("\n\n", kScores).count, 0);
  EXPECT_EQ(Message("a\n\nb\n", ""), "in.txt:2: a line with nothing on it");
  EXPECT_EQ(Message("\n \na", ""), "in.txt:1: a line with nothing on it");
  EXPECT_EQ(Read("\na\n\n \nb\n\n", "blank_lines: skip").text, "a\nb\n");
}

TEST_F(TextSourceTest, RejectsWhatIsNoRow) {
  host_.keeps_rejects = true;
  EXPECT_EQ(Read("x: {}\n1: {\"id\": \"a\"}\n\n2: {\n3: {\"id\": \"b\"}\n\n", kScores).text,
            "1|{\"id\": \"a\"}|a\n3|{\"id\": \"b\"}|b\n");
  ASSERT_EQ(host_.rejects.size(), 3U);
  EXPECT_EQ(host_.rejects[0].position, Path("in.txt:1"));
  EXPECT_EQ(host_.rejects[0].column, "score");
  EXPECT_EQ(host_.rejects[1].position, Path("in.txt:3"));
  EXPECT_EQ(host_.rejects[2].position, Path("in.txt:4"));
  EXPECT_THAT(host_.rejected_data, ElementsAre("x: {}", "", "2: {"));
}

TEST_F(TextSourceTest, ALineHasALimit) {
  EXPECT_EQ(Read(std::string(600'000, 'a') + "\nb\n", "").count, 2);
  EXPECT_THAT(Message("a\n" + std::string(5000, 'b') + "\n", "max_line: 1024"),
              HasSubstr("in.txt:2: "));
}

TEST_F(TextSourceTest, CompressedFilesAndPatterns) {
  scratch_.Put("a1.txt.gz", compression::Gzipped("one\ntwo\n"));
  scratch_.Put("a2.txt", "three");
  EXPECT_EQ(etl::testing::ReadSource<TextSource>(host_, Options("", "a*")).text,
            "one\ntwo\nthree\n");
  EXPECT_EQ(etl::testing::ReadSplits<TextSource>(host_, Options("", "a*"), {0, 1}).text,
            "one\ntwo\nthree\n");
}

// At every cut of the file the same rows, rejects and places come, whichever split is read alone.
TEST_F(TextSourceTest, EverySplitGivesTheSame) {
  std::mt19937 random(7);
  for (int round = 0; round < 60; ++round) {
    std::string text;
    const std::size_t lines = random() % 200;
    for (std::size_t i = 0; i < lines; ++i) {
      const unsigned kind = random() % 12;
      if (kind == 0)
        text += "\n";
      else if (kind == 1)
        text += "bad line\n";
      else
        text += std::to_string(i) + ": {\"id\": \"" + std::string(random() % 40, 'x') + "\"}\n";
    }
    text += std::string(random() % 3, '\n');
    scratch_.Put("in.txt", text);
    const auto files = file_input::FindFiles({{Path("in.txt")}, {}}, "auto");
    const auto lines_of = [&](std::int64_t bytes) {
      Context context(host_.get());
      const file_input::SplitPlan plan(files, bytes);
      std::vector<std::string> found;
      LineReader reader(context, files[0], 1 << 20, file_input::Metered::kNo);
      for (std::int64_t i = 0; i < plan.count(); ++i) {
        reader.Open(plan.split(i));
        while (const auto line = reader.Next())
          found.push_back(reader.PlaceOf(reader.line()) + " " + std::string(*line));
      }
      return found;
    };
    const auto whole = lines_of(1 << 30);
    for (const std::int64_t bytes : {1, 3, 17, 100, 1000}) ASSERT_EQ(lines_of(bytes), whole);
  }
}

TEST_F(TextSourceTest, ABlankLineAtTheEndOfASplitIsJudgedByWhatFollows) {
  host_.get()->batch_bytes = 1000;      // splits of 256 KiB
  const std::size_t size = 256 * 1024;  // the blank line is the last that begins before the half
  scratch_.Put("in.txt",
               std::string(size, 'a') + "\n\n" + std::string(size - 3, 'a') + "\nb\n\n\n");
  host_.keeps_rejects = true;
  EXPECT_EQ(etl::testing::ReadSplits<TextSource>(host_, Options(""), {0}).count, 1);
  ASSERT_EQ(host_.rejects.size(), 1U);
  EXPECT_EQ(host_.rejects[0].position, Path("in.txt:2"));
  host_.rejects.clear();
  EXPECT_EQ(etl::testing::ReadSplits<TextSource>(host_, Options(""), {1}).count, 2);
  EXPECT_TRUE(host_.rejects.empty());
}

TEST_F(TextSourceTest, RefusesOptionsThatCannotWork) {
  EXPECT_THAT(Refused("separator: \":\", pattern: \"(?P<a>.)\""), HasSubstr("two ways"));
  EXPECT_THAT(Refused("separator: \":\""), HasSubstr("0 columns"));
  EXPECT_THAT(Refused("separator: \":\", schema: {a: int}"), HasSubstr("1 column "));
  EXPECT_THAT(Refused("separator: \"\", schema: {a: int, b: int}"), HasSubstr("empty"));
  EXPECT_THAT(Refused("pattern: \"(\""), HasSubstr("missing )"));
  EXPECT_THAT(Refused("pattern: \"a\""), HasSubstr("no named group"));
  EXPECT_THAT(Refused("pattern: \"(?P<a>.)\", schema: {b: int}"), HasSubstr("no group `b`"));
  EXPECT_THAT(Refused("pattern: \"(?P<a>.)(?P<b>.)\", schema: {b: int}"), HasSubstr("group `a`"));
  EXPECT_THAT(Refused("schema: {a: int, b: int}"), HasSubstr("a line is one column"));
  EXPECT_THAT(Refused("schema: {a: binary}"), HasSubstr("binary"));
  EXPECT_THAT(Refused("schema: {a: int, b: {type: int, path: /a/b}}"), HasSubstr("no JSON"));
  EXPECT_THAT(Refused("schema: {a: json, b: {type: int, path: /x/b}}"), HasSubstr("no part `x`"));
  EXPECT_THAT(Refused("schema: {a: json, b: {type: int, path: x}}"), HasSubstr("JSON pointer"));
  EXPECT_THAT(Refused("max_line: 10"), HasSubstr("max_line"));
}

}  // namespace
}  // namespace etl::text
