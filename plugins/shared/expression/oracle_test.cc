// SPDX-License-Identifier: Apache-2.0
// Random expressions, compared with SQLite wherever both mean the same.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <memory>
#include <random>

#include "plugins/shared/expression/expression_testing.h"

namespace etl::expression {
namespace {

// What SQLite calls instr.
std::string InOurWords(std::string text) {
  for (std::size_t at = 0; (at = text.find("instr(", at)) != std::string::npos;)
    text.replace(at, 5, "strpos");
  return text;
}

// Writes expressions of a type that SQLite and we understand alike: integers that stay small, ASCII
// text, no implicit conversion, no division by what may be zero.
class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  std::string Condition(int depth) {
    if (depth == 0) return Pick({"t", "f", "n", "a > b", "s = r", "a is null", "true", "false"});
    const int d = depth - 1;
    switch (Below(13)) {
      case 0:
        return "(" + Condition(d) + " and " + Condition(d) + ")";
      case 1:
        return "(" + Condition(d) + " or " + Condition(d) + ")";
      case 2:
        return "(not " + Condition(d) + ")";
      case 3:
        return "(" + Number(d) + Comparison() + Number(d) + ")";
      case 4:
        return "(" + Text(d) + Comparison() + Text(d) + ")";
      case 5:
        return "(" + Number(d) + Not() + " in (" + Number(d) + ", " + Number(d) + ", null))";
      case 6:
        return "(" + Text(d) + Not() + " in (" + Text(d) + ", 'ab', " + Text(d) + "))";
      case 7:
        return "(" + Number(d) + Not() + " between " + Number(d) + " and " + Number(d) + ")";
      case 8:
        return "(" + Text(d) + Not() + " like " +
               Pick({"'a%'", "'%b'", "'_'", "'%a%b%'", "''", "'%'", "'a!%%' escape '!'", "r"}) +
               ")";
      case 9:
        return "(" + Text(d) + " is" + Pick({"", " not"}) + " null)";
      case 10:
        return "(" + Condition(d) + " is" + Pick({"", " not"}) +
               Pick({" true", " false", " null"}) + ")";
      case 11:
        return "case when " + Condition(d) + " then " + Condition(d) + " else " + Condition(d) +
               " end";
      default:
        // Without parentheses: precedence is compared too.
        return "(" + Condition(0) + " or not " + Condition(0) + " and " + Number(0) + " + " +
               Number(0) + " * " + Number(0) + " < " + Number(0) + ")";
    }
  }

  std::string Number(int depth) {
    if (depth == 0) return Pick({"a", "b", "c", "0", "1", "-3", "7", "length(s)"});
    const int d = depth - 1;
    switch (Below(11)) {
      case 8:
        return "sign(" + Number(d) + ")";
      case 9:
        return "instr(" + Text(d) + ", " + Text(0) + ")";
      case 0:
        return "(" + Number(d) + Pick({" + ", " - "}) + Number(d) + ")";
      case 1:
        return "(" + Number(0) + " * " + Number(0) + ")";
      case 2:
        return "(" + Number(d) + Pick({" / ", " % "}) + Pick({"2", "-3", "7"}) + ")";
      case 3:
        return "abs(" + Number(d) + ")";
      case 4:
        return "coalesce(" + Number(d) + ", " + Number(d) + ")";
      case 5:
        return "nullif(" + Number(d) + ", " + Number(d) + ")";
      case 6:
        return "case when " + Condition(d) + " then " + Number(d) + " end";
      case 7:
        return "case " + Number(d) + " when " + Number(d) + " then " + Number(d) + " when 1 then " +
               Number(d) + " else " + Number(d) + " end";
      default:
        return "length(" + Text(d) + ")";
    }
  }

  std::string Text(int depth) {
    if (depth == 0) return Pick({"s", "r", "'a'", "''", "'aB c'", "'it''s'"});
    const int d = depth - 1;
    switch (Below(8)) {
      case 0:
        return "(" + Text(d) + " || " + Text(d) + ")";
      case 1:
        return Pick({"lower(", "upper(", "trim(", "ltrim(", "rtrim("}) + Text(d) + ")";
      case 2:
        // SQLite's substr counts from the end for a start below 1.
        return "substr(" + Text(d) + ", " + Pick({"1", "2", "3", "99"}) +
               Pick({")", ", 0)", ", 1)", ", 2)", ", 50)"});
      case 3:
        return "replace(" + Text(d) + ", " + Pick({"'a'", "'ab'", "'x'"}) + ", " + Text(0) + ")";
      case 4:
        return "coalesce(" + Text(d) + ", " + Text(d) + ")";
      case 5:
        return "nullif(" + Text(d) + ", " + Text(d) + ")";
      case 6:
        return "case when " + Condition(d) + " then " + Text(d) + " else " + Text(d) + " end";
      default:
        return "cast(" + Number(d) + " as text)";
    }
  }

