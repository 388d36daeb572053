// SPDX-License-Identifier: Apache-2.0
#include "plan/option_check.h"

#include <gtest/gtest.h>

#include <string>

#include "config/yaml.h"

namespace etl::plan {
namespace {

plugin::Option Make(std::string name, etl_option_type type, std::uint32_t flags = 0) {
  plugin::Option option;
  option.name = std::move(name);
  option.type = type;
  option.flags = flags;
  option.help = "Help of " + option.name + ".";
  return option;
}

class OptionCheck : public testing::Test {
 protected:
  OptionCheck() {
    table_.role = ETL_TRANSFORM;
    table_.name = "test";
    component_.c = &table_;
    component_.role = ETL_TRANSFORM;
    component_.options = {Make("path", ETL_OPTION_PATH, ETL_OPTION_BINDING),
                          Make("limit", ETL_OPTION_INT),
                          Make("wait", ETL_OPTION_DURATION),
                          Make("body", ETL_OPTION_BYTES),
                          Make("keys", ETL_OPTION_LIST),
                          Make("where", ETL_OPTION_EXPRESSION),
                          Make("set", ETL_OPTION_EXPRESSION_MAP),
                          Make("flag", ETL_OPTION_BOOL),
                          Make("schema", ETL_OPTION_SCHEMA),
                          Make("match", ETL_OPTION_STRING)};
    component_.options.back().values = {"all", "zip"};
  }

  std::unique_ptr<OptionNode> Check(const std::string& yaml) {
    config::Step step;
    step.name = "s";
    step.section = "transforms";
    step.options = config::ParseYaml(yaml, "test.yaml", findings_).entries();
    return CheckOptions(config_, step, component_, secrets_, findings_).root;
  }
  // The only finding's text.
  std::string Finding(const std::string& yaml) {
    findings_ = {};
    Check(yaml);
    return findings_.all().size() == 1 ? config::ToString(findings_.all()[0])
                                       : std::to_string(findings_.all().size()) + " findings";
  }

  etl_component table_{};
  plugin::Component component_;
  config::PipelineConfig config_;
  config::Secrets secrets_;
  config::Findings findings_;
};

TEST_F(OptionCheck, GivesTextsInTheFormOfTheirType) {
  const auto root = Check(
      "limit: 0x10\nwait: 1.5s\nbody: 2KiB\nkeys: [a, b]\nset: {x: 1, y: lower(z)}\nflag: true\n"
      "schema: {id: int, n: {type: varchar(9), optional: true}}\n");
  ASSERT_FALSE(findings_.has_errors()) << config::ToString(findings_.all()[0]);
  EXPECT_EQ(root->Find("limit")->text, "16");
  EXPECT_EQ(root->Find("wait")->text, "1500");
  EXPECT_EQ(root->Find("body")->text, "2048");
  EXPECT_EQ(root->Find("keys")->children.size(), 2u);
  EXPECT_EQ(root->Find("set")->children[1].second.text, "lower(z)");
  EXPECT_EQ(root->Find("schema")->children[1].second.Find("optional")->text, "true");
  EXPECT_EQ(root->Find("path"), nullptr);
}

TEST_F(OptionCheck, SaysWhereAndWhatIsWrong) {
  EXPECT_EQ(Finding("limt: 3\n"),
            "test.yaml:1:1: error: transforms.s: unknown option `limt`; did you mean `limit`? "
            "[unknown-option]");
  EXPECT_EQ(
      Finding("limit: many\n"),
      "test.yaml:1:8: error: transforms.s.limit: expected an integer, got `many` [wrong-type]");
  EXPECT_EQ(Finding("wait: 30\n"),
            "test.yaml:1:7: error: transforms.s.wait: expected a duration such as 500ms, 30s, 5min "
            "or 2h, got `30` "
            "[wrong-type]");
  EXPECT_EQ(Finding("match: zap\n"),
            "test.yaml:1:8: error: transforms.s.match: `zap` is none of its values; one of all, "
            "zip [unknown-value]");
  EXPECT_EQ(
      Finding("flag: yes\n"),
      "test.yaml:1:7: error: transforms.s.flag: expected true or false, got `yes` [wrong-type]");
  EXPECT_NE(Finding("schema: {id: integr}\n").find("unknown type `integr`"), std::string::npos);
  EXPECT_NE(Finding("set: {a: coalesce(x, 0)}\n").find("a comma ended an expression"),
            std::string::npos);
  EXPECT_NE(Finding("keys:\n").find("has no value"), std::string::npos);
}

TEST_F(OptionCheck, FindsEverythingAtOnce) {
  Check("limit: many\nflag: yes\nkyes: [a]\nmatch: x\n");
  EXPECT_EQ(findings_.all().size(), 4u);
}

TEST_F(OptionCheck, NamesARequiredOptionThatIsMissing) {
  component_.options[0].flags |= ETL_OPTION_REQUIRED;
  EXPECT_NE(Finding("limit: 1\n").find("`path` is missing; Help of path."), std::string::npos);
}

TEST_F(OptionCheck, LetsADatasetSetOnlyBindingOptions) {
  config_.overrides = {{"s", "path", {}}, {"s", "limit", {}}};
  EXPECT_NE(Finding("path: a\nlimit: 1\n").find("a dataset cannot set `limit`"), std::string::npos);
}

}  // namespace
}  // namespace etl::plan
