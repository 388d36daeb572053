// SPDX-License-Identifier: Apache-2.0
// A run that was recorded, done again without its servers: the same bytes at every memory and
// thread count; masked, the same numbers and none of the values; and recordings that are not what
// they were.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "tests/integration/people.h"
#include "tests/support/mariadb/private_mariadb.h"
#include "tests/support/process/private_nginx.h"
#include "tests/support/process/program.h"
#include "tests/support/process/temp_dir.h"

namespace etl::integration {
namespace {

namespace fs = std::filesystem;
using process::ProgramResult;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kEachSide = 20'000;
constexpr int kPageSize = 1000;
constexpr const char* kPassword = "s3cret-pass";
const std::string kUsers = std::string(ETL_SOURCE_DIR) + "/pipelines/users.yaml";

// "matched": {... "rows_out": N ...
std::string RowsOf(const ProgramResult& result, const std::string& step) {
  const std::size_t at = result.out.find("\"" + step + "\": {");
  const std::size_t rows = result.out.find("\"rows_out\": ", at);
  return result.out.substr(rows, result.out.find(',', rows) - rows);
}

// A recording of the users pipeline, and one with masks; the servers are gone since.
class ReplayUsers : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    directory_ = std::make_unique<process::TempDir>();
    const People people = MakePeople(kEachSide, 20170202);
    mariadb::PrivateMariaDb database(mariadb::PrivateMariaDbOptions{true, {}});
    database.Execute(std::string("CREATE USER app@'%' IDENTIFIED BY '") + kPassword +
                     "'; GRANT SELECT ON test.* TO app@'%'");
    database.Execute(
        "CREATE TABLE user (id INT PRIMARY KEY, firstname VARCHAR(50), lastname VARCHAR(50), "
        "last_active_date DATE, platform_registered_on VARCHAR(25), practice_id INT, specialty "
        "VARCHAR(50), classification VARCHAR(50)) DEFAULT CHARSET utf8mb4 COLLATE utf8mb4_bin");
    for (std::size_t begin = 0; begin < people.internal.size(); begin += 5000)
      database.Execute(
          ToSql(people.internal, begin, std::min(people.internal.size(), begin + 5000)));
    process::PrivateNginx nginx(process::PrivateNginxOptions{.gzip = true});
    for (int page = 1; page <= kEachSide / kPageSize; ++page)
      nginx.Put("users/" + std::to_string(page) + ".json",
                ToPage(people.external, page, kPageSize));
    const std::map<std::string, std::optional<std::string>> env{
        {"USERS_DB_URL", std::string("mysql://app:") + kPassword +
                             "@127.0.0.1:" + std::to_string(database.port()) + "/test"},
        {"USERS_API_URL", nginx.url("/users")}};
    const auto run = [&](std::vector<std::string> more) {
      return Etl({"-p", "today=2017-02-02", "-p", "sample=1000000"}, std::move(more), env);
    };
    plain_ = run({"-p", "out_dir=plain"});
    recorded_ = run({"-p", "out_dir=recorded", "--record", "tapes/users"});
    masked_ =
        run({"-p", "out_dir=recorded", "--record", "tapes/masked", "--mask", "internal.lastname",
             "--mask", "internal.firstname", "--mask", "external.lastname", "--mask",
             "external.firstname", "--mask", "internal.last_active_date"});
  }
  static void TearDownTestSuite() { directory_.reset(); }

  static ProgramResult Etl(std::vector<std::string> first, std::vector<std::string> more,
                           std::map<std::string, std::optional<std::string>> env = {
                               {"USERS_DB_URL", std::nullopt}, {"USERS_API_URL", std::nullopt}}) {
    process::Arguments command{ETL_PROGRAM, "run", kUsers, "--json", "-q"};
    command.insert(command.end(), first.begin(), first.end());
    command.insert(command.end(), more.begin(), more.end());
    process::ProgramOptions options;
    options.cwd = directory_->path();
    options.timeout = std::chrono::seconds(120);
    options.env = std::move(env);
    return process::RunProgram(command, options);
  }
  static std::string Output(const std::string& folder) {
    return directory_->Read(folder + "/users.json") + directory_->Read(folder + "/users.sql");
  }
  static std::string AllFiles(const std::string& recording) {
    std::string all;
    for (const auto& entry : fs::directory_iterator(directory_->path() / recording))
      all += process::ReadFile(entry.path());
    return all;
  }

  static inline std::unique_ptr<process::TempDir> directory_;
  static inline ProgramResult plain_, recorded_, masked_;
};

