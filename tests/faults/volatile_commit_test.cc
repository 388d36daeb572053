// SPDX-License-Identifier: Apache-2.0
// One sink that commits in a transaction, beside a file: whatever becomes of the commit, both are
// new or both are old, at the latest after the next run or `etl recover`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "tests/support/process/program.h"
#include "tests/support/process/temp_dir.h"

namespace etl::faults {
namespace {

using process::ProgramResult;
using ::testing::HasSubstr;

constexpr const char* kOld = "old\n";

class VolatileCommit : public ::testing::Test {
 protected:
  VolatileCommit() {
    directory_.Write("rows.csv", "id\n1\n2\n");
    directory_.Write("out.csv", kOld);
  }

  void WritePipeline(const std::string& outcome, const std::string& sinks = "") {
    directory_.Write("p.yaml",
                     "version: 1\nname: p\nsources:\n  rows: {use: csv, path: rows.csv, "
                     "schema: {id: int}}\nsinks:\n" +
                         (sinks.empty() ? "  file: {use: csv, from: rows, path: out.csv}\n"
                                          "  ledger: {use: ledger, from: rows, path: "
                                          "ledger, outcome: " +
                                              outcome + "}\n"
                                        : sinks));
  }
  ProgramResult Etl(std::vector<std::string> words) {
    process::Arguments command{ETL_PROGRAM};
    for (std::string& word : words) command.push_back(std::move(word));
    for (const char* word : {"--state", "state", "--plugin-dir", ETL_TEST_PLUGINS})
      command.push_back(word);
    process::ProgramOptions options;
    options.cwd = directory_.path();
    return process::RunProgram(command, options);
  }
  ProgramResult Run(const std::string& outcome) {
    WritePipeline(outcome);
    return Etl({"run", "p.yaml"});
  }
  bool IsNew() const { return directory_.Read("out.csv") == "id\n1\n2\n"; }
  bool JournalIsThere() const {
    return std::filesystem::exists(directory_.path() / "state/p/journal");
  }
  std::int64_t Entries() const {
    if (!std::filesystem::exists(directory_.path() / "ledger")) return 0;
    const std::string text = directory_.Read("ledger");
    return std::count(text.begin(), text.end(), '\n');
  }
  void ExpectBoth(bool fresh) {
    EXPECT_EQ(IsNew(), fresh);
    EXPECT_EQ(Entries(), fresh ? 1 : 0);
    if (!fresh) {
      EXPECT_EQ(directory_.Read("out.csv"), kOld);
    }
    EXPECT_FALSE(JournalIsThere());
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path()))
      EXPECT_NE(entry.path().extension(), ".tmp") << entry.path();
  }

  process::TempDir directory_;
};

TEST_F(VolatileCommit, Commits) {
  const ProgramResult result = Run("committed");
  EXPECT_EQ(result.exit_code, 0) << result.Describe();
  ExpectBoth(true);
}

TEST_F(VolatileCommit, ARefusalUndoesAll) {
  const ProgramResult result = Run("refused");
  EXPECT_EQ(result.exit_code, 1) << result.Describe();
  EXPECT_THAT(result.err, HasSubstr("the ledger refuses it"));
  ExpectBoth(false);
}

TEST_F(VolatileCommit, ALostAnswerIsAskedFor) {
  ProgramResult result = Run("lost before");
  EXPECT_EQ(result.exit_code, 3) << result.Describe();
  EXPECT_THAT(result.err, HasSubstr("the answer of the ledger was lost; nothing was committed"));
  ExpectBoth(false);

  result = Run("lost after");
  EXPECT_EQ(result.exit_code, 0) << result.Describe();
  ExpectBoth(true);
}

