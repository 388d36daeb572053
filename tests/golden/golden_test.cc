// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "tests/golden/golden_case.h"
#include "tests/golden/workspace.h"

namespace etl::golden {
namespace {

class Golden : public testing::TestWithParam<std::filesystem::path> {
 protected:
  // Compares, or in an update takes over what came.
  void Expect(Section& section, const std::string& actual) {
    if (updating_) {
      section.text = actual;
      return;
    }
    EXPECT_EQ(section.text, actual) << "=== " << section.kind << " " << section.argument;
  }
  void Apply(Section& section);

  const bool updating_ = std::getenv("ETL_UPDATE_GOLDEN") != nullptr;
  Workspace workspace_;
  process::ProgramResult result_;
};

// Text with a line break at its end, as sections have it.
std::string Lines(std::string text) {
  if (!text.empty() && text.back() != '\n') text += "\n(no line break at the end)\n";
  return text;
}

void Golden::Apply(Section& section) {
  if (section.kind == "file") return workspace_.AddFile(section.argument, section.text);
  if (section.kind == "sqlite") return workspace_.AddDatabase(section.argument, section.text);
  if (section.kind == "http") return workspace_.AddPage(section.argument, section.text);
  if (section.kind == "env") return workspace_.SetVariable(section.argument);
  if (section.kind == "run") {
    result_ = workspace_.Run(section.argument);
    ASSERT_FALSE(result_.timed_out) << result_.Describe();
    ASSERT_EQ(result_.signal, 0) << result_.Describe();
  } else if (section.kind == "exit") {
    if (updating_) section.argument = std::to_string(result_.exit_code);
    EXPECT_EQ(section.argument, std::to_string(result_.exit_code)) << result_.Describe();
  } else if (section.kind == "stdout") {
    Expect(section, workspace_.Normalize(Lines(result_.out)));
  } else if (section.kind == "stderr") {
    Expect(section, workspace_.Normalize(Lines(result_.err)));
  } else if (section.kind == "output") {
    const auto text = workspace_.Read(section.argument);
    ASSERT_TRUE(text) << "no file " << section.argument << "\n" << result_.Describe();
    Expect(section, workspace_.Normalize(Lines(*text)));
  } else if (section.kind == "absent") {
    std::string name = section.argument;
    if (name.ends_with('*')) {
      name.pop_back();
      EXPECT_EQ(workspace_.Matching(name), "");
    } else {
      EXPECT_EQ(workspace_.Read(name), std::nullopt) << name;
    }
  } else {
    ASSERT_EQ(section.kind, "about") << "unknown section";
  }
}

TEST_P(Golden, Case) {
  std::vector<Section> sections = ReadCase(GetParam());
  ASSERT_TRUE(std::ranges::any_of(sections, [](const Section& s) { return s.kind == "exit"; }))
      << "expects nothing";
  for (Section& section : sections) {
    Apply(section);
    if (HasFatalFailure()) return;
  }
  if (updating_) WriteCase(GetParam(), sections);
}

std::vector<std::filesystem::path> Cases() {
  std::vector<std::filesystem::path> cases;
  for (const auto& entry : std::filesystem::directory_iterator(ETL_GOLDEN_CASES))
    cases.push_back(entry.path());
  std::ranges::sort(cases);
  return cases;
}

INSTANTIATE_TEST_SUITE_P(Cases, Golden, testing::ValuesIn(Cases()), [](const auto& test) {
  std::string name = test.param.stem().string();
  std::ranges::replace_if(
      name, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); }, '_');
  return name;
});

}  // namespace
}  // namespace etl::golden
