// SPDX-License-Identifier: Apache-2.0
#include "config/yaml.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <string>

#include "config/read_file.h"
#include "config/scalar.h"
#include "config/test_support.h"

namespace etl::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> Problems(const std::string& text) {
  Findings findings;
  ParseYaml(text, "f", findings);
  return Lines(findings);
}

Node Good(const std::string& text) {
  Findings findings;
  Node node = ParseYaml(text, "f", findings);
  EXPECT_THAT(Lines(findings), ElementsAre());
  return node;
}

std::string Place(const Node* node) { return node ? ToString(node->mark()) : "none"; }

std::string Repeat(const std::string& text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

TEST(Yaml, KeepsOrderQuotesAndPlaces) {
  const Node root = Good("b: 'no'\na: no\r\nlist:\n  - x\n  - {ä: 1, k: \"v\"}\ntext: |\n  1\n");
  ASSERT_EQ(root.entries().size(), 4u);
  EXPECT_EQ(root.entries()[0].key, "b");
  EXPECT_EQ(ToString(root.entries()[1].key_mark), "f:2:1");
  EXPECT_TRUE(root.Find("b")->quoted());
  EXPECT_FALSE(root.Find("a")->quoted());
  EXPECT_EQ(Place(root.Find("a")), "f:2:4");
  const Node& list = *root.Find("list");
  EXPECT_EQ(Place(&list), "f:4:3");
  EXPECT_EQ(Place(list.items()[1].Find("k")), "f:5:15");  // columns are characters, not bytes
  EXPECT_EQ(root.Find("text")->text(), "1\n");
  EXPECT_TRUE(root.Find("text")->quoted());
  EXPECT_FALSE(AsInt(*root.Find("text")));
  EXPECT_EQ(root.Find("none"), nullptr);
}

TEST(Yaml, NullsHaveTheirOwnPlace) {
  const Node root =
      Good("a:\n\n# c\nb: ~\nc: null\nd:\n  -\n  # - x\n  - 1\n  -\ne: {f: , g: }\nh:\n");
  EXPECT_EQ(Place(root.Find("a")), "f:1:1");
  EXPECT_EQ(Place(root.Find("b")), "f:4:4");
  EXPECT_EQ(Place(root.Find("c")), "f:5:4");
  EXPECT_EQ(Place(&root.Find("d")->items()[0]), "f:7:3");
  EXPECT_EQ(Place(&root.Find("d")->items()[2]), "f:10:3");
  EXPECT_EQ(Place(root.Find("e")->Find("f")), "f:11:5");
  EXPECT_EQ(Place(root.Find("e")->Find("g")), "f:11:10");
  EXPECT_EQ(Place(root.Find("h")), "f:12:1");
  for (const char* key : {"a", "b", "c", "h"}) EXPECT_TRUE(root.Find(key)->is_null()) << key;
  EXPECT_EQ(Good("a: 'null'\nb: Nullable").Find("a")->text(), "null");
}

TEST(Yaml, AliasesShareTheirAnchor) {
  const Node root = Good("a: &x {k: [1, 2]}\nb: *x\nc: *x\n");
  EXPECT_EQ(root.Find("c")->Find("k")->items()[1].text(), "2");
  EXPECT_EQ(Place(root.Find("b")), "f:1:4");
}

TEST(Yaml, RemembersWhereReferencesStand) {
  const Node root = Good("a: \"ä${x}\n  ${y}\"\n");
  EXPECT_EQ(ToString(root.Find("a")->ReferenceMark(0)), "f:1:6");
  EXPECT_EQ(ToString(root.Find("a")->ReferenceMark(1)), "f:2:3");
  EXPECT_EQ(ToString(root.Find("a")->ReferenceMark(2)), "f:1:4");
}

TEST(Yaml, RefusesDuplicateAndMergeAndOddKeys) {
  EXPECT_THAT(
      Problems("a:\n  b: 1\n  c: 2\n  b: 3\n"),
      ElementsAre("f:4:3: error: a: duplicate key `b`, first set at 2:3; remove one of the two "
                  "[duplicate-key]"));
  EXPECT_THAT(
      Problems("a: &x {b: 1}\nc:\n  <<: *x\n"),
      ElementsAre("f:3:3: error: c: merge keys (`<<`) are not supported; write the keys out, or "
                  "use an alias for a whole value [merge-key]"));
  EXPECT_THAT(
      Problems("[a]: 1\nb: 2\n"),
      ElementsAre("f:1:1: error: a key must be a text, this one is a list; quote it if it begins "
                  "with `{` or `[` [bad-key]"));
  EXPECT_THAT(Problems("~: 1\n"),
              ElementsAre(HasSubstr("f:1:1: error: a key must be a text, this one is "
                                    "nothing")));
}

TEST(Yaml, RefusesTextsWithANul) {
  EXPECT_THAT(Problems("a:\n  b: \"x\\0y\"\n  \"c\\x00\": 1\n  d: [\"\\u0000\"]\n"),
              ElementsAre("f:2:6: error: a.b: the text holds a NUL byte; remove the escape: \\0, "
                          "\\x00 or \\u0000 [nul]",
                          HasSubstr("f:3:3: error: a: the text holds a NUL byte"),
                          HasSubstr("f:4:7: error: a.d[0]: the text holds a NUL byte")));
  EXPECT_THAT(Problems("a: '\\0'\n"), ElementsAre());
}

TEST(Yaml, RefusesTags) {
  EXPECT_THAT(
      Problems("a: !!python/object:os.system x\nb: !mine [1]\nc: !!str 1\n"),
      ElementsAre(
          "f:1:4: error: a: tags are not supported: `tag:yaml.org,2002:python/object:os.system`;"
          " remove it [tag]",
          "f:2:4: error: b: tags are not supported: `!mine`; remove it [tag]"));
}

TEST(Yaml, RefusesWhatIsNotOneDocument) {
  for (const char* text : {"", "\n", "# only a comment\n", "---\n", "---\n...\n", "~"}) {
    EXPECT_THAT(Problems(text), ElementsAre("f: error: the file is empty [empty-file]")) << text;
  }
  EXPECT_THAT(Problems("a: 1\n---\nb: 1\n"),
              ElementsAre(HasSubstr("f:2:1: error: the file holds a second YAML document")));
  EXPECT_THAT(Problems("%YAML 1.2\n---\na: 1\n...\n"), ElementsAre());
}

TEST(Yaml, HoldsAliasesToLimits) {
  EXPECT_THAT(Problems("a: &x [*x]\n"),
              ElementsAre("f:1:8: error: a[0]: the alias refers to a value that it is part of "
                          "[cyclic-alias]"));
  EXPECT_THAT(Problems("a: *nope\n"), ElementsAre(HasSubstr("f:1:4: error: not valid YAML")));
  EXPECT_THAT(Problems("a: &x 1\nb: [" + Repeat("*x, ", 1001) + "]\n"),
              ElementsAre(HasSubstr("more than 1000 aliases")));
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 40; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + Repeat(last + ", ", 9) +
            "]\n";
  }
  EXPECT_THAT(Problems(bomb),
              ElementsAre(HasSubstr("aliases expand the file to more than 10 times")));
  std::string tower = "a0: &a0 [x]\n";
  for (int i = 1; i < 100; ++i) {
    tower += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) +
             "]\n";
  }
  EXPECT_THAT(Problems(tower), ElementsAre(HasSubstr("nested more than 64 deep")));
}