 private:
  int Below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }
  std::string Pick(const std::vector<std::string>& choices) {
    return choices[static_cast<std::size_t>(Below(static_cast<int>(choices.size())))];
  }
  std::string Comparison() { return Pick({" = ", " <> ", " < ", " <= ", " > ", " >= ", " != "}); }
  std::string Not() { return Pick({"", " not"}); }

  std::mt19937 random_;
};

const Schema kSchema{{"a", Int64()}, {"b", Int64()}, {"c", Int32()}, {"s", Utf8()},
                     {"r", Utf8()},  {"t", Bool()},  {"f", Bool()},  {"n", Bool()}};

TextRows RandomRows(int count) {
  std::mt19937 random(20170202);
  const std::vector<std::string> numbers{"null", "0", "1", "-1", "2", "5", "-7", "42"};
  const std::vector<std::string> texts{"null", "", "a", "ab", "b", "B a", " ab ", "abab"};
  TextRows rows;
  const auto any = [&](const std::vector<std::string>& from) {
    return from[random() % from.size()];
  };
  for (int i = 0; i < count; ++i)
    rows.push_back({any(numbers), any(numbers), any(numbers), any(texts), any(texts), "true",
                    "false", "null"});
  return rows;
}

class Sqlite {
 public:
  Sqlite() {
    sqlite3* opened = nullptr;
    EXPECT_EQ(sqlite3_open(":memory:", &opened), SQLITE_OK);
    db_.reset(opened);
    Run("pragma case_sensitive_like = on");
    Run("create table rows (a integer, b integer, c integer, s text, r text, t, f, n)");
  }

  void Insert(const std::vector<std::string>& row) {
    std::string values;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool text = (i == 3 || i == 4) && row[i] != "null";
      values += (i ? ", " : "") + (text ? "'" + row[i] + "'" : row[i]);
    }
    Run("insert into rows values (" + values + ")");
  }

  // The values of an expression over all rows, joined by '|'; as text, a null as "null".
  std::string Values(const std::string& text) {
    const std::string sql = "select " + text + " from rows order by rowid";
    sqlite3_stmt* prepared = nullptr;
    if (sqlite3_prepare_v2(db_.get(), sql.c_str(), -1, &prepared, nullptr) != SQLITE_OK)
      return sqlite3_errmsg(db_.get());
    const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(prepared,
                                                                          sqlite3_finalize);
    std::string out;
    for (bool first = true; sqlite3_step(prepared) == SQLITE_ROW; first = false) {
      const auto* value = reinterpret_cast<const char*>(sqlite3_column_text(prepared, 0));
      out += std::string(first ? "" : "|") + (value ? value : "null");
    }
    return out;
  }

 private:
  void Run(const std::string& sql) {
    EXPECT_EQ(sqlite3_exec(db_.get(), sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sql;
  }
  std::unique_ptr<sqlite3, int (*)(sqlite3*)> db_{nullptr, sqlite3_close};
};

TEST(Oracle, AgreesWithSqlite) {
  const TextRows rows = RandomRows(60);
  Evaluator evaluator(kSchema, rows);
  Sqlite sqlite;
  for (const auto& row : rows) sqlite.Insert(row);
  constexpr unsigned kSeeds = 3000;
  for (unsigned seed = 0; seed < kSeeds; ++seed) {
    Generator generator(seed);
    const int depth = 1 + static_cast<int>(seed % 4);
    const std::string condition = generator.Condition(depth), number = generator.Number(depth),
                      text = generator.Text(depth);
    // A bool is 0 or 1 to SQLite.
    const std::string as_number =
        "case when " + condition + " then 1 when not " + condition + " then 0 end";
    for (const std::string& expression : {as_number, number, text})
      ASSERT_EQ(evaluator.Outcome(InOurWords(expression)), sqlite.Values(expression))
          << "seed " << seed << ": " << expression;
  }
}

}  // namespace
}  // namespace etl::expression
