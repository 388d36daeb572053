// SPDX-License-Identifier: Apache-2.0
#include "config/finding.h"

#include <gmock/gmock.h>

#include <memory>

#include "config/test_support.h"

namespace etl::config {
namespace {

using testing::ElementsAre;

const auto kFile = std::make_shared<const std::string>("pipelines/users.yaml");

TEST(Finding, ReadsLikeACompilerMessage) {
  Findings findings;
  findings.Error({kFile, 12, 7}, "unknown-key", "transforms.matched", "unknown option `key`",
                 "did you mean `keys`?");
  EXPECT_THAT(
      Lines(findings),
      ElementsAre("pipelines/users.yaml:12:7: error: transforms.matched: unknown option `key`; "
                  "did you mean `keys`? [unknown-key]"));
  EXPECT_TRUE(findings.has_errors());
}

TEST(Finding, StandsInTheOrderOfTheFile) {
  Findings findings;
  findings.Warning({kFile, 3, 1}, "c", "", "third");
  findings.Error({kFile, 2, 9}, "b", "", "second");
  findings.Error({}, "a", "", "first");
  findings.Warning({kFile, 3, 1}, "c", "", "fourth");
  EXPECT_THAT(Lines(findings),
              ElementsAre("error: first [a]", "pipelines/users.yaml:2:9: error: second [b]",
                          "pipelines/users.yaml:3:1: warning: third [c]",
                          "pipelines/users.yaml:3:1: warning: fourth [c]"));
}

TEST(Finding, IsSaidOnce) {
  Findings findings;
  findings.Error({kFile, 1, 1}, "a", "sources.x", "same");
  findings.Error({kFile, 1, 1}, "a", "sources.y", "same");
  EXPECT_EQ(findings.all().size(), 1u);
  EXPECT_EQ(findings.errors(), 1u);
}

TEST(Finding, DoesNotControlTheTerminal) {
  Findings findings;
  findings.Warning({}, "a", "", "\x1b[31mred\r\nnew line");
  EXPECT_THAT(Lines(findings), ElementsAre("warning: \\x1b[31mred\\x0d\\nnew line [a]"));
  EXPECT_FALSE(findings.has_errors());
}

}  // namespace
}  // namespace etl::config