TEST(Yaml, HoldsNestingToLimits) {
  const std::vector<std::string> nests{"[",  "{",   "{a: ", "[a: ", "- ", "? ", ": ",
                                       "[{", "{? ", "[? ",  "&a [", "{[", "[: "};
  for (const std::string& nest : nests) {
    EXPECT_FALSE(Problems(Repeat(nest, 100'000)).empty()) << nest;
    EXPECT_FALSE(Problems("a: " + Repeat(nest, 100'000)).empty()) << nest;
  }
  EXPECT_THAT(Problems(Repeat("[", 100'000)), ElementsAre(HasSubstr("nested more than 64 deep")));
  std::string blocks;
  for (int i = 0; i < 1000; ++i) blocks += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  EXPECT_THAT(Problems(blocks), ElementsAre(HasSubstr("nested more than 64 deep")));
  EXPECT_THAT(Problems(Repeat("[", 64) + Repeat("]", 64)), ElementsAre());
  EXPECT_THAT(Problems("a: \"" + Repeat("[", 1000) + "\" # " + Repeat("{", 1000)), ElementsAre());
}

TEST(Yaml, ReadsLargeFilesInTime) {
  for (const std::string unit : {"a, ", "\"a\": b, ", "a: b, ", "'", "x ", "&a b, ", "? a, "}) {
    Problems("[" + Repeat(unit, static_cast<int>(kMaxFileBytes / 8 / unit.size())));
  }
  std::string lines;
  for (int i = 0; lines.size() + 32 < kMaxFileBytes; ++i)
    lines += "key" + std::to_string(i) + ": v\n";
  EXPECT_THAT(Problems(lines), ElementsAre());
  EXPECT_THAT(Problems(std::string(kMaxFileBytes + 1, ' ')),
              ElementsAre("f: error: the file is larger than 1 MiB [file-too-large]"));
}

TEST(Yaml, SaysWhichTextItCannotRead) {
  EXPECT_THAT(Problems("a: 1\nb:\n\tc: 1\n"),
              ElementsAre("f:3:1: error: a tab in the indentation; indent with spaces "
                          "[tab-indentation]"));
  EXPECT_THAT(
      Problems("a: 1\nb: x\xFFy\n"),
      ElementsAre("f:2:5: error: byte 0xFF is not valid UTF-8; save the file as UTF-8 [not-utf8]"));
  for (const char* bad : {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\x80"}) {
    EXPECT_THAT(Problems(std::string("aaaa: ") + bad),
                ElementsAre(HasSubstr("f:1:7: error: byte 0x")));
  }
  EXPECT_THAT(Problems("\xFF\xFE"
                       "a"),
              ElementsAre("f: error: the file is UTF-16; save it as UTF-8 [not-utf8]"));
  EXPECT_THAT(Problems(std::string("a\0:\0 \0", 6)), ElementsAre(HasSubstr("the file is UTF-16")));
  EXPECT_THAT(
      Problems(std::string("abcd\0", 5)),
      ElementsAre("f:1:5: error: control character 0x00: this is not a text file [binary-file]"));
  EXPECT_THAT(Problems("\xEF\xBB\xBF"
                       "a: 1\n"),
              ElementsAre());
}

TEST(Yaml, ExplainsSyntaxErrors) {
  EXPECT_THAT(
      Problems("a: b: c\n"),
      ElementsAre("f:1:5: error: not valid YAML: illegal map value; quote a value that holds `: ` "
                  "[yaml-syntax]"));
  EXPECT_THAT(Problems("a: {url: ${env:X}}\n"),
              ElementsAre(HasSubstr("within { } and [ ], write \"${...}\" in quotes")));
  EXPECT_THAT(Problems("a: @x\n"),
              ElementsAre(HasSubstr("quote a value that begins with a special character")));
}

TEST(Yaml, RefusesWhatIsNoRegularFile) {
  const Workspace workspace;
  const auto problem = [](const char* path) {
    Findings findings;
    LoadYamlFile(path, findings);
    return findings.all().empty() ? "" : ToString(findings.all()[0]);
  };
  EXPECT_EQ(problem("none.yaml"),
            "none.yaml: error: cannot read the file: No such file or directory [cannot-read-file]");
  EXPECT_EQ(problem("."), ".: error: cannot read the file: it is a directory [cannot-read-file]");
  EXPECT_THAT(problem("/dev/zero"), HasSubstr("it is not a regular file"));
  ASSERT_EQ(mkfifo("fifo", 0600), 0);
  EXPECT_THAT(problem("fifo"), HasSubstr("it is a pipe, not a regular file"));
  workspace.Write("big.yaml", std::string(2 * kMaxFileBytes, '#'));
  EXPECT_THAT(problem("big.yaml"), HasSubstr("it is larger than 1 MiB"));
  workspace.Write("good.yaml", "a: 1");
  EXPECT_EQ(problem("good.yaml"), "");
}

}  // namespace
}  // namespace etl::config
