// SPDX-License-Identifier: Apache-2.0
// Rows that a join has no use for are dropped before they are sorted; whatever is dropped when, the
// result and the counts are those of the join.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <string>

#include "tests/support/process/program.h"
#include "tests/support/process/temp_dir.h"

namespace etl {
namespace {

using process::ProgramResult;

constexpr int kRows = 60'000;

// A file of rows whose keys are a number and a name, either of them null now and then.
struct Table {
  std::string csv;
  std::map<std::string, std::int64_t> rows;  // by key; the empty one: a null in it
};

Table MakeTable(unsigned seed, int first, int last) {
  std::mt19937 random(seed);
  Table table{"id,name,value\n", {}};
  for (int i = 0; i < kRows; ++i) {
    const int key = first + static_cast<int>(random() % static_cast<unsigned>(last - first));
    const std::string id = random() % 50 == 0 ? "" : std::to_string(key);
    const std::string name = random() % 50 == 0 ? "" : "name " + std::to_string(key % 7);
    table.csv += id + "," + name + "," + std::to_string(i) + " some more text\n";
    ++table.rows[id.empty() || name.empty() ? "" : id + "," + name];
  }
  return table;
}

struct Counts {
  std::int64_t pairs = 0, unmatched_left = 0, unmatched_right = 0, rows = 0;
  bool operator==(const Counts&) const = default;
};
void PrintTo(const Counts& counts, std::ostream* out) {
  *out << counts.pairs << " pairs, " << counts.unmatched_left << " and " << counts.unmatched_right
       << " unmatched, " << counts.rows << " rows";
}

std::int64_t Pairs(const std::string& match, std::int64_t left, std::int64_t right) {
  if (match == "zip") return std::min(left, right);
  return match == "first" ? left : left * right;
}

Counts Expected(const Table& left, const Table& right, const std::string& type,
                const std::string& match) {
  Counts counts;
  const bool filters = type == "semi" || type == "anti";
  std::int64_t matched_right = 0, all_right = 0;
  for (const auto& [key, rows] : right.rows) all_right += rows;
  for (const auto& [key, rows] : left.rows) {
    const auto found = right.rows.find(key);
    if (key.empty() || found == right.rows.end()) {
      counts.unmatched_left += rows;
      continue;
    }
    const std::int64_t pairs = filters ? rows : Pairs(match, rows, found->second);
    counts.pairs += pairs;
    const bool zips = !filters && match == "zip";
    if (zips) counts.unmatched_left += rows - pairs;
    matched_right += zips ? pairs : !filters && match == "first" ? 1 : found->second;
  }
  counts.unmatched_right = all_right - matched_right;
  counts.rows = type == "anti" ? counts.unmatched_left : counts.pairs;
  if (type == "left" || type == "full") counts.rows += counts.unmatched_left;
  if (type == "right" || type == "full") counts.rows += counts.unmatched_right;
  return counts;
}

class Reductions : public testing::Test {
 protected:
  Reductions() {
    directory_.Write("left.csv", left_.csv);
    directory_.Write("right.csv", right_.csv);
  }

