// SPDX-License-Identifier: Apache-2.0
// What `init` writes is valid, fits what is there, and runs, whatever it was made of.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/start/systems.h"

namespace etl::start {
namespace {

const std::vector<std::string> kKinds{"mysql", "postgres", "sqlite", "http", "csv", "json"};

class Init : public testing::Test {
 protected:
  // `init` of these, in that order.
  process::ProgramResult Write(const std::vector<std::string>& kinds, const std::string& file) {
    std::vector<std::string> command{"init", "--out", file};
    for (const std::string& kind : kinds) {
      command.push_back("--password-env");
      command.push_back(systems_.HasPassword(kind) ? "DB_PASSWORD" : "-");
    }
    for (const std::string& kind : kinds) command.push_back(systems_.UrlOf(kind));
    return systems_.Etl(command);
  }
  void ExpectWorks(const std::vector<std::string>& kinds) {
    const std::string file = testing::PrintToString(kinds.size()) + ".yaml";
    SCOPED_TRACE(testing::PrintToString(kinds));
    const auto written = Write(kinds, file);
    ASSERT_EQ(written.exit_code, 0) << written.Describe();
    const std::string text = systems_.directory().Read(file);
    SCOPED_TRACE(text);
    EXPECT_EQ(text.find(kPassword), std::string::npos);
    EXPECT_TRUE(text.starts_with("# yaml-language-server: $schema=pipeline.schema.json\n"));
    for (const std::vector<std::string>& command : {std::vector<std::string>{"validate", file},
                                                    {"validate", "--connect", file},
                                                    {"run", "-q", file}}) {
      const auto result = systems_.Etl(command);
      EXPECT_EQ(result.exit_code, 0) << result.Describe();
      EXPECT_EQ(result.err.find("warning"), std::string::npos) << result.err;
    }
    std::filesystem::remove(systems_.directory().path() / file);
  }
  // How often a text stands in the only result.
  std::size_t Count(const std::string& file, const std::string& text) {
    const std::string all = systems_.directory().Read(file);
    std::size_t count = 0;
    for (std::size_t at = 0; (at = all.find(text, at)) != std::string::npos; at += text.size())
      ++count;
    return count;
  }

  Systems systems_;
};

TEST_F(Init, OfOneUrlRunsForEveryKind) {
  for (const std::string& kind : kKinds) {
    ExpectWorks({kind});
    EXPECT_EQ(Count("out/people.json", "\"lastname\": "), 3u) << kind;
    std::filesystem::remove_all(systems_.directory().path() / "out");
  }
}

TEST_F(Init, OfTwoUrlsRunsForEveryPairOfKinds) {
  for (const std::string& left : kKinds)
    for (const std::string& right : kKinds) {
      ExpectWorks({left, right});
      EXPECT_EQ(Count("out/people_people.json", "\"lastname\": "), 3u) << left << right;
      std::filesystem::remove_all(systems_.directory().path() / "out");
    }
}

TEST_F(Init, SharesAConnectionAndJoinsByTheKeysThatAreNamed) {
  const auto written =
      systems_.Etl({"init", "--out", "-", "--key", "id", "sqlite:people.db", "sqlite:people.db"});
  ASSERT_EQ(written.exit_code, 0) << written.Describe();
  EXPECT_NE(written.out.find("keys: [id]\n"), std::string::npos) << written.out;
  EXPECT_NE(written.out.find("  # Joined by id, chosen with --key.\n"), std::string::npos);
  const std::size_t connection = written.out.find("\n  people:\n    url:");
  EXPECT_NE(connection, std::string::npos) << written.out;
  EXPECT_EQ(written.out.find("url:", connection + 20), std::string::npos) << written.out;
  EXPECT_FALSE(std::filesystem::exists(systems_.directory().path() / "pipeline.schema.json"));
}

TEST_F(Init, OfSourcesWithNothingInCommonRunsBoth) {
  systems_.directory().Write("things.csv", "a,b\n1,2\n");
  ASSERT_EQ(systems_.Etl({"init", "people.csv", "things.csv", "--out", "p.yaml"}).exit_code, 0);
  const auto result = systems_.Etl({"run", "p.yaml"});
  EXPECT_EQ(result.exit_code, 0) << result.Describe();
  EXPECT_EQ(Count("out/things.json", "\"a\": 1"), 1u);
  EXPECT_EQ(Count("out/people.json", "\"id\": "), 3u);
}

TEST_F(Init, ChoosesTheTablesThatHaveMostInCommon) {
  systems_.Sqlite("many.db",
                  "CREATE TABLE aaa (x INT); CREATE TABLE \"people v2\" (id INT, firstname TEXT, "
                  "lastname TEXT); CREATE TABLE zzz (id INT)");
  const auto written = systems_.Etl({"init", "--out", "-", "people.csv", "many.db"});
  ASSERT_EQ(written.exit_code, 0) << written.Describe();
  EXPECT_NE(written.out.find("table: people v2\n"), std::string::npos) << written.out;
  EXPECT_NE(written.out.find("# there are also: aaa, zzz"), std::string::npos) << written.out;
  const auto named = systems_.Etl(
      {"init", "--out", "-", "--table", "-", "--table", "zzz", "people.csv", "many.db"});
  EXPECT_NE(named.out.find("table: zzz\n"), std::string::npos) << named.Describe();
}

}  // namespace
}  // namespace etl::start
