// SPDX-License-Identifier: Apache-2.0
#include "cli/drafts/join_guess.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "etl/error.h"

namespace etl::cli {
namespace {

// "id int, name string"; `keys` are unique ones.
plan::FoundTable Table(const std::string& columns,
                       std::vector<std::vector<std::string>> keys = {}) {
  plan::FoundTable table;
  table.name = "t";
  for (std::size_t at = 0; at < columns.size();) {
    const std::size_t end = std::min(columns.find(", ", at), columns.size());
    const std::string one = columns.substr(at, end - at);
    plan::FoundColumn column;
    column.name = one.substr(0, one.find(' '));
    column.type = one.substr(one.find(' ') + 1);
    table.columns.push_back(std::move(column));
    at = end + 2;
  }
  for (auto& key : keys) table.keys.push_back({table.keys.empty(), std::move(key)});
  return table;
}

std::string Guess(const plan::FoundTable& left, const plan::FoundTable& right) {
  const JoinGuess guess = GuessJoin(left, right);
  std::string out = fmt::format("{} = {}", fmt::join(guess.left, ","), fmt::join(guess.right, ","));
  for (const auto& [a, b] : guess.others) out += " | " + a;
  return out;
}

TEST(JoinGuess, TakesAUniqueKeyOfEitherSide) {
  EXPECT_EQ(Guess(Table("id int, a string, b string", {{"id"}, {"a", "b"}}),
                  Table("b string, a string, id bigint")),
            "a,b = a,b | id");
  EXPECT_EQ(Guess(Table("x string, code string"), Table("code string, x string", {{"x"}})),
            "x = x | code");
}

TEST(JoinGuess, TakesWhatIsCalledLikeAnIdentifier) {
  EXPECT_EQ(Guess(Table("id int, name string, user_id int", {{"id"}}),
                  Table("id bigint, userId bigint, name string")),
            "user_id = userId | id | name");
  EXPECT_EQ(Guess(Table("id int, lastname string"), Table("lastname string, id bigint")),
            "id = id | lastname");
  EXPECT_EQ(Guess(Table("id int, firstname string, lastname varchar(50), city string"),
                  Table("lastname string, firstname string, city string, id int")),
            "firstname,lastname = firstname,lastname | id | city");
  EXPECT_EQ(Guess(Table("day date, n int"), Table("n bigint, day date")), "day = day | n");
}

TEST(JoinGuess, LeavesOutWhatCannotBeCompared) {
  EXPECT_EQ(Guess(Table("id int, x double, j json, b bool, d date, m decimal(8,2)"),
                  Table("id string, x double, j json, b bool, d timestamp, m decimal(8,3)")),
            " = ");
  EXPECT_EQ(Guess(Table("a decimal(8,2)"), Table("a decimal(10,2)")), "a = a");
}

TEST(JoinGuess, TakesTheKeysThatAreNamed) {
  const auto left = Table("id int, Last_Name string, n int");
  const auto right = Table("id int, lastname string, n string");
  const JoinGuess chosen = ChooseJoin(left, right, {"Last_Name"});
  EXPECT_EQ(chosen.left, std::vector<std::string>{"Last_Name"});
  EXPECT_EQ(chosen.right, std::vector<std::string>{"lastname"});
  EXPECT_THROW(ChooseJoin(left, right, {"nope"}), ConfigError);
  EXPECT_THROW(ChooseJoin(left, right, {"n"}), ConfigError);
}

}  // namespace
}  // namespace etl::cli
