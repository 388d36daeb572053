// SPDX-License-Identifier: Apache-2.0
// The result of a run depends neither on its memory nor on its threads: files in splits, sorts that
// spill, a join, a tee; and what goes wrong in one of many splits.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <random>
#include <string>

#include "tests/support/process/program.h"
#include "tests/support/process/temp_dir.h"

namespace etl {
namespace {

using process::ProgramResult;
using ::testing::HasSubstr;

constexpr int kRows = 120'000;

constexpr const char* kPipeline = R"(version: 1
name: same
sources:
  people:
    use: csv
    path: people.csv
    schema: {id: int, name: string, note: string, amount: double}
  marks:
    use: csv
    path: marks.csv
    schema: {person: int, mark: double}
transforms:
  some: {use: filter, from: people, where: amount >= 10}
  upper:
    use: select
    from: some
    keep: [id, name, amount, note]
    set: {shout: upper(name)}
  pairs: {use: sort_merge_join, from: [upper, marks], keys: [id], right_keys: [person], match: zip}
  by_name: {use: sort, from: people, by: [name desc, amount]}
  names: {use: distinct, from: people, by: [name]}
sinks:
  pairs_file: {use: csv, from: pairs, path: out/pairs.csv}
  lines: {use: json, from: upper, path: out/lines.json, lines: true}
  sorted: {use: csv, from: by_name, path: out/sorted.csv}
  names_file: {use: csv, from: names, path: out/names.csv}
)";

class SameBytes : public testing::Test {
 protected:
  SameBytes() {
    std::mt19937 random(11);
    std::string people = "id,name,note,amount\n", marks = "person,mark\n";
    for (int i = 0; i < kRows; ++i) {
      // Few names, so that ties are many; line breaks in quotes, which no split may be cut at.
      people += std::to_string(random() % kRows) + ",person " + std::to_string(random() % 500);
      people += random() % 5 == 0 ? ",\"a \"\"note\"\"\nof two, lines\"," : ",,";
      people += std::to_string(random() % 100) + "." + std::to_string(10 + random() % 90) + "\n";
      marks += std::to_string(random() % kRows) + "," + std::to_string(i) + ".5\n";
    }
    directory_.Write("people.csv", people);
    directory_.Write("marks.csv", marks);
    directory_.Write("same.yaml", kPipeline);
  }

  ProgramResult Run(const std::string& memory, int threads,
                    const std::vector<std::string>& more = {}) {
    process::Arguments arguments{ETL_PROGRAM, "run",       "same.yaml", "--memory",
                                 memory,      "--threads", std::to_string(threads)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return process::RunProgram(arguments, {.cwd = directory_.path()});
  }
  std::string Output() {
    std::string all;
    for (const char* name : {"pairs.csv", "lines.json", "sorted.csv", "names.csv"})
      all += directory_.Read(std::filesystem::path("out") / name);
    return all;
  }

  process::TempDir directory_;
};

TEST_F(SameBytes, AtEveryMemoryAndThreadCount) {
  const ProgramResult first = Run("256MiB", 1);
  ASSERT_EQ(first.exit_code, 0) << first.Describe();
  const std::string expected = Output();
  ASSERT_GT(expected.size(), 10'000'000U);
  for (const char* memory : {"12MiB", "16MiB", "24MiB", "64MiB", "256MiB"})
    for (const int threads : {1, 2, 3, 7}) {
      const ProgramResult result = Run(memory, threads);
      ASSERT_EQ(result.exit_code, 0) << memory << " " << threads << result.Describe();
      ASSERT_TRUE(Output() == expected) << memory << ", " << threads << " threads";
    }
}

TEST_F(SameBytes, CompressedSpillGivesThem) {
  ASSERT_EQ(Run("12MiB", 2, {"--spill-codec", "none"}).exit_code, 0);
  const std::string expected = Output();
  ASSERT_EQ(Run("12MiB", 2, {"--spill-codec", "lz4"}).exit_code, 0);
  EXPECT_TRUE(Output() == expected);
}

// Two rows are wrong: the first in the file is the one that is reported, whoever finds it when.
TEST_F(SameBytes, TheFirstFailureIsTheSameAtEveryThreadCount) {
  std::string people = directory_.Read("people.csv");
  for (const std::size_t at : {people.size() / 3, people.size() - 5000}) {
    const std::size_t line = people.find("\n", people.find(",,", at)) + 1;
    people.insert(line, "oops,somebody,,1.00\n");
  }
  directory_.Write("people.csv", people);
  // Line breaks before the row, plus one: its line.
  const std::size_t oops = people.find("oops");
  const auto line = std::count(people.begin(), people.begin() + static_cast<std::ptrdiff_t>(oops),
                               '\n') + 1;
  for (const int threads : {1, 2, 5})
    for (int round = 0; round < 3; ++round) {
      const ProgramResult result = Run("64MiB", threads);
      EXPECT_EQ(result.exit_code, 1) << result.Describe();
      EXPECT_THAT(result.err, HasSubstr("people.csv:" + std::to_string(line))) << threads;
      EXPECT_FALSE(std::filesystem::exists(directory_.path() / "out"));
    }
}

// A row of a transform is counted from the beginning of its input, not of its split.
TEST_F(SameBytes, ARowBehindSplitsHasItsNumber) {
  directory_.Write("same.yaml", R"(version: 1
name: same
sources:
  marks: {use: csv, path: marks.csv, schema: {person: int, mark: double}}
transforms:
  row:
    use: select
    from: marks
    keep: [person]
    set:
      number: cast(case when mark = 99999.5 then 'x' else '1' end as int)
sinks:
  lines: {use: json, from: row, path: out/lines.json, lines: true}
)");
  std::string expected;
  for (const int threads : {1, 4}) {
    const ProgramResult result = Run("64MiB", threads);
    EXPECT_EQ(result.exit_code, 1) << result.Describe();
    const std::size_t at = result.err.find("(row ");
    ASSERT_NE(at, std::string::npos) << result.err;
    const std::size_t end = result.err.find_first_not_of("0123456789,", at + 5);
    const std::string row = result.err.substr(at + 5, end - at - 5);
    if (expected.empty()) expected = row;
    EXPECT_EQ(row, expected);
  }
  EXPECT_THAT(expected, testing::StartsWith("100,000"));
}

// A disk that is full while rows are spilled ends the run with 3, and leaves what was there.
TEST_F(SameBytes, ASpillThatCannotBeWrittenIsAnError) {
  ASSERT_EQ(Run("64MiB", 2).exit_code, 0);
  const std::string before = Output();
  rlimit old{};
  getrlimit(RLIMIT_FSIZE, &old);
  const rlimit tight{1 << 20, old.rlim_max};
  setrlimit(RLIMIT_FSIZE, &tight);
  const ProgramResult result = Run("12MiB", 2);
  setrlimit(RLIMIT_FSIZE, &old);
  EXPECT_EQ(result.exit_code, 3) << result.Describe();
  EXPECT_THAT(result.err, HasSubstr("File too large"));
  EXPECT_TRUE(Output() == before);
}

}  // namespace
}  // namespace etl
