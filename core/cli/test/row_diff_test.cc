// SPDX-License-Identifier: Apache-2.0
#include "cli/test/row_diff.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

namespace etl::cli {
namespace {

std::vector<DiffRow> Rows(std::initializer_list<std::string> texts) {
  std::vector<DiffRow> rows;
  for (const std::string& text : texts) {
    DiffRow& row = rows.emplace_back();
    for (const char c : text)
      row.push_back(c == '0' ? std::nullopt : std::optional(std::string(1, c)));
  }
  return rows;
}

// "-1 +0 2~3(1)": row 1 is missing, row 0 not expected, row 2 came as row 3 with another column 1.
std::string Text(const std::vector<RowDifference>& differences) {
  std::string out;
  for (const auto& [expected, actual, columns] : differences) {
    out += out.empty() ? "" : " ";
    if (!actual) {
      out += "-" + std::to_string(*expected);
    } else if (!expected) {
      out += "+" + std::to_string(*actual);
    } else {
      out += std::to_string(*expected) + "~" + std::to_string(*actual) + "(";
      for (const std::size_t column : columns) out += std::to_string(column);
      out += ")";
    }
  }
  return out;
}

TEST(RowDiffTest, EqualRowsDoNotDiffer) {
  EXPECT_EQ(Text(DiffRows({}, {}, false)), "");
  EXPECT_EQ(Text(DiffRows(Rows({"ab", "cd"}), Rows({"ab", "cd"}), false)), "");
  EXPECT_EQ(Text(DiffRows(Rows({"ab", "cd", "ab"}), Rows({"ab", "ab", "cd"}), true)), "");
}

TEST(RowDiffTest, TellsWhichColumnDiffers) {
  EXPECT_EQ(Text(DiffRows(Rows({"abc", "def"}), Rows({"abc", "dxf"}), false)), "1~1(1)");
  EXPECT_EQ(Text(DiffRows(Rows({"a"}), Rows({"b"}), false)), "0~0(0)");
}

TEST(RowDiffTest, NullIsNotTheTextNull) {
  const std::vector<DiffRow> null{{std::nullopt}}, text{{"null"}}, empty{{""}};
  EXPECT_EQ(Text(DiffRows(null, text, false)), "0~0(0)");
  EXPECT_EQ(Text(DiffRows(null, empty, true)), "0~0(0)");
}

TEST(RowDiffTest, MissingAndExtraRowsDoNotShiftTheOthers) {
  EXPECT_EQ(Text(DiffRows(Rows({"ab", "cd", "ef"}), Rows({"ab", "ef"}), false)), "-1");
  EXPECT_EQ(Text(DiffRows(Rows({"ab", "ef"}), Rows({"ab", "cd", "ef"}), false)), "+1");
  EXPECT_EQ(Text(DiffRows(Rows({"ab", "ef"}), {}, false)), "-0 -1");
  EXPECT_EQ(Text(DiffRows({}, Rows({"ab"}), true)), "+0");
}

TEST(RowDiffTest, PairsLikeRowsBetweenEqualOnes) {
  EXPECT_EQ(Text(DiffRows(Rows({"ab", "cd", "ef"}), Rows({"ab", "xy", "cz", "ef"}), false)),
            "+1 1~2(1)");
}

TEST(RowDiffTest, UnorderedCountsCopies) {
  EXPECT_EQ(Text(DiffRows(Rows({"ab", "ab"}), Rows({"ab"}), true)), "-1");
  EXPECT_EQ(Text(DiffRows(Rows({"ab"}), Rows({"ab", "ab"}), true)), "+1");
  EXPECT_EQ(Text(DiffRows(Rows({"abc", "xyz"}), Rows({"xyq", "abc"}), true)), "1~0(2)");
}

TEST(RowDiffTest, ManyRowsAreComparedInBoundedTime) {
  std::vector<DiffRow> expected(30'000, {"a", "b"}), actual(30'000, {"c", "d"});
  EXPECT_EQ(DiffRows(expected, actual, false).size(), 60'000U);
  EXPECT_EQ(DiffRows(expected, actual, true).size(), 60'000U);
}

// Whatever the rows: taking the missing away and the extra in makes one of the other, and nothing
// is told exactly when they are the same.
TEST(RowDiffTest, DifferencesAccountForEveryRow) {
  std::mt19937 random(7);
  const auto rows = [&] {
    std::vector<DiffRow> out(random() % 9);
    for (DiffRow& row : out)
      row = {std::string(1, static_cast<char>('a' + random() % 2)),
             std::string(1, static_cast<char>('a' + random() % 2))};
    return out;
  };
  for (int i = 0; i < 3000; ++i) {
    const auto expected = rows(), actual = rows();
    for (const bool unordered : {false, true}) {
      const auto differences = DiffRows(expected, actual, unordered);
      std::multiset<DiffRow> have(expected.begin(), expected.end());
      for (const auto& difference : differences) {
        if (difference.expected) have.erase(have.find(expected[*difference.expected]));
        if (difference.expected && difference.actual) {
          EXPECT_FALSE(difference.columns.empty());
        }
      }
      for (const auto& difference : differences)
        if (difference.actual) have.insert(actual[*difference.actual]);
      EXPECT_EQ(have, std::multiset<DiffRow>(actual.begin(), actual.end()));
      const bool same = unordered ? std::multiset<DiffRow>(expected.begin(), expected.end()) ==
                                        std::multiset<DiffRow>(actual.begin(), actual.end())
                                  : expected == actual;
      EXPECT_EQ(differences.empty(), same);
    }
  }
}

}  // namespace
}  // namespace etl::cli
