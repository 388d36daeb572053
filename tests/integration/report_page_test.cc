// SPDX-License-Identifier: Apache-2.0
// `etl run --report FILE.html` and `--log-file`: the page and the log of runs that end well, that
// fail, and that never begin.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/process/program.h"
#include "tests/support/process/temp_dir.h"

namespace etl {
namespace {

using process::ProgramResult;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kPipeline = R"(version: 1
name: "pets & <owners>"
params:
  token: {type: string, sensitive: true}
  least: {type: int, default: 1}
sources:
  pets:
    use: csv
    path: pets.csv
    schema: {id: int, name: string}
    assert:
      unique: [id]
      rows: {min: "${least}"}
  owners:
    use: csv
    path: owners.csv
    schema: {pet: int, owner: string}
transforms:
  both: {use: sort_merge_join, from: [pets, owners], keys: [id], right_keys: [pet]}
sinks:
  out: {use: json, from: both, path: out.json}
  secret: {use: json, from: pets, path: "${token}.json"}
)";

class ReportPage : public testing::Test {
 protected:
  ReportPage() {
    std::string pets = "id,name\n", owners = "pet,owner\n";
    for (int i = 0; i < 3000; ++i) pets += std::to_string(i) + ",<b>Luna</b>\n";
    for (int i = 1000; i < 3500; ++i) owners += std::to_string(i) + ",Ann\n";
    directory_.Write("pets.csv", pets);
    directory_.Write("owners.csv", owners);
    directory_.Write("p.yaml", kPipeline);
  }

  ProgramResult Run(const std::vector<std::string>& more = {}) {
    process::Arguments arguments{ETL_PROGRAM, "run",        "p.yaml", "--report",
                                 "run.html",  "--log-file", "run.log"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    process::ProgramOptions options;
    options.cwd = directory_.path();
    options.env["ETL_PARAM_TOKEN"] = "canary-77aa";
    return process::RunProgram(arguments, options);
  }
  std::string Page() const { return directory_.Read("run.html"); }

  process::TempDir directory_;
};

constexpr const char* kSomewhere[] = {"href", "src=", "url(", "@import", "<script", "<link"};

TEST_F(ReportPage, TellsWhatWasDone) {
  const ProgramResult result = Run();
  ASSERT_EQ(result.exit_code, 0) << result.Describe();
  const std::string page = Page();
  EXPECT_THAT(page,
              AllOf(HasSubstr("<h1>pets &amp; &lt;owners&gt;</h1>"), HasSubstr(">3,000 rows<"),
                    HasSubstr(">2,500 rows<"), HasSubstr(">2,000 rows in<"),
                    HasSubstr("<b>5,500</b><span>rows read</span>")));
  EXPECT_THAT(page, AllOf(HasSubstr("1,000 only in pets"), HasSubstr("2,000 pairs"),
                          HasSubstr("500 only in owners")));
  EXPECT_THAT(page, AllOf(HasSubstr("unique id"), HasSubstr("rows at least 1"), HasSubstr("✓ held"),
                          Not(HasSubstr("✗"))));
  EXPECT_THAT(page, AllOf(HasSubstr("<h2>Timeline</h2>"), HasSubstr("<h2>Memory</h2>")));
  EXPECT_THAT(page, AllOf(Not(HasSubstr("canary")), Not(HasSubstr("<b>Luna"))));
  for (const char* reference : kSomewhere) EXPECT_THAT(page, Not(HasSubstr(reference)));
}

TEST_F(ReportPage, IsWrittenOnFailure) {
  const ProgramResult result = Run({"-p", "least=5000"});
  ASSERT_EQ(result.exit_code, 1) << result.Describe();
  const std::string page = Page();
  EXPECT_THAT(page, AllOf(HasSubstr("failed, nothing published"),
                          HasSubstr("at least 5,000 expected, got 3,000"), HasSubstr("✗ broken"),
                          HasSubstr("class=\"source failed\""), Not(HasSubstr("canary"))));
  EXPECT_FALSE(std::filesystem::exists(directory_.path() / "out.json"));
}

TEST_F(ReportPage, IsWrittenWhereNothingRan) {
  directory_.Write(
      "p.yaml", std::string(kPipeline) + "  nonsense: {use: json, from: nobody, path: x.json}\n");
  const ProgramResult result = Run();
  ASSERT_EQ(result.exit_code, 2) << result.Describe();
  EXPECT_THAT(Page(), AllOf(HasSubstr("nobody"), HasSubstr("exit code 2"), HasSubstr("</html>"),
                            Not(HasSubstr("canary"))));
}

TEST_F(ReportPage, TheLogNamesTheRunOnEachLine) {
  directory_.Write("p.yaml", std::string(kPipeline));
  ASSERT_EQ(Run().exit_code, 0);
  ASSERT_EQ(Run({"--log-format", "json", "-p", "least=5000"}).exit_code, 1);
  std::istringstream lines(directory_.Read("run.log"));
  std::string line;
  std::getline(lines, line);
  EXPECT_THAT(line, HasSubstr(" info: run of pets & <owners> begins"));
  std::getline(lines, line);
  EXPECT_THAT(line, HasSubstr("ends: exit code 0, 5,500 rows read"));
  int json_lines = 0;
  std::string run_id;
  for (; std::getline(lines, line); ++json_lines) {
    const auto json = nlohmann::json::parse(line);
    if (run_id.empty()) run_id = json["run_id"];
    EXPECT_EQ(json["run_id"], run_id);
    EXPECT_THAT(line, Not(HasSubstr("canary")));
  }
  EXPECT_EQ(json_lines, 3);  // the beginning, the failure, the end
  EXPECT_THAT(Page(), HasSubstr(run_id));
}

TEST_F(ReportPage, ALogThatCannotBeWrittenIsTheEnvironments) {
  const ProgramResult result = Run({"--log-file", "no/such/folder/run.log"});
  EXPECT_EQ(result.exit_code, 2) << "an option that is given twice: " << result.Describe();
  process::ProgramOptions options;
  options.cwd = directory_.path();
  const ProgramResult other = process::RunProgram(
      {ETL_PROGRAM, "run", "p.yaml", "-p", "token=t", "--log-file", "p.yaml/run.log"}, options);
  EXPECT_EQ(other.exit_code, 3) << other.Describe();
  EXPECT_THAT(other.err, HasSubstr("cannot write the log p.yaml/run.log"));
}

}  // namespace
}  // namespace etl
