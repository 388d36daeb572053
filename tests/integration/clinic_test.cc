// SPDX-License-Identifier: Apache-2.0
// The clinic's pipelines and incremental sources on a server of their own.
#include <gtest/gtest.h>

#include <memory>

#include "tests/support/mariadb/private_mariadb.h"
#include "tests/support/process/program.h"
#include "tests/support/process/temp_dir.h"

namespace etl::integration {
namespace {

class Clinic : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    database_ = std::make_unique<mariadb::PrivateMariaDb>(mariadb::PrivateMariaDbOptions{true, {}});
    database_->Execute(
        "CREATE USER app@'%' IDENTIFIED BY 'pass'; GRANT SELECT ON test.* TO app@'%'");
  }
  static void TearDownTestSuite() { database_.reset(); }

  Clinic() {
    database_->Execute("DROP DATABASE test; CREATE DATABASE test CHARACTER SET utf8mb4");
    options_.cwd = directory_.path();
  }

  static std::string Pipelines(const std::string& name) {
    return std::string(ETL_SOURCE_DIR) + "/pipelines/" + name;
  }
  static std::string Url() {
    return "mysql://app:pass@127.0.0.1:" + std::to_string(database_->port()) + "/test";
  }
  // As `datasets/demo/NAME.sql` says.
  static void Load(const std::string& name) {
    database_->Execute("SET NAMES utf8mb4; " +
                       process::ReadFile(Pipelines("datasets/demo/" + name + ".sql")));
  }
  process::ProgramResult Run(const std::string& pipeline, const std::vector<std::string>& more) {
    process::Arguments command{ETL_PROGRAM, "run", pipeline};
    command.insert(command.end(), more.begin(), more.end());
    return process::RunProgram(command, options_);
  }
  // The list, or why there is none.
  std::string Cats(const std::string& pipeline, std::vector<std::string> more) {
    const process::ProgramResult result = Run(Pipelines(pipeline), more);
    EXPECT_EQ(result.exit_code, 0) << result.Describe();
    return directory_.Read("out/clinic_cats.json");
  }

  static inline std::unique_ptr<mariadb::PrivateMariaDb> database_;
  process::TempDir directory_;
  process::ProgramOptions options_;
};

TEST_F(Clinic, ListsTheSameCatsAsInAFile) {
  Load("clinic");
  const std::vector<std::string> file{"--dataset", Pipelines("datasets/clinic_demo.yaml"), "-p",
                                      "clinic=Happy Paws"};
  const std::vector<std::string> server{"-p", "db_url=" + Url(), "-p", "clinic=Happy Paws"};
  const std::string expected = Cats("clinic_cats.yaml", file);
  EXPECT_NE(expected.find("Žofie"), std::string::npos);
  EXPECT_EQ(Cats("clinic_cats.yaml", server), expected);
  EXPECT_EQ(Cats("clinic_cats_joins.yaml", server), expected);
}

TEST_F(Clinic, ReadsOtherTablesByADatasetAlone) {
  Load("practice");
  const std::vector<std::string> file{"--dataset", Pipelines("datasets/clinic_practice.yaml"), "-p",
                                      "clinic=Harbour Vets"};
  std::vector<std::string> server = file;
  server.insert(server.end(), {"-p", "db_url=" + Url()});
  const std::string expected = Cats("clinic_cats.yaml", file);
  EXPECT_EQ(Cats("clinic_cats.yaml", server), expected);
}

TEST_F(Clinic, NeverAsksOncePerRow) {
  Load("clinic");
  database_->Execute(
      "INSERT INTO cats SELECT seq, concat('cat ', seq), 'owner', NULL FROM seq_1000_to_4499;"
      "INSERT INTO appointments SELECT seq, 5, seq, '2023-01-01', NULL FROM seq_1000_to_4499");
  const process::ProgramResult result =
      Run(Pipelines("clinic_cats.yaml"),
          {"-p", "db_url=" + Url(), "-p", "clinic=Happy Paws", "--profile"});
  ASSERT_EQ(result.exit_code, 0) << result.Describe();
  EXPECT_NE(result.err.find("cats             3,504 rows, bytes"), std::string::npos) << result.err;
  EXPECT_NE(result.err.find("keys 3,505, queries 4"), std::string::npos) << result.err;
  EXPECT_NE(result.err.find("WHERE id IN (1000 keys)"), std::string::npos) << result.err;
}