  std::string Pipeline(const std::string& type, const std::string& match) const {
    return "version: 1\nname: reduction\nsources:\n"
           "  left: {use: csv, path: left.csv, schema: {id: int, name: string, value: string}}\n"
           "  right: {use: csv, path: right.csv, schema: {id: int, name: string, value: string}}\n"
           "transforms:\n"
           "  joined: {use: sort_merge_join, from: [left, right], keys: [id, name], type: " +
           type + ", match: " + match +
           "}\nsinks:\n  file: {use: csv, from: joined, path: out/joined.csv}\n";
  }
  ProgramResult Etl(const std::string& verb, const std::vector<std::string>& more) {
    process::Arguments arguments{ETL_PROGRAM, verb, "reduction.yaml", "--memory", "24MiB"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return process::RunProgram(arguments, {.cwd = directory_.path()});
  }
  Counts Run(int threads) {
    const ProgramResult result = Etl("run", {"--json", "--threads", std::to_string(threads)});
    EXPECT_EQ(result.exit_code, 0) << result.Describe();
    const auto steps = nlohmann::json::parse(result.out).at("steps");
    const auto& joined = steps.at("joined");
    EXPECT_EQ(joined.at("rows_in"), 2 * kRows) << "what is dropped early was read all the same";
    return {joined.value("pairs", std::int64_t{0}), joined.value("unmatched_left", std::int64_t{0}),
            joined.value("unmatched_right", std::int64_t{0}), joined.at("rows_out")};
  }

  // A third of the keys are on both sides.
  const Table left_ = MakeTable(3, 0, 20'000), right_ = MakeTable(5, 13'000, 33'000);
  process::TempDir directory_;
};

TEST_F(Reductions, ChangeNeitherTheResultNorItsCounts) {
  for (const char* type : {"inner", "left", "right", "full", "semi", "anti"})
    for (const char* match : {"all", "zip", "first"}) {
      if (std::string(match) != "all" &&
          (std::string(type) == "semi" || std::string(type) == "anti"))
        continue;
      directory_.Write("reduction.yaml", Pipeline(type, match));
      std::string first;
      for (const int threads : {1, 2, 5}) {
        EXPECT_EQ(Run(threads), Expected(left_, right_, type, match))
            << type << " " << match << " " << threads;
        const std::string bytes = directory_.Read("out/joined.csv");
        if (first.empty()) first = bytes;
        EXPECT_TRUE(bytes == first) << type << " " << match << " " << threads;
      }
    }
}

// Threads that wait for the other input's keys must not wait for ever.
TEST_F(Reductions, AJoinThatIsLeftEarlyEnds) {
  std::string text = Pipeline("inner", "all");
  text.replace(text.find("sinks:"), std::string::npos,
               "  few: {use: limit, from: joined, rows: 3}\n"
               "sinks:\n  file: {use: csv, from: few, path: out/few.csv}\n");
  directory_.Write("reduction.yaml", text);
  for (const int threads : {1, 2, 5}) {
    const ProgramResult result = Etl("run", {"--threads", std::to_string(threads)});
    EXPECT_EQ(result.exit_code, 0) << result.Describe();
    const std::string rows = directory_.Read("out/few.csv");
    EXPECT_EQ(std::count(rows.begin(), rows.end(), '\n'), 4);
  }
}

// Nor when the input that has the keys fails.
TEST_F(Reductions, AFailureOfTheOtherInputEndsTheRun) {
  directory_.Write("right.csv", right_.csv + "oops,name,1\n");
  directory_.Write("reduction.yaml", Pipeline("inner", "all"));
  for (const int threads : {1, 2, 5}) {
    const ProgramResult result = Etl("run", {"--threads", std::to_string(threads)});
    EXPECT_EQ(result.exit_code, 1) << result.Describe();
    EXPECT_THAT(result.err, testing::HasSubstr("oops"));
  }
}

TEST_F(Reductions, AreExplainedWhereTheyAreMade) {
  const auto reduced = [&](const char* type, const char* match) {
    directory_.Write("reduction.yaml", Pipeline(type, match));
    const std::string text = Etl("explain", {}).out;
    std::string names;
    for (const char* name : {"left", "right"})
      if (text.find("reduce    " + std::string(name) + ":") != std::string::npos) names += name;
    return names;
  };
  // The first that may be: both are read by all threads, and none is smaller.
  EXPECT_EQ(reduced("inner", "all"), "left");
  EXPECT_EQ(reduced("left", "all"), "right");
  EXPECT_EQ(reduced("right", "zip"), "left");
  EXPECT_EQ(reduced("full", "all"), "");
  EXPECT_EQ(reduced("anti", "all"), "right");
  EXPECT_EQ(reduced("inner", "unique"), "")
      << "a duplicate may be among the rows without a partner";
}

}  // namespace
}  // namespace etl
