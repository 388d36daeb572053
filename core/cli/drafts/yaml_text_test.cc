// SPDX-License-Identifier: Apache-2.0
#include "cli/drafts/yaml_text.h"

#include <gtest/gtest.h>

#include "config/finding.h"
#include "config/yaml.h"

namespace etl::cli {
namespace {

// What a reader of the file gets of it.
std::string ReadBack(const std::string& written, bool as_key) {
  config::Findings findings;
  const config::Node node =
      config::ParseYaml((as_key ? written + ": x" : "k: " + written) + "\n", "test.yaml", findings);
  EXPECT_TRUE(findings.all().empty()) << written;
  if (node.entries().size() != 1) return "<none>";
  return as_key ? node.entries()[0].key : node.entries()[0].value.text();
}

const char* const kTexts[] = {"plain",
                              "two words",
                              "",
                              " ",
                              "a: b",
                              "a #b",
                              "#x",
                              "- x",
                              "null",
                              "~",
                              "true",
                              "12",
                              "1.5",
                              "[a]",
                              "{a: b}",
                              "a,b",
                              "it's",
                              "say \"x\"",
                              "back\\slash",
                              "tab\there",
                              "line\nbreak",
                              "ä 中",
                              "/a~1b/0",
                              "*x",
                              "&x",
                              "!x",
                              "%x",
                              "@x",
                              "`x`",
                              "|",
                              ">",
                              "?",
                              "a:",
                              "x ",
                              "\x01",
                              "varchar(50)",
                              "decimal(10,2)",
                              "sqlite:a b.db",
                              "mysql://u@h:1/d?socket=/x"};

TEST(YamlText, IsReadBackAsItWas) {
  for (const char* text : kTexts) {
    EXPECT_EQ(ReadBack(YamlText(text), false), text);
    EXPECT_EQ(ReadBack(YamlFlowText(text), false), text);
    EXPECT_EQ(ReadBack(YamlText(text), true), text);
  }
}

TEST(YamlText, IsPlainWhereThatIsSafe) {
  EXPECT_EQ(YamlText("decimal(10,2)"), "decimal(10,2)");
  EXPECT_EQ(YamlFlowText("decimal(10,2)"), "\"decimal(10,2)\"");
  EXPECT_EQ(YamlText("/data/users"), "/data/users");
  EXPECT_EQ(YamlText("null"), "\"null\"");
  EXPECT_EQ(YamlText("a${b}"), "\"a$${b}\"");
}

TEST(YamlMapping, GroupsPathsAndAlignsComments) {
  YamlMapping mapping;
  mapping.Set({"url"}, "x");
  mapping.Set({"tls", "mode"}, "off", "why");
  mapping.Set({"long_name"}, "1", "first");
  mapping.Set({"id"}, "2", "second");
  mapping.Set({"tls", "ca"}, "f");
  EXPECT_EQ(mapping.Text(2),
            "  url: x\n  tls:\n    mode: off  # why\n    ca: f\n  long_name: 1  # first\n"
            "  id: 2         # second\n");
}

}  // namespace
}  // namespace etl::cli