TEST_F(ReplayUsers, RecordingDoesNotChangeARun) {
  ASSERT_EQ(plain_.exit_code, 0) << plain_.Describe();
  ASSERT_EQ(recorded_.exit_code, 0) << recorded_.Describe();
  EXPECT_TRUE(Output("plain") == Output("recorded"));
  EXPECT_GT(Output("plain").size(), 100'000U);
  EXPECT_THAT(recorded_.out, HasSubstr("\"recorded\": \"tapes/users\""));
}

// Not even the parameters need to be given again.
TEST_F(ReplayUsers, GivesTheSameBytesWithoutItsServers) {
  for (const auto& [memory, threads] :
       {std::pair{"64MiB", "1"}, {"64MiB", "4"}, {"12MiB", "2"}, {"200MiB", "3"}}) {
    SCOPED_TRACE(std::string(memory) + " " + threads);
    fs::remove_all(directory_->path() / "again");
    const ProgramResult result = Etl({"--replay", "tapes/users", "-p", "out_dir=again"},
                                     {"--memory", memory, "--threads", threads});
    ASSERT_EQ(result.exit_code, 0) << result.Describe();
    EXPECT_TRUE(Output("again") == Output("plain"));
    EXPECT_EQ(RowsOf(result, "matched"), RowsOf(plain_, "matched"));
    EXPECT_THAT(result.out, HasSubstr("\"replayed_from\": \"tapes/users\""));
  }
}

TEST_F(ReplayUsers, HoldsNoSecret) {
  // Not HasSubstr: megabytes help nobody.
  EXPECT_EQ(AllFiles("tapes/users").find(kPassword), std::string::npos);
  EXPECT_EQ(AllFiles("tapes/users").find("127.0.0.1"), std::string::npos);
  const auto mode = fs::status(directory_->path() / "tapes/users").permissions();
  EXPECT_EQ(mode & (fs::perms::group_all | fs::perms::others_all), fs::perms::none);
}

TEST_F(ReplayUsers, MaskedPeopleStillMatchAndCannotBeRead) {
  ASSERT_EQ(masked_.exit_code, 0) << masked_.Describe();
  const ProgramResult result = Etl({"--replay", "tapes/masked", "-p", "out_dir=again"}, {});
  ASSERT_EQ(result.exit_code, 0) << result.Describe();
  for (const char* step : {"internal", "external", "matched", "activity"})
    EXPECT_EQ(RowsOf(result, step), RowsOf(plain_, step)) << step;
  const std::string plain = AllFiles("tapes/users"), masked = AllFiles("tapes/masked");
  const std::size_t at = plain.find("\"lastname\":\"") + 12;
  const std::string name = plain.substr(at, plain.find('"', at) - at);
  ASSERT_GT(name.size(), 3U);
  EXPECT_NE(plain.find("\"" + name + "\""), std::string::npos);
  EXPECT_EQ(masked.find("\"" + name + "\""), std::string::npos);
}

TEST_F(ReplayUsers, AnotherParameterWorksOnTheSameRows) {
  const ProgramResult result =
      Etl({"--replay", "tapes/users", "-p", "out_dir=again", "-p", "match=all"}, {});
  ASSERT_EQ(result.exit_code, 0) << result.Describe();
  EXPECT_NE(RowsOf(result, "matched"), RowsOf(plain_, "matched"));
}

TEST_F(ReplayUsers, WhatIsNotAsItWasRecordedIsRefused) {
  const fs::path tape = directory_->path() / "bent";
  const auto refused = [&](const std::string& what) {
    fs::remove_all(directory_->path() / "no");
    const ProgramResult result = Etl({"--replay", "bent", "-p", "out_dir=no"}, {});
    EXPECT_EQ(result.exit_code, 3) << result.Describe();
    EXPECT_THAT(result.err, HasSubstr(what));
    EXPECT_FALSE(fs::exists(directory_->path() / "no/users.json"));
    fs::remove_all(tape);
    fs::copy(directory_->path() / "tapes/users", tape, fs::copy_options::recursive);
  };
  refused("there is no recording bent");
  std::string rows = process::ReadFile(tape / "internal.jsonl");
  rows[rows.size() / 2] ^= 1;
  process::WriteFile(tape / "internal.jsonl", rows);
  refused("internal.jsonl is not what was recorded: its checksum is another");
  fs::resize_file(tape / "external.jsonl", fs::file_size(tape / "external.jsonl") - 1);
  refused("external.jsonl is not what was recorded: it had");
  fs::remove(tape / "external.jsonl");
  refused("is not complete: external.jsonl");
  std::string manifest = process::ReadFile(tape / "manifest.json");
  manifest.replace(manifest.find("\"int\""), 5, "\"date\"");
  process::WriteFile(tape / "manifest.json", manifest);
  refused("manifest.json is damaged");
  process::WriteFile(tape / "manifest.json", "{}");
  refused("manifest.json is damaged");
}

// Files: what is read in splits by several threads, rejects, a condition that would be pushed into
// the source, a step that is left early, one source for two steps.
constexpr const char* kFiles = R"(version: 1
name: files
params: {least: {type: int, default: 50}}
sources:
  lines:
    use: csv
    path: lines.csv
    on_error: reject
    max_rejects: 100%
    schema: {id: int, name: string, amount: double}
transforms:
  large: {use: filter, from: lines, where: amount >= $least}
  sorted: {use: sort, from: large, by: [name, amount desc]}
  few: {use: limit, from: lines, rows: 10}
sinks:
  sorted_file: {use: csv, from: sorted, path: "out/sorted.csv"}
  few_file: {use: csv, from: few, path: "out/few.csv"}
  bad_file: {use: json, from: lines.rejects, path: "out/bad.json", lines: true}
)";