TEST_F(Clinic, ReadsOnlyWhatIsNewByTime) {
  directory_.Write("news.yaml", R"(version: 1
name: news
params:
  db_url: {type: string}
connections:
  db: {url: "${db_url}"}
sources:
  visit:
    connection: db
    table: visit
    incremental: {cursor: at}
    schema: {id: bigint, at: timestamp}
sinks:
  out: {use: csv, from: visit, path: out.csv}
)");
  database_->Execute(
      "CREATE TABLE visit (id INT PRIMARY KEY, at DATETIME(6) NOT NULL);"
      "INSERT INTO visit VALUES (1, '2023-05-31 23:59:59'), (2, '2023-06-01 10:00:00.5')");
  const std::vector<std::string> more{"-p", "db_url=" + Url(), "--profile"};
  ASSERT_EQ(Run("news.yaml", more).exit_code, 0);
  database_->Execute(
      "INSERT INTO visit VALUES (3, '2023-06-01 10:00:00.500001'), (4, '2023-06-01 09:00:00')");
  const process::ProgramResult result = Run("news.yaml", more);
  ASSERT_EQ(result.exit_code, 0) << result.Describe();
  EXPECT_NE(result.err.find("WHERE at >= "), std::string::npos) << result.err;
  EXPECT_EQ(directory_.Read("out.csv"), "id,at\n3,2023-06-01T10:00:00.500001\n");
}

// A user who may only read.
TEST_F(Clinic, IsToldBeforeARunWhatTheUserMayNotDo) {
  database_->Execute(
      "CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(9)); CREATE TABLE bits (b BIT(3), e INT)");
  directory_.Write("in.csv", "id,name\n1,a\n");
  const auto write = [&](const std::string& lookup, const std::string& mode) {
    directory_.Write(
        "p.yaml",
        "version: 1\nname: p\nconnections:\n  db: {url: \"" + Url() +
            "\"}\nsources:\n  rows: {use: csv, path: in.csv, schema: {id: int, name: string}}\n"
            "transforms:\n  found: {use: lookup, connection: db, from: rows, " +
            lookup + "}\nsinks:\n  out: {connection: db, from: rows, table: t, mode: " + mode +
            "}\n  kept: {use: json, from: found, path: kept.json}\n");
  };
  const auto says = [&](const std::string& words) {
    const auto result =
        process::RunProgram({ETL_PROGRAM, "validate", "--connect", "p.yaml"}, options_);
    EXPECT_NE(result.err.find(words), std::string::npos) << words << "\n" << result.Describe();
    return result.exit_code;
  };
  const std::string good = "table: t, keys: [id], schema: {id: int, name: string}";
  write(good, "append");
  EXPECT_EQ(says("sinks.out: 127.0.0.1"), 3);
  EXPECT_EQ(says("INSERT command denied"), 3);
  write("table: bits, on: {id: b}, schema: {b: int, e: int}", "replace");
  EXPECT_EQ(says("cannot look up `b`, which is bit(3) there"), 2);
  write("query: \"SELECT id, nam FROM t\", keys: [id], schema: {id: int}", "replace");
  EXPECT_EQ(says("p.yaml:8:59: error: transforms.found: 127.0.0.1"), 2);
  EXPECT_EQ(database_->Query("SHOW TABLES").size(), 2u);

  // Not even a staging table can be made, and so there is none to remove.
  write(good, "replace");
  for (int i = 0; i < 2; ++i) {
    const auto result = Run("p.yaml", {});
    EXPECT_EQ(result.exit_code, 3);
    EXPECT_NE(result.err.find("cannot open the table t: CREATE command denied"), std::string::npos)
        << result.Describe();
  }
}

}  // namespace
}  // namespace etl::integration
