// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "tests/integration/people.h"
#include "tests/support/mariadb/private_mariadb.h"
#include "tests/support/process/private_nginx.h"
#include "tests/support/process/program.h"
#include "tests/support/process/temp_dir.h"

namespace etl::integration {
namespace {

constexpr int kEachSide = 100'000;
constexpr int kPageSize = 1000;
constexpr const char* kPassword = "s3cret-pass";

// One pair of servers with all the people, for all tests.
class Users : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    people_ = MakePeople(kEachSide, 20170202);
    database_ = std::make_unique<mariadb::PrivateMariaDb>(mariadb::PrivateMariaDbOptions{true, {}});
    database_->Execute(std::string("CREATE USER app@'%' IDENTIFIED BY '") + kPassword +
                       "'; GRANT SELECT ON test.* TO app@'%'");
    nginx_ = std::make_unique<process::PrivateNginx>(process::PrivateNginxOptions{.gzip = true});
    for (int page = 1; page <= kEachSide / kPageSize; ++page)
      nginx_->Put("users/" + std::to_string(page) + ".json",
                  ToPage(people_.external, page, kPageSize));
  }
  static void TearDownTestSuite() {
    nginx_.reset();
    database_.reset();
  }

  // The table `user` in this collation, with an index or without.
  static void MakeTable(const std::string& collation, bool index) {
    database_->Execute(
        "DROP TABLE IF EXISTS user; CREATE TABLE user (id INT PRIMARY KEY, firstname VARCHAR(50), "
        "lastname VARCHAR(50),"
        " last_active_date DATE, platform_registered_on VARCHAR(25), practice_id INT, specialty "
        "VARCHAR(50),"
        " classification VARCHAR(50)" +
        std::string(index ? ", INDEX name (lastname, firstname)" : "") +
        ") DEFAULT CHARSET utf8mb4 COLLATE " + collation);
    constexpr std::size_t kRows = 5000;
    for (std::size_t begin = 0; begin < people_.internal.size(); begin += kRows)
      database_->Execute(
          ToSql(people_.internal, begin, std::min(people_.internal.size(), begin + kRows)));
  }

