// SPDX-License-Identifier: Apache-2.0
#include "plan/assertion.h"

#include <gtest/gtest.h>

#include "config/yaml.h"

namespace etl::plan {
namespace {

std::vector<Assertion> Read(const std::string& yaml, config::Findings& findings) {
  config::Step step;
  step.name = "matched";
  step.section = "transforms";
  step.assertions = config::ParseYaml(yaml, "test.yaml", findings);
  return ReadAssertions(step, findings);
}

TEST(ReadAssertions, ReadsCountsAndColumns) {
  config::Findings findings;
  const auto assertions = Read(
      "rows: {min: 1, max: 9}\nunmatched_left: {max: 0}\nunique: [id]\nnot_null: name\n", findings);
  ASSERT_FALSE(findings.has_errors()) << config::ToString(findings.all().front());
  ASSERT_EQ(assertions.size(), 4u);
  EXPECT_EQ(assertions[0].metric, "rows");
  EXPECT_EQ(assertions[0].min, 1);
  EXPECT_EQ(assertions[0].max, 9);
  EXPECT_EQ(assertions[1].min, std::nullopt);
  EXPECT_EQ(assertions[2].kind, Assertion::Kind::kUnique);
  EXPECT_EQ(assertions[3].columns, std::vector<std::string>{"name"});
}

TEST(ReadAssertions, SaysWhatIsWrong) {
  for (const auto& [yaml, expected] : std::vector<std::pair<std::string, std::string>>{
           {"row: {min: 1}", "did you mean `rows`?"},
           {"rows: {minimum: 1}", "unknown bound `minimum`"},
           {"rows: {min: -1}", "expected a count"},
           {"rows: {min: 3, max: 2}", "no run can pass"},
           {"rows: 3", "expected {min: N}"},
           {"unique: []", "expected a list of columns"}}) {
    config::Findings findings;
    Read(yaml, findings);
    ASSERT_TRUE(findings.has_errors()) << yaml;
    EXPECT_NE(config::ToString(findings.all().front()).find(expected), std::string::npos)
        << config::ToString(findings.all().front());
  }
}

}  // namespace
}  // namespace etl::plan