TEST_F(VolatileCommit, WhatCannotBeAskedIsUnknownUntilItCan) {
  for (const bool by_recover : {true, false}) {
    directory_.Write("out.csv", kOld);
    std::filesystem::remove(directory_.path() / "ledger");
    ProgramResult result = Run("out of reach");
    EXPECT_EQ(result.exit_code, 5) << result.Describe();
    EXPECT_THAT(result.err, HasSubstr("it cannot be asked: the ledger is down"));
    EXPECT_THAT(result.err, HasSubstr("etl recover"));
    EXPECT_TRUE(JournalIsThere());
    EXPECT_FALSE(IsNew());
    result = Etl({"recover", "p.yaml"});
    EXPECT_EQ(result.exit_code, 5) << result.Describe();
    EXPECT_TRUE(JournalIsThere());

    std::filesystem::remove(directory_.path() / "ledger.down");
    if (by_recover) {
      result = Etl({"recover"});  // its options are not known without the file
      EXPECT_EQ(result.exit_code, 5) << result.Describe();
      EXPECT_THAT(result.err, HasSubstr("`etl recover` with its file"));
      result = Etl({"recover", "p.yaml"});
      EXPECT_EQ(result.exit_code, 0) << result.Describe();
      EXPECT_THAT(result.out, HasSubstr("had committed it"));
      ExpectBoth(true);
    } else {
      result = Run("refused");
      EXPECT_EQ(result.exit_code, 1) << result.Describe();
      ExpectBoth(true);  // of the run before
    }
  }
}

TEST_F(VolatileCommit, AProcessKilledAtTheCommitIsFinishedOrUndone) {
  EXPECT_NE(Run("killed before").exit_code, 0);
  EXPECT_TRUE(JournalIsThere());
  ProgramResult result = Etl({"recover", "p.yaml"});
  EXPECT_EQ(result.exit_code, 0) << result.Describe();
  EXPECT_THAT(result.out, HasSubstr("ledger: removed"));
  ExpectBoth(false);

  EXPECT_NE(Run("killed after").exit_code, 0);
  EXPECT_FALSE(IsNew());
  result = Etl({"recover", "p.yaml"});
  EXPECT_EQ(result.exit_code, 0) << result.Describe();
  EXPECT_THAT(result.out, HasSubstr("file: published"));
  ExpectBoth(true);
}

TEST_F(VolatileCommit, AStepThatIsGoneIsSaidSo) {
  EXPECT_NE(Run("killed after").exit_code, 0);
  WritePipeline("", "  other: {use: csv, from: rows, path: other.csv}\n");
  for (const char* verb : {"run", "recover"}) {
    const ProgramResult result = Etl({verb, "p.yaml"});
    EXPECT_EQ(result.exit_code, 5) << result.Describe();
    EXPECT_THAT(result.err, HasSubstr("no sound sink ledger of the plugin ledger any more"));
    EXPECT_TRUE(JournalIsThere());
  }
  const ProgramResult bare = Etl({"recover"});
  EXPECT_EQ(bare.exit_code, 5) << bare.Describe();
  EXPECT_THAT(bare.err, HasSubstr("which takes the options that the pipeline gives it"));
  WritePipeline("committed");
  EXPECT_EQ(Etl({"recover", "p.yaml"}).exit_code, 0);
  ExpectBoth(true);
}

TEST_F(VolatileCommit, TwoAreRefusedBeforeAnythingIsRead) {
  WritePipeline("",
                "  a: {use: ledger, from: rows, path: ledger}\n"
                "  b: {use: ledger, from: rows, path: ledger2}\n");
  const ProgramResult result = Etl({"run", "p.yaml"});
  EXPECT_EQ(result.exit_code, 2) << result.Describe();
  EXPECT_THAT(result.err, HasSubstr("both commit inside an open transaction"));
  EXPECT_EQ(Entries(), 0);

  WritePipeline("",
                "  a: {use: ledger, from: rows, path: ledger}\n"
                "  b: {use: ledger, from: rows, path: ledger2, mode: stage}\n");
  EXPECT_EQ(Etl({"run", "p.yaml"}).exit_code, 0);
  EXPECT_EQ(Entries(), 1);
  EXPECT_FALSE(directory_.Read("ledger2").empty());
}

TEST_F(VolatileCommit, ADryRunCommitsNothing) {
  WritePipeline("committed");
  const ProgramResult result = Etl({"run", "p.yaml", "--dry-run"});
  EXPECT_EQ(result.exit_code, 0) << result.Describe();
  ExpectBoth(false);
}

}  // namespace
}  // namespace etl::faults
