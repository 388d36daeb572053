// SPDX-License-Identifier: Apache-2.0
// An API is asked only for what is new since the last run that was committed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>

#include "tests/support/http/scripted_server.h"
#include "tests/support/process/program.h"
#include "tests/support/process/temp_dir.h"

namespace etl::integration {
namespace {

using test_http::Json;
using test_http::Request;
using test_http::ScriptedServer;
using ::testing::ElementsAre;

// An API of events, which answers `?after=DAY` with those of that day and later: more than it was
// asked for, as some do.
class Events {
 public:
  Events()
      : server_([this](const Request& request, int) {
          const std::lock_guard lock(mutex_);
          const std::string after = request.Query("after");
          std::string body;
          for (const auto& [id, day] : events_)
            if (after.empty() || day >= after)
              body += (body.empty() ? "" : ", ") + ("{\"id\": " + std::to_string(id)) +
                      ", \"day\": \"" + day + "\"}";
          return Json("{\"events\": [" + body + "]}");
        }) {}

  void Add(int id, const std::string& day) {
    const std::lock_guard lock(mutex_);
    events_.emplace_back(id, day);
  }
  // What has been asked for since the last call.
  std::vector<std::string> Asked() {
    std::vector<std::string> out;
    const auto all = server_.requests();
    for (; seen_ < all.size(); ++seen_) out.push_back(all[seen_].target);
    return out;
  }
  std::string url() const { return server_.url(); }

 private:
  std::mutex mutex_;
  std::vector<std::pair<int, std::string>> events_;
  std::size_t seen_ = 0;
  ScriptedServer server_;  // last: it uses the members above
};

class News : public testing::Test {
 protected:
  News() {
    directory_.Write("news.yaml", R"(version: 1
name: news
params:
  api: {type: string}
  most: {type: int, default: 100}
connections:
  api: {url: "${api}"}
sources:
  events:
    use: rest
    connection: api
    records: /events
    incremental: {cursor: day}
    since: {column: day, parameter: after}
    schema: {id: int, day: date}
    assert: {rows: {max: "${most}"}}
sinks:
  out: {use: csv, from: events, path: out.csv}
)");
    options_.cwd = directory_.path();
  }
  process::ProgramResult Run(const std::vector<std::string>& more = {}) {
    process::Arguments command{ETL_PROGRAM, "run", "news.yaml", "-p", "api=" + events_.url()};
    command.insert(command.end(), more.begin(), more.end());
    return process::RunProgram(command, options_);
  }

  Events events_;
  process::TempDir directory_;
  process::ProgramOptions options_;
};

TEST_F(News, AreAskedForByTheCursorAndFilteredExactly) {
  events_.Add(1, "2023-06-01");
  events_.Add(2, "2023-06-02");
  process::ProgramResult result = Run();
  ASSERT_EQ(result.exit_code, 0) << result.Describe();
  EXPECT_THAT(events_.Asked(), ElementsAre("/"));
  EXPECT_EQ(directory_.Read("out.csv"), "id,day\n1,2023-06-01\n2,2023-06-02\n");

  events_.Add(3, "2023-06-03");
  result = Run();
  ASSERT_EQ(result.exit_code, 0) << result.Describe();
  EXPECT_THAT(events_.Asked(), ElementsAre("/?after=2023-06-02"));
  EXPECT_EQ(directory_.Read("out.csv"), "id,day\n3,2023-06-03\n") << "2 came again, and is no news";

  ASSERT_EQ(Run().exit_code, 0);
  EXPECT_THAT(events_.Asked(), ElementsAre("/?after=2023-06-03"));
  EXPECT_EQ(directory_.Read("out.csv"), "id,day\n");
  ASSERT_EQ(Run({"--full-refresh"}).exit_code, 0);
  EXPECT_THAT(events_.Asked(), ElementsAre("/"));
}

TEST_F(News, OfAFailedRunAreAskedForAgain) {
  events_.Add(1, "2023-06-01");
  ASSERT_EQ(Run().exit_code, 0);
  events_.Asked();
  events_.Add(2, "2023-06-02");
  for (const char* more : {"most=0", "most=100"}) {
    const bool fails = std::string(more) == "most=0";
    const process::ProgramResult result = Run({"-p", more});
    EXPECT_EQ(result.exit_code, fails ? 1 : 0) << result.Describe();
    EXPECT_THAT(events_.Asked(), ElementsAre("/?after=2023-06-01"));
    if (fails) {
      ASSERT_EQ(Run({"--dry-run"}).exit_code, 0);
      EXPECT_THAT(events_.Asked(), ElementsAre("/?after=2023-06-01"));
    }
  }
  EXPECT_EQ(directory_.Read("out.csv"), "id,day\n2,2023-06-02\n");
  Run();
  EXPECT_THAT(events_.Asked(), ElementsAre("/?after=2023-06-02"));
}

}  // namespace
}  // namespace etl::integration