  std::string DatabaseUrl(const std::string& password = kPassword) const {
    return "mysql://app:" + password + "@127.0.0.1:" + std::to_string(database_->port()) + "/test";
  }
  process::ProgramResult Run(const std::vector<std::string>& more,
                             const std::string& password = kPassword) const {
    process::Arguments command{ETL_PROGRAM, "run",
                               std::string(ETL_SOURCE_DIR) + "/pipelines/users.yaml", "-p",
                               "today=2017-02-02"};
    command.insert(command.end(), more.begin(), more.end());
    process::ProgramOptions options;
    options.cwd = directory_.path();
    options.timeout = std::chrono::seconds(120);
    options.env = {{"USERS_DB_URL", DatabaseUrl(password)},
                   {"USERS_API_URL", nginx_->url("/users")}};
    return process::RunProgram(command, options);
  }
  static std::size_t Sessions() {
    // A session that was cut is gone from the list a moment later.
    for (int i = 0; i < 50; ++i) {
      if (database_->Query("SELECT id FROM information_schema.processlist WHERE user = 'app'")
              .empty())
        return 0;
      ::usleep(100'000);
    }
    return 1;
  }

  static inline People people_;
  static inline std::unique_ptr<mariadb::PrivateMariaDb> database_;
  static inline std::unique_ptr<process::PrivateNginx> nginx_;
  process::TempDir directory_;
};

TEST_F(Users, MatchAnIndependentComputationInEveryCollation) {
  const std::string expected = ExpectedJson(people_, kEachSide);
  ASSERT_GT(expected.size(), 1'000'000u);
  for (const auto& [collation, index] : {std::pair{"utf8mb4_general_ci", true},
                                         {"utf8mb4_bin", false},
                                         {"utf8mb4_unicode_ci", false}}) {
    SCOPED_TRACE(collation);
    MakeTable(collation, index);
    const process::ProgramResult result = Run({"-p", "sample=1000000"});
    ASSERT_EQ(result.exit_code, 0) << result.Describe();
    const std::string actual = directory_.Read("out/users.json");
    // Not EXPECT_EQ: a difference of megabytes helps nobody.
    const auto at = std::ranges::mismatch(actual, expected).in1 - actual.begin();
    ASSERT_TRUE(actual == expected)
        << "differs at byte " << at << ": ..."
        << actual.substr(static_cast<std::size_t>(std::max<long>(0, at - 200)), 400);
    EXPECT_EQ(Sessions(), 0u);
  }
}

TEST_F(Users, AllPairsAreThoseOfTheSqlJoin) {
  MakeTable("utf8mb4_unicode_ci", false);
  const process::ProgramResult result = Run({"-p", "match=all", "--json", "-q"});
  ASSERT_EQ(result.exit_code, 0) << result.Describe();
  EXPECT_NE(result.out.find("\"pairs\": " + std::to_string(CountAllPairs(people_)) + ","),
            std::string::npos)
      << result.Describe() << CountAllPairs(people_);
}

TEST_F(Users, SmallMemoryGivesTheSameBytes) {
  MakeTable("utf8mb4_bin", false);
  ASSERT_EQ(Run({"-p", "sample=1000000"}).exit_code, 0);
  const std::string expected = directory_.Read("out/users.json");
  const process::ProgramResult result =
      Run({"-p", "sample=1000000", "--memory", "12MiB", "--json", "-q"});
  ASSERT_EQ(result.exit_code, 0) << result.Describe();
  EXPECT_TRUE(directory_.Read("out/users.json") == expected);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  // What the program promises: no more than --memory and 24 MiB.
  const std::size_t at = result.out.find("\"peak_rss_bytes\": ");
  ASSERT_NE(at, std::string::npos);
  EXPECT_LE(std::stoll(result.out.substr(at + 18)), (12 + 24) << 20) << result.out;
#endif
}

TEST_F(Users, TheTableCanBeCreated) {
  MakeTable("utf8mb4_bin", false);
  ASSERT_EQ(Run({}).exit_code, 0);
  database_->Execute("DROP TABLE IF EXISTS user_active_status;" + directory_.Read("out/users.sql"));
  const auto columns = database_->Query(
      "SELECT column_name, column_type, is_nullable, extra FROM information_schema.columns"
      " WHERE table_schema = 'test' AND table_name = 'user_active_status' ORDER BY "
      "ordinal_position");
  ASSERT_EQ(columns.size(), 10u);
  EXPECT_EQ(columns[0], (mariadb::Row{"id", "int(11)", "NO", "auto_increment"}));
  EXPECT_EQ(columns[1], (mariadb::Row{"first_name", "varchar(50)", "YES", ""}));
  EXPECT_EQ(columns[2], (mariadb::Row{"last_name", "varchar(50)", "YES", ""}));
  EXPECT_EQ(columns[9], (mariadb::Row{"is_active_external_platform", "tinyint(1)", "YES", ""}));
}

TEST_F(Users, AWrongPasswordIsNeverPrinted) {
  const process::ProgramResult result = Run({"-v", "-v"}, "wr0ng-passw0rd");
  EXPECT_EQ(result.exit_code, 3) << result.Describe();
  EXPECT_NE(result.err.find("127.0.0.1:" + std::to_string(database_->port())), std::string::npos)
      << result.err;
  EXPECT_EQ((result.out + result.err).find("wr0ng-passw0rd"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(directory_.path() / "out/users.json"));
}

TEST_F(Users, AFailureClosesTheSession) {
  MakeTable("utf8mb4_bin", false);
  nginx_->Put("users/60.json", "{\"total_pages\": 100, \"users\": [{\"id\": \"x\"}]}");
  const process::ProgramResult result = Run({});
  nginx_->Put("users/60.json", ToPage(people_.external, 60, kPageSize));
  EXPECT_EQ(result.exit_code, 1) << result.Describe();
  EXPECT_NE(result.err.find("page 60"), std::string::npos) << result.err;
  EXPECT_EQ(Sessions(), 0u);
}

}  // namespace
}  // namespace etl::integration
