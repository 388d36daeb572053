// SPDX-License-Identifier: Apache-2.0
// From two URLs to a running pipeline, with the commands of docs/start.md.
#include <gtest/gtest.h>

#include <sstream>

#include "tests/start/systems.h"

namespace etl::start {
namespace {

std::string Source(const std::string& path) {
  return process::ReadFile(std::string(ETL_SOURCE_DIR) + "/" + path);
}

TEST(FirstPipeline, TakesLessThanAMinute) {
  const Systems systems;
  process::ProgramOptions options;
  options.cwd = systems.directory().path();
  options.env["DB_URL"] = systems.UrlOf("mysql");
  options.env["API_URL"] = systems.UrlOf("http");
  systems.directory().Write(".env", std::string("DB_PASSWORD='") + kPassword + "'\n");
  const auto result = process::RunProgram(
      {BASH_PROGRAM, std::string(ETL_SOURCE_DIR) + "/tests/start/first_pipeline.sh", ETL_PROGRAM},
      options);
  ASSERT_EQ(result.exit_code, 0) << result.Describe();
  EXPECT_LT(result.elapsed, std::chrono::minutes(1));
  for (const char* shown : {"people  table, about 3 rows", "people  records",
                            "read with records: /people", "users.yaml: ok, 5 steps", "Abel"})
    EXPECT_NE(result.out.find(shown), std::string::npos) << shown << "\n" << result.out;
  EXPECT_NE(result.err.find("people_people: done"), std::string::npos) << result.err;
  const std::string rows = systems.directory().Read("out/people_people.json");
  for (const char* value : {"\"firstname\": \"Cid\"", "\"score\": 2.25", "\"people_2_seen\": null"})
    EXPECT_NE(rows.find(value), std::string::npos) << value << "\n" << rows;
  for (const std::string& text : {result.out, result.err, systems.directory().Read("users.yaml")})
    EXPECT_EQ(text.find(kPassword), std::string::npos) << text;
}

TEST(FirstPipeline, IsWhatTheDocumentationShows) {
  std::istringstream script(Source("tests/start/first_pipeline.sh"));
  const std::string page = Source("docs/start.md");
  int commands = 0;
  for (std::string line; std::getline(script, line);) {
    if (!line.starts_with("etl ")) continue;
    ++commands;
    EXPECT_NE(page.find(line + "\n"), std::string::npos) << line;
  }
  EXPECT_EQ(commands, 6);
}

}  // namespace
}  // namespace etl::start
