// SPDX-License-Identifier: Apache-2.0
#include "runtime/statement_log.h"

#include <gtest/gtest.h>

namespace etl::runtime {
namespace {

TEST(StatementLog, CountsEqualTexts) {
  StatementLog log;
  log.Add("SELECT 1", 10);
  log.Add("SELECT 2", 5);
  log.Add("SELECT 1", 7);
  ASSERT_EQ(log.first().size(), 2u);
  EXPECT_EQ(log.first()[0].text, "SELECT 1");
  EXPECT_EQ(log.first()[0].count, 2);
  EXPECT_EQ(log.first()[0].microseconds, 17);
  EXPECT_EQ(log.first()[1].count, 1);
  EXPECT_EQ(log.others().count, 0);
}

TEST(StatementLog, KeepsTheFirstAndCountsTheRest) {
  StatementLog log;
  for (int round = 0; round < 2; ++round)
    for (int i = 0; i < 25; ++i) log.Add("SELECT " + std::to_string(i), 1);
  ASSERT_EQ(log.first().size(), StatementLog::kDistinct);
  for (const StatementCount& statement : log.first()) EXPECT_EQ(statement.count, 2);
  EXPECT_EQ(log.others().count, 10);
  EXPECT_EQ(log.others().microseconds, 10);
}

TEST(StatementLog, ShortensBetweenCharacters) {
  StatementLog log;
  const std::string text = std::string(StatementLog::kTextBytes - 1, 'x') + "äöü";
  log.Add(text, 1);
  log.Add(text, 1);
  log.Add(std::string(StatementLog::kTextBytes - 1, 'x'), 1);  // is not that one, cut short
  ASSERT_EQ(log.first().size(), 2u);
  EXPECT_EQ(log.first()[0].text, std::string(StatementLog::kTextBytes - 1, 'x') + " …");
  EXPECT_EQ(log.first()[0].count, 2);
}

}  // namespace
}  // namespace etl::runtime
