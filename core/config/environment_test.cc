// SPDX-License-Identifier: Apache-2.0
#include "config/environment.h"

#include <gmock/gmock.h>

#include "config/test_support.h"

namespace etl::config {
namespace {

using testing::ElementsAre;

std::string Value(const Environment& environment, const std::string& name) {
  const auto variable = environment.Get(name);
  return variable ? variable->value : "(not set)";
}

TEST(Environment, ReadsFilesOfVariables) {
  Environment environment([](const std::string&) { return std::nullopt; });
  Findings findings;
  environment.AddText(
      "\xEF\xBB\xBF# comment\r\n\r\nA=plain value # comment\r\nexport B=\"a \\\"b\\\"\\n#c\" # d\n"
      "C='lit\\n $x'\nD=\n E = a#b\nF=x=y",
      "x.env", findings);
  EXPECT_THAT(Lines(findings), ElementsAre());
  EXPECT_EQ(Value(environment, "A"), "plain value");
  EXPECT_EQ(Value(environment, "B"), "a \"b\"\n#c");
  EXPECT_EQ(Value(environment, "C"), "lit\\n $x");
  EXPECT_EQ(Value(environment, "D"), "");
  EXPECT_EQ(Value(environment, "E"), "a#b");
  EXPECT_EQ(Value(environment, "F"), "x=y");
  EXPECT_EQ(Value(environment, "G"), "(not set)");
}

TEST(Environment, NeverShowsALine) {
  Environment environment;
  Findings findings;
  environment.AddText("OK=1\nhunter2\nX=\"hunter2\n1X=hunter2\nY='a' hunter2", "x.env", findings);
  const std::string rest =
      "error: this line is not KEY=VALUE; write KEY=VALUE, with a value in closed quotes or in "
      "none "
      "[bad-env-file]";
  EXPECT_THAT(Lines(findings), ElementsAre("x.env:2:1: " + rest, "x.env:3:1: " + rest,
                                           "x.env:4:1: " + rest, "x.env:5:1: " + rest));
}

TEST(Environment, TheProcessWinsOverFilesAndALaterFileOverAnEarlier) {
  Environment environment([](const std::string& name) {
    return name == "A" ? std::optional<std::string>("process") : std::nullopt;
  });
  Findings findings;
  environment.AddText("A=1\nB=1", "1.env", findings);
  environment.AddText("A=2\nB=2", "2.env", findings);
  EXPECT_EQ(Value(environment, "A"), "process");
  EXPECT_EQ(Value(environment, "B"), "2");
  EXPECT_TRUE(environment.Get("B")->from_file);
}

TEST(Environment, AMissingFileIsAFinding) {
  Environment environment;
  Findings findings;
  environment.AddFile("no/such.env", findings);
  EXPECT_THAT(Lines(findings), ElementsAre("no/such.env: error: cannot read the --env-file: "
                                           "No such file or directory [cannot-read-file]"));
}

}  // namespace
}  // namespace etl::config
