// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/file_output/file_output.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "etl/testing/harness.h"
#include "plugins/shared/atomic_file/scratch_directory.h"
#include "plugins/shared/compression/decompressor.h"

namespace etl::file_output {
namespace {

using compression::Codec;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string Unpacked(Codec codec, std::string_view packed) {
  const auto decompressor = compression::MakeDecompressor(codec);
  std::string text;
  char block[1000];
  while (const std::size_t count = decompressor->Decompress(packed, block, sizeof block))
    text.append(block, count);
  EXPECT_TRUE(decompressor->at_end());
  EXPECT_TRUE(packed.empty());
  return text;
}

class FileOutputTest : public ::testing::Test {
 protected:
  std::string Prepared(const std::string& path, const std::string& text, Codec codec) {
    FileOutput output;
    output.Open(context_, path == "-" ? std::filesystem::path(path) : scratch_ / path, codec);
    for (std::size_t at = 0; at < text.size(); at += 1000) output.Write(text.substr(at, 1000));
    return output.Prepare();
  }
  // Runs `body` with standard output going to a file, whose text it gives.
  template <typename Body>
  std::string Captured(Body body) {
    fflush(stdout);
    const int kept = dup(STDOUT_FILENO);
    const int file =
        open((scratch_ / "captured").c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    dup2(file, STDOUT_FILENO);
    body();
    dup2(kept, STDOUT_FILENO);
    close(file), close(kept);
    const std::string text = scratch_.Get("captured");
    std::filesystem::remove(scratch_ / "captured");
    return text;
  }

  atomic_file::ScratchDirectory scratch_;
  etl::testing::Host host_;
  Context context_{host_.get()};
};

TEST_F(FileOutputTest, ChoosesTheCodecByNameOrByWord) {
  EXPECT_EQ(CodecFor("auto", "a.csv"), Codec::kNone);
  EXPECT_EQ(CodecFor("auto", "a.csv.gz"), Codec::kGzip);
  EXPECT_EQ(CodecFor("auto", "a.zst"), Codec::kZstd);
  EXPECT_EQ(CodecFor("none", "a.zst"), Codec::kNone);
  EXPECT_EQ(CodecFor("gzip", "-"), Codec::kGzip);
}

TEST_F(FileOutputTest, WritesPlainAndCompressedFiles) {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += std::to_string(i * 7919);
  for (Codec codec : {Codec::kNone, Codec::kGzip, Codec::kZstd}) {
    const std::string token = Prepared("a", text, codec);
    EXPECT_THAT(scratch_.Names(), ElementsAre(".a.testrun.tmp"));
    FileOutput::Settle(context_, token, Decision::kCommit);
    const std::string bytes = scratch_.Get("a");
    EXPECT_EQ(codec == Codec::kNone ? bytes : Unpacked(codec, bytes), text);
    std::filesystem::remove(scratch_ / "a");
  }
  FileOutput::Settle(context_, Prepared("a", "", Codec::kGzip), Decision::kCommit);
  EXPECT_EQ(Unpacked(Codec::kGzip, scratch_.Get("a")), "");
}

TEST_F(FileOutputTest, StandardOutputGetsNothingBeforeTheCommitAndAllOfItOnce) {
  std::string token;
  EXPECT_EQ(Captured([&] { token = Prepared("-", "rows\n", Codec::kNone); }), "");
  EXPECT_EQ(Captured([&] {
              FileOutput::Settle(context_, token, Decision::kCommit);
              FileOutput::Settle(context_, token, Decision::kCommit);
            }),
            "rows\n");
  EXPECT_EQ(Captured([&] {
              token = Prepared("-", "rows\n", Codec::kNone);
              FileOutput::Settle(context_, token, Decision::kAbort);
              FileOutput::Settle(context_, token, Decision::kCommit);
            }),
            "");
  EXPECT_THAT(host_.claims, IsEmpty());
}

TEST_F(FileOutputTest, AnotherProcessWritesNothingOfIt) {
  const std::string token = Prepared("-", "rows\n", Codec::kNone);
  EXPECT_EQ(Captured([&] {
              const pid_t child = fork();
              if (child == 0) {
                FileOutput::Settle(context_, token, Decision::kCommit);
                _exit(host_.logs.size() == 1 ? 0 : 1);
              }
              int status = 0;
              waitpid(child, &status, 0);
              EXPECT_EQ(status, 0);
            }),
            "");
  FileOutput::Settle(context_, token, Decision::kAbort);
  try {
    FileOutput::Settle(context_, "stdout/1 x", Decision::kAbort);
    FAIL();
  } catch (const EnvironmentError& error) {
    EXPECT_STREQ(error.what(), "not the token of a standard output");
  }
}

TEST_F(FileOutputTest, AFullDeviceIsAnError) {
  const std::string token = Prepared("-", std::string(100'000, 'x'), Codec::kNone);
  const int kept = dup(STDOUT_FILENO), full = open("/dev/full", O_WRONLY);
  dup2(full, STDOUT_FILENO);
  EXPECT_THROW(FileOutput::Settle(context_, token, Decision::kCommit), EnvironmentError);
  dup2(kept, STDOUT_FILENO);
  close(kept), close(full);
}

}  // namespace
}  // namespace etl::file_output