class ReplayFiles : public testing::Test {
 protected:
  ReplayFiles() {
    std::mt19937 random(3);
    std::string lines = "id,name,amount\n";
    for (int i = 0; i < 60'000; ++i)
      lines += std::to_string(i) + ",\"n " + std::to_string(random() % 700) + "\"," +
               (random() % 200 == 0 ? "x" : std::to_string(random() % 100) + ".25") + "\n";
    directory_.Write("lines.csv", lines);
    directory_.Write("files.yaml", kFiles);
  }
  ProgramResult Run(const std::vector<std::string>& more) {
    fs::remove_all(directory_.path() / "out");
    process::Arguments command{ETL_PROGRAM, "run", "files.yaml", "--json", "-q"};
    command.insert(command.end(), more.begin(), more.end());
    return process::RunProgram(command, {.cwd = directory_.path()});
  }
  std::string Output() {
    return directory_.Read("out/sorted.csv") + directory_.Read("out/few.csv") +
           directory_.Read("out/bad.json");
  }

  process::TempDir directory_;
};

TEST_F(ReplayFiles, GivesRowsAndRejectsAsTheyWere) {
  ProgramResult result = Run({"--threads", "4"});
  ASSERT_EQ(result.exit_code, 0) << result.Describe();
  const std::string plain = Output();
  ASSERT_THAT(directory_.Read("out/bad.json"), HasSubstr("lines.csv:"));
  result = Run({"--threads", "4", "--record", "tape"});
  ASSERT_EQ(result.exit_code, 0) << result.Describe();
  EXPECT_TRUE(Output() == plain);
  fs::remove(directory_.path() / "lines.csv");
  for (const auto& [memory, threads] : {std::pair{"64MiB", "1"}, {"10MiB", "4"}}) {
    result = Run({"--replay", "tape", "--memory", memory, "--threads", threads});
    ASSERT_EQ(result.exit_code, 0) << result.Describe();
    EXPECT_TRUE(Output() == plain) << memory;
  }
  // All rows were kept, not only those that the run's own condition let through.
  result = Run({"--replay", "tape", "-p", "least=0"});
  ASSERT_EQ(result.exit_code, 0) << result.Describe();
  EXPECT_GT(Output().size(), plain.size());
}

// No run that was cut short leaves a recording, and one that failed at its end does.
TEST_F(ReplayFiles, IsThereWholeOrNotAtAll) {
  std::string pipeline = kFiles;
  directory_.Write("files.yaml",
                   pipeline + "  extra: {use: json, from: lines, path: /proc/no/x}\n");
  EXPECT_EQ(Run({"--record", "tape"}).exit_code, 3);
  EXPECT_FALSE(fs::exists(directory_.path() / "tape"));
  std::string failing = pipeline;
  failing.replace(failing.find("where: amount >= $least"), 23, "where: 1 / (id - 30000) < 5");
  directory_.Write("files.yaml", failing);
  ProgramResult result = Run({"--record", "tape"});
  EXPECT_EQ(result.exit_code, 1) << result.Describe();
  EXPECT_FALSE(fs::exists(directory_.path() / "tape"));
  std::string broken = pipeline;
  broken.replace(broken.find("rows: 10}"), 9, "rows: 10, assert: {rows: {max: 9}}}");
  directory_.Write("files.yaml", broken);
  result = Run({"--record", "tape"});
  EXPECT_EQ(result.exit_code, 1) << result.Describe();
  EXPECT_FALSE(fs::exists(directory_.path() / "out/few.csv"));
  EXPECT_TRUE(fs::exists(directory_.path() / "tape/manifest.json")) << result.Describe();
  result = Run({"--replay", "tape"});
  EXPECT_EQ(result.exit_code, 1) << result.Describe();
  EXPECT_THAT(result.err, HasSubstr("few: assert rows"));
  for (const auto& entry : fs::directory_iterator(directory_.path()))
    EXPECT_THAT(entry.path().filename().string(), Not(HasSubstr(".tmp")));
}

TEST_F(ReplayFiles, ServesATest) {
  ASSERT_EQ(Run({"--record", "tape"}).exit_code, 0);
  directory_.Write("files.test.yaml",
                   "tests:\n  - name: taped\n    recording: tape\n    params: {least: 99}\n"
                   "    expect: {few: {count: 10}, large: {count: " +
                       std::to_string(0) + "}}\n");
  const ProgramResult result =
      process::RunProgram({ETL_PROGRAM, "test", "files.yaml"}, {.cwd = directory_.path()});
  EXPECT_EQ(result.exit_code, 1) << result.Describe();
  EXPECT_THAT(result.out, HasSubstr("large: 0 rows expected, "));
  EXPECT_THAT(result.out, Not(HasSubstr("few: ")));
}

}  // namespace
}  // namespace etl::integration
