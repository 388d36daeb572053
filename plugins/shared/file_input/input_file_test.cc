// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/file_input/input_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "plugins/shared/atomic_file/scratch_directory.h"
#include "plugins/shared/compression/pack.h"

namespace etl::file_input {
namespace {

using compression::Codec;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class InputFileTest : public ::testing::Test {
 protected:
  std::vector<std::string> Names(std::vector<std::string> patterns) {
    std::vector<std::string> names;
    for (const InputFile& file : Find(std::move(patterns)))
      names.push_back(
          std::filesystem::path(file.path).lexically_relative(scratch_.path()).string());
    return names;
  }
  std::vector<InputFile> Find(std::vector<std::string> patterns,
                              const std::string& codec = "auto") {
    for (std::string& pattern : patterns)
      if (pattern != "-") pattern = (scratch_ / pattern).string();
    return FindFiles({std::move(patterns), {}}, codec);
  }
  template <typename ErrorType>
  std::string MessageOf(std::vector<std::string> patterns, const std::string& codec = "auto") {
    try {
      Find(std::move(patterns), codec);
    } catch (const ErrorType& error) {
      return error.what();
    }
    return "no failure";
  }

  atomic_file::ScratchDirectory scratch_;
};

TEST_F(InputFileTest, SortsWhatAPatternMatchesByBytesAndKeepsTheOrderOfTheList) {
  for (const char* name : {"b.csv", "B.csv", "a.csv", "ä.csv", "c.txt"}) scratch_.Put(name, "x");
  std::filesystem::create_directory(scratch_ / "d.csv");
  EXPECT_THAT(Names({"*.csv"}), ElementsAre("B.csv", "a.csv", "b.csv", "ä.csv"));
  EXPECT_THAT(Names({"[bc].*", "a.csv"}), ElementsAre("b.csv", "c.txt", "a.csv"));
  EXPECT_THAT(Names({"?.csv"}), ElementsAre("B.csv", "a.csv", "b.csv"));
}

TEST_F(InputFileTest, ANameThatIsThereIsNoPattern) {
  scratch_.Put("a[1].csv", "x");
  scratch_.Put("a1.csv", "x");
  EXPECT_THAT(Names({"a[1].csv"}), ElementsAre("a[1].csv"));
}

TEST_F(InputFileTest, SaysWhatIsWrongWithAPath) {
  scratch_.Put("a.csv", "x");
  EXPECT_THAT(MessageOf<EnvironmentError>({"no.csv"}), HasSubstr("no.csv: No such file"));
  EXPECT_THAT(MessageOf<EnvironmentError>({"*.json"}), HasSubstr("no file matches"));
  EXPECT_THAT(MessageOf<EnvironmentError>({"."}), HasSubstr("it is a directory"));
  EXPECT_THAT(MessageOf<ConfigError>({"a.csv", "*.csv"}), HasSubstr("named twice"));
  EXPECT_THAT(MessageOf<ConfigError>({"-", "-"}), HasSubstr("standard input is named twice"));
  EXPECT_THAT(MessageOf<ConfigError>({}), HasSubstr("names no file"));
}

TEST_F(InputFileTest, TellsACodecByTheBytesNotByTheName) {
  scratch_.Put("a.txt", compression::Gzipped("a"));
  scratch_.Put("b.txt", compression::Zstandard("b"));
  scratch_.Put("c.txt", "c");
  scratch_.Put("d.txt", "");
  const auto files = Find({"?.txt"});
  EXPECT_EQ(files[0].codec, Codec::kGzip);
  EXPECT_EQ(files[1].codec, Codec::kZstd);
  EXPECT_EQ(files[2].codec, Codec::kNone);
  EXPECT_EQ(files[3].codec, Codec::kNone);
  EXPECT_FALSE(files[0].divisible());
  EXPECT_TRUE(files[2].divisible());
  EXPECT_EQ(Find({"a.txt"}, "none")[0].codec, Codec::kNone);
  EXPECT_EQ(Find({"c.txt"}, "zstd")[0].codec, Codec::kZstd);
}

TEST_F(InputFileTest, ANameThatPromisesACompressionIsHeldToIt) {
  scratch_.Put("a.csv.gz", "id\n1\n");
  EXPECT_THAT(MessageOf<DataError>({"a.csv.gz"}), HasSubstr("no gzip file"));
  EXPECT_EQ(Find({"a.csv.gz"}, "none")[0].codec, Codec::kNone);
}

TEST_F(InputFileTest, WhatIsNoRegularFileIsReadOnceAndLookedAtLater) {
  mkfifo((scratch_ / "pipe").c_str(), 0600);
  for (const InputFile& file : Find({"-", "pipe"})) {
    EXPECT_FALSE(file.seekable);
    EXPECT_TRUE(file.detect);
    EXPECT_FALSE(file.divisible());
  }
}

}  // namespace
}  // namespace etl::file_input
