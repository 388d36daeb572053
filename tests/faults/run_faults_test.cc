// SPDX-License-Identifier: Apache-2.0
// What goes wrong while a run is under way: the exit code, the message, the old files, no
// leftovers, no waiting.
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <filesystem>

#include "tests/faults/users_fixture.h"
#include "tests/support/process/child_process.h"

namespace etl::faults {
namespace {

using test_http::Answer;
using test_http::Request;
using test_http::Response;

class RunFaults : public testing::Test {
 protected:
  RunFaults() {
    users_.directory().Write("out/users.json", "old\n");
    users_.directory().Write("out/users.sql", "old\n");
  }
  void ExpectNothingChanged() {
    EXPECT_EQ(users_.ReadOutput("users.json"), "old\n");
    EXPECT_EQ(users_.ReadOutput("users.sql"), "old\n");
    EXPECT_EQ(users_.Leftovers(), std::vector<std::string>{});
  }
  void ExpectFailure(int code, const std::string& message,
                     const std::vector<std::string>& more = {}) {
    const process::ProgramResult result = users_.Run(more);
    EXPECT_EQ(result.exit_code, code) << result.Describe();
    EXPECT_NE(result.err.find(message), std::string::npos) << result.Describe();
    ExpectNothingChanged();
  }

  UsersFixture users_{1000};
};

TEST_F(RunFaults, APageThatIsNotJson) {
  users_.fault = [](const Request& request, int) -> std::optional<Response> {
    if (request.page() != 7) return std::nullopt;
    return test_http::Json("{\"total_pages\": 10, \"skipped\": 01, \"users\": []}");
  };
  ExpectFailure(1, "page 7");
}

TEST_F(RunFaults, APageThatIsMissing) {
  users_.fault = [](const Request& request, int) -> std::optional<Response> {
    if (request.page() != 3) return std::nullopt;
    return Answer("404 Not Found", "gone");
  };
  ExpectFailure(3, "404");
}

TEST_F(RunFaults, AnAssertionThatFails) {
  users_.directory().Write("strict.yaml", R"(version: 1
name: strict
sources:
  people:
    connection: db
    table: user
    schema: {id: int, lastname: varchar(50)}
    assert:
      rows: {max: 10}
connections:
  db: {url: "sqlite:people.db"}
sinks:
  sample: {use: json, from: people, path: out/users.json}
)");
  const process::ProgramResult result = process::RunProgram(
      {ETL_PROGRAM, "run", "strict.yaml", "--state", "state"}, users_.Options());
  EXPECT_EQ(result.exit_code, 1) << result.Describe();
  EXPECT_NE(result.err.find("at most 10 expected, got 667"), std::string::npos)
      << result.Describe();
  ExpectNothingChanged();
}

// A source that feeds a join and a sink whose assertion fails while the join still holds its end of
// the source.
TEST_F(RunFaults, AFailureBesideAJoinThatWaits) {
  users_.directory().Write("diamond.yaml", R"(version: 1
name: diamond
connections:
  db: {url: "sqlite:people.db"}
sources:
  a:
    connection: db
    table: user
    schema: {id: int}
  b:
    connection: db
    query: select 1 as id, lastname from user order by 1
    schema: {id: int, lastname: varchar(50)}
transforms:
  j:
    use: sort_merge_join
    from: [a, b]
    keys: [id]
sinks:
  pairs: {use: json, from: j, path: out/users.json}
  all:
    use: json
    from: b
    path: out/b.json
    assert:
      unique: [id]
)");
  for (int i = 0; i < 10; ++i) {
    const process::ProgramResult result = process::RunProgram(
        {ETL_PROGRAM, "run", "diamond.yaml", "--state", "state"}, users_.Options());
    ASSERT_EQ(result.exit_code, 1) << result.Describe();
    EXPECT_NE(result.err.find("assert unique: stands twice: id='1'"), std::string::npos)
        << result.Describe();
    ExpectNothingChanged();
  }
}

TEST_F(RunFaults, ATemporaryFileThatIsTakenAwayIsAnError) {
  users_.fault = [this](const Request& request, int) -> std::optional<Response> {
    if (request.page() != 9) return std::nullopt;
    for (const auto& entry : std::filesystem::directory_iterator(users_.directory().path() / "out"))
      if (entry.path().extension() == ".tmp") std::filesystem::remove(entry.path());
    return std::nullopt;
  };
  ExpectFailure(3, "temporary file");
}

TEST_F(RunFaults, AnInterruptStopsAStalledRunInTwoSeconds) {
  for (const int signal : {SIGINT, SIGTERM}) {
    users_.fault = [](const Request& request, int) -> std::optional<Response> {
      if (request.page() != 5) return std::nullopt;
      Response stalled = test_http::Json("{\"total_pages\": 10, \"users\": []}");
      stalled.stall_after = 20;
      return stalled;
    };
    const std::size_t before = users_.server().requests().size();
    process::ChildProcess run(users_.Command(), users_.Options());
    ASSERT_TRUE(users_.server().WaitForRequests(before + 5));
    const auto begin = std::chrono::steady_clock::now();
    run.Signal(signal);
    EXPECT_EQ(run.Wait().exit_code, 128 + signal) << run.Wait().Describe();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(2500));
    ExpectNothingChanged();
  }
}

TEST_F(RunFaults, ASecondRunAtTheSameTimeIsRefused) {
  users_.fault = [](const Request& request, int n) -> std::optional<Response> {
    if (request.page() != 1 || n > 1) return std::nullopt;
    Response late = test_http::Json("{\"total_pages\": 0, \"users\": []}");
    late.delay = std::chrono::seconds(2);
    return late;
  };
  process::ChildProcess first(users_.Command(), users_.Options());
  ASSERT_TRUE(users_.server().WaitForRequests(1));
  const process::ProgramResult second = users_.Run();
  EXPECT_EQ(second.exit_code, 3) << second.Describe();
  EXPECT_NE(second.err.find("another run of this pipeline is under way (process " +
                            std::to_string(first.pid())),
            std::string::npos)
      << second.Describe();
  EXPECT_EQ(first.Wait().exit_code, 0) << first.Wait().Describe();
}

TEST_F(RunFaults, ADryRunPublishesNothing) {
  const process::ProgramResult result = users_.Run({"--dry-run"});
  EXPECT_EQ(result.exit_code, 0) << result.Describe();
  ExpectNothingChanged();
}

TEST_F(RunFaults, MemoryBelowTheMinimumIsRefusedBeforeAnythingIsRead) {
  ExpectFailure(2, "the steps need at least", {"--memory", "64KiB"});
  EXPECT_TRUE(users_.server().requests().empty());
}

TEST_F(RunFaults, ATargetThatCannotBeWrittenIsFoundBeforeAnythingIsRead) {
  std::filesystem::remove(users_.directory().path() / "out/users.sql");
  std::filesystem::create_directory(users_.directory().path() / "out/users.sql");
  const process::ProgramResult result = users_.Run();
  EXPECT_EQ(result.exit_code, 3) << result.Describe();
  EXPECT_NE(result.err.find("users.sql"), std::string::npos) << result.Describe();
  EXPECT_EQ(users_.ReadOutput("users.json"), "old\n");
  EXPECT_TRUE(users_.server().requests().empty());
}

TEST_F(RunFaults, TheReportOfAFailedRunIsKept) {
  users_.fault = [](const Request& request, int) -> std::optional<Response> {
    if (request.page() != 7) return std::nullopt;
    return test_http::Json("{\"total_pages\": 10, \"users\": [{\"id\": 1}]}");
  };
  ExpectFailure(1, "page 7", {"--report", "report.json"});
  const std::string report = users_.directory().Read("report.json");
  EXPECT_NE(report.find("\"ok\": false"), std::string::npos) << report;
  EXPECT_NE(report.find("CREATE TABLE user_active_status"), std::string::npos) << report;
}

}  // namespace
}  // namespace etl::faults
