// SPDX-License-Identifier: Apache-2.0
// A load into MySQL and two more sinks that is killed at any moment: each target is old or new, all
// are new after the next run, and no staging table is left.
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <filesystem>
#include <random>
#include <thread>

#include "tests/support/mariadb/private_mariadb.h"
#include "tests/support/process/child_process.h"
#include "tests/support/process/program.h"
#include "tests/support/process/temp_dir.h"

namespace etl::faults {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kMoments = 20;
#else
constexpr int kMoments = 70;
#endif
constexpr int kRows = 4000;
constexpr const char* kOld = "old\n";

class LoadFixture {
 public:
  LoadFixture() {
    std::string rows = "id,name\n";
    for (int i = 0; i < kRows; ++i) rows += std::to_string(i) + ",new\n";
    directory_.Write("rows.csv", rows);
    const std::string sink = "    from: rows\n    connection: db\n    key: [id]\n";
    directory_.Write("load.yaml",
                     "version: 1\nname: load\nconnections:\n  db: {url: \"" + server_.url() +
                         "\"}\nsources:\n  rows: {use: csv, path: rows.csv, schema: {id: int, "
                         "name: varchar(9)}}\nsinks:\n"
                         "  appended:\n" +
                         sink +
                         "    table: appended\n"
                         "  replaced:\n" +
                         sink +
                         "    table: replaced\n    mode: replace\n"
                         "  merged:\n" +
                         sink +
                         "    table: merged\n    mode: upsert\n"
                         "  file: {use: csv, from: rows, path: out.csv}\n");
  }
  // Half of the merged table's rows are there already, and differ.
  void WriteOld() {
    std::string sql;
    for (const char* table : {"appended", "replaced", "merged"})
      sql += std::string("DROP TABLE IF EXISTS ") + table + "; CREATE TABLE " + table +
             " (id INT NOT NULL PRIMARY KEY, name VARCHAR(9)) ENGINE=InnoDB; INSERT INTO " + table +
             " VALUES (-1, 'old');";
    server_.Execute(sql + "INSERT INTO merged SELECT seq, 'old' FROM seq_0_to_" +
                    std::to_string(kRows / 2 - 1));
    directory_.Write("out.csv", kOld);
  }
  process::Arguments Command() const {
    return {ETL_PROGRAM, "run", "load.yaml", "--state", "state"};
  }
  process::ProgramOptions Options() const {
    process::ProgramOptions options;
    options.cwd = directory_.path();
    return options;
  }
  std::string Counts(const std::string& table) {
    const mariadb::Row row =
        server_.Query("SELECT COUNT(*), SUM(name = 'new') FROM " + table).at(0);
    return *row[0] + "/" + row[1].value_or("0");
  }
  // True: new; false: old. Anything else is a failure.
  bool IsNew(const std::string& table, const std::string& old_counts,
             const std::string& new_counts) {
    const std::string counts = Counts(table);
    EXPECT_TRUE(counts == old_counts || counts == new_counts) << table << ": " << counts;
    return counts == new_counts;
  }
  void ExpectNothingIsLeft() {
    for (const mariadb::Row& row : server_.Query(
             "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'test' AND "
             "TABLE_NAME LIKE '%\\_\\_%'"))
      ADD_FAILURE() << "left: " << *row[0];
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path()))
      EXPECT_NE(entry.path().extension(), ".tmp") << entry.path();
    EXPECT_FALSE(std::filesystem::exists(directory_.path() / "state/load/journal"));
  }

  const process::TempDir& directory() const { return directory_; }

 private:
  mariadb::PrivateMariaDb server_;
  process::TempDir directory_;
};

const std::string kNewAppended = std::to_string(kRows + 1) + "/" + std::to_string(kRows),
                  kNewReplaced = std::to_string(kRows) + "/" + std::to_string(kRows),
                  kOldMerged = std::to_string(kRows / 2 + 1) + "/0";

TEST(LoadKill, AtAnyMomentLeavesOldOrNewAndRecoverAgrees) {
  LoadFixture load;
  load.WriteOld();
  const process::ProgramResult clean = process::RunProgram(load.Command(), load.Options());
  ASSERT_EQ(clean.exit_code, 0) << clean.Describe();
  EXPECT_NE(clean.err.find("rows updated 2,000"), std::string::npos) << clean.err;
  EXPECT_EQ(load.Counts("appended"), kNewAppended);
  EXPECT_EQ(load.Counts("replaced"), kNewReplaced);
  EXPECT_EQ(load.Counts("merged"), kNewAppended);
  load.ExpectNothingIsLeft();
  const auto length = std::max(clean.elapsed, std::chrono::milliseconds(50));

  std::mt19937 random(20170202);
  int killed = 0, committed = 0;
  for (int i = 0; i < kMoments; ++i) {
    load.WriteOld();
    {
      process::ChildProcess run(load.Command(), load.Options());
      std::this_thread::sleep_for(
          std::chrono::microseconds(random() % static_cast<unsigned>(length.count() * 1100)));
      run.Signal(SIGKILL);
      killed += run.Wait().signal == SIGKILL;
    }
    load.IsNew("replaced", "1/0", kNewReplaced);
    load.IsNew("merged", kOldMerged, kNewAppended);
    const process::ProgramResult recovered = process::RunProgram(
        {ETL_PROGRAM, "recover", "load.yaml", "--state", "state"}, load.Options());
    ASSERT_EQ(recovered.exit_code, 0) << "moment " << i << ": " << recovered.Describe();
    const bool fresh = load.IsNew("appended", "1/0", kNewAppended);
    EXPECT_EQ(load.IsNew("replaced", "1/0", kNewReplaced), fresh) << "moment " << i;
    EXPECT_EQ(load.IsNew("merged", kOldMerged, kNewAppended), fresh) << "moment " << i;
    EXPECT_EQ(load.directory().Read("out.csv") != kOld, fresh) << "moment " << i;
    load.ExpectNothingIsLeft();
    if (::testing::Test::HasFailure()) FAIL() << "moment " << i << "\n" << recovered.Describe();
    committed += fresh;
  }
  EXPECT_GT(killed, kMoments / 3) << "most runs had ended before they were killed";
  RecordProperty("killed", killed);
  RecordProperty("committed", committed);
}

}  // namespace
}  // namespace etl::faults
