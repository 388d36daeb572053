// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/atomic_file/atomic_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

#include "etl/testing/harness.h"
#include "plugins/shared/atomic_file/scratch_directory.h"

namespace etl::atomic_file {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class AtomicFileTest : public ::testing::Test {
 protected:
  std::string Prepared(const std::string& name, std::string_view text) {
    AtomicFile file;
    file.Open(context_, scratch_ / name);
    file.Write(text);
    return file.Prepare();
  }
  mode_t Mode(const std::string& name) const {
    struct stat info {};
    return stat((scratch_ / name).c_str(), &info) == 0 ? info.st_mode & 07777 : 0;
  }

  ScratchDirectory scratch_;
  etl::testing::Host host_;
  Context context_{host_.get()};
};

TEST_F(AtomicFileTest, IsThereOnlyAfterTheCommitWhichMayBeRepeated) {
  const std::string token = Prepared("a.json", "new");
  EXPECT_THAT(scratch_.Names(), ElementsAre(".a.json.testrun.tmp"));
  AtomicFile::Settle(token, Decision::kCommit);
  EXPECT_THAT(scratch_.Names(), ElementsAre("a.json"));
  AtomicFile::Settle(token, Decision::kCommit);
  AtomicFile::Settle(token, Decision::kAbort);
  EXPECT_EQ(scratch_.Get("a.json"), "new");
}

TEST_F(AtomicFileTest, AnAbortLeavesTheOldFile) {
  scratch_.Put("a.json", "old");
  const std::string token = Prepared("a.json", "new");
  EXPECT_EQ(scratch_.Get("a.json"), "old");
  AtomicFile::Settle(token, Decision::kAbort);
  AtomicFile::Settle(token, Decision::kAbort);
  EXPECT_THAT(scratch_.Names(), ElementsAre("a.json"));
  EXPECT_EQ(scratch_.Get("a.json"), "old");
}

TEST_F(AtomicFileTest, OneThatIsNotPreparedLeavesNothing) {
  {
    AtomicFile file;
    file.Open(context_, scratch_ / "x/y/a.json");
    file.Write("half");
    EXPECT_THAT(scratch_.Names(), ElementsAre("x", "x/y", "x/y/.a.json.testrun.tmp"));
  }
  EXPECT_THAT(scratch_.Names(), IsEmpty());
}

// What a killed process leaves is what the claim says.
TEST_F(AtomicFileTest, TheClaimIsEnoughToCleanUp) {
  const std::string token = Prepared("x/y/a.json", "new");
  ASSERT_THAT(host_.claims, ElementsAre(token));
  EXPECT_THAT(scratch_.Names(), ElementsAre("x", "x/y", "x/y/.a.json.testrun.tmp"));
  AtomicFile::Settle(host_.claims[0], Decision::kAbort);
  EXPECT_THAT(scratch_.Names(), IsEmpty());
  AtomicFile::Settle(host_.claims[0], Decision::kAbort);
}

TEST_F(AtomicFileTest, ACommittedFileMayBeTakenAwayWithItsDirectory) {
  const std::string token = Prepared("x/a.json", "new");
  AtomicFile::Settle(token, Decision::kCommit);
  std::filesystem::remove_all(scratch_ / "x");
  AtomicFile::Settle(token, Decision::kCommit);
  AtomicFile::Settle(token, Decision::kAbort);
  EXPECT_THAT(scratch_.Names(), IsEmpty());
}

TEST_F(AtomicFileTest, ClaimsBeforeItCreates) {
  host_.get()->claim = [](etl_host*, etl_str) -> std::int32_t { return ETL_ENVIRONMENT_ERROR; };
  AtomicFile file;
  EXPECT_THROW(file.Open(context_, scratch_ / "x/a.json"), InputFailed);
  EXPECT_THAT(scratch_.Names(), IsEmpty());
}

TEST_F(AtomicFileTest, ADirectoryThatCannotBeMadeIsAnError) {
  AtomicFile file;
  EXPECT_THROW(file.Open(context_, "/proc/etl_absent/a.json"), EnvironmentError);
}

TEST_F(AtomicFileTest, DirectoriesStayWhenSomebodyElseUsesThem) {
  const std::string first = Prepared("x/a.json", "1"), second = Prepared("x/b.json", "2");
  scratch_.Put("x/theirs", "");
  AtomicFile::Settle(second, Decision::kAbort);
  AtomicFile::Settle(first, Decision::kAbort);
  EXPECT_THAT(scratch_.Names(), ElementsAre("x", "x/theirs"));
}

TEST_F(AtomicFileTest, SeveralInOneNewDirectoryAreUndoneInReverse) {
  const std::string first = Prepared("x/a.json", "1"), second = Prepared("x/b.json", "2");
  AtomicFile::Settle(second, Decision::kAbort);
  AtomicFile::Settle(first, Decision::kAbort);
  EXPECT_THAT(scratch_.Names(), IsEmpty());
}

TEST_F(AtomicFileTest, KeepsTheModeOfWhatItReplaces) {
  scratch_.Put("private", "old");
  scratch_.Put("shared", "old");
  chmod((scratch_ / "private").c_str(), 0600);
  chmod((scratch_ / "shared").c_str(), 0664);
  const mode_t mask = umask(027);
  AtomicFile::Settle(Prepared("private", "new"), Decision::kCommit);
  AtomicFile::Settle(Prepared("shared", "new"), Decision::kCommit);
  AtomicFile::Settle(Prepared("fresh", "new"), Decision::kCommit);
  umask(mask);
  EXPECT_EQ(Mode("private"), 0600u);
  EXPECT_EQ(Mode("shared"), 0664u);
  EXPECT_EQ(Mode("fresh"), 0640u);
}

TEST_F(AtomicFileTest, ReplacesWhatALinkNames) {
  std::filesystem::create_directory(scratch_ / "real");
  scratch_.Put("real/a.json", "old");
  std::filesystem::create_symlink("real/a.json", scratch_ / "link");
  AtomicFile::Settle(Prepared("link", "new"), Decision::kCommit);
  EXPECT_TRUE(std::filesystem::is_symlink(scratch_ / "link"));
  EXPECT_EQ(scratch_.Get("real/a.json"), "new");
}

TEST_F(AtomicFileTest, WritesBlocksOfAnySizeInOrder) {
  std::string expected;
  AtomicFile file;
  file.Open(context_, scratch_ / "big");
  for (std::size_t size : {1, 65'535, 65'536, 0, 7, 300'000, 65'530, 10}) {
    const std::string block(size, static_cast<char>('a' + size % 26));
    file.Write(block);
    expected += block;
  }
  EXPECT_EQ(file.bytes(), static_cast<std::int64_t>(expected.size()));
  AtomicFile::Settle(file.Prepare(), Decision::kCommit);
  EXPECT_EQ(scratch_.Get("big"), expected);
}

TEST_F(AtomicFileTest, AWriteErrorNamesPathAndReasonAndLeavesNothing) {
  scratch_.Put("a.json", "old");
  signal(SIGXFSZ, SIG_IGN);
  rlimit old{};
  getrlimit(RLIMIT_FSIZE, &old);
  AtomicFile file;
  file.Open(context_, scratch_ / "a.json");
  const rlimit small{100'000, old.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  std::string message, hint;
  try {
    for (int i = 0; i < 3; ++i) file.Write(std::string(65'536, 'x'));
  } catch (const EnvironmentError& error) {
    message = error.what();
    hint = error.hint();
  }
  setrlimit(RLIMIT_FSIZE, &old);
  EXPECT_EQ(message, "cannot write " + (scratch_ / "a.json").string() + ": File too large");
  EXPECT_EQ(hint, "the process may write no larger file: see ulimit -f");
  EXPECT_THAT(scratch_.Names(), ElementsAre("a.json"));
  EXPECT_EQ(scratch_.Get("a.json"), "old");
  EXPECT_THROW(file.Write("more"), EnvironmentError);
  EXPECT_THROW(file.Prepare(), EnvironmentError);
}

TEST_F(AtomicFileTest, ASecondSinkOnTheSameFileIsRefused) {
  AtomicFile first, second;
  std::filesystem::create_symlink("a.json", scratch_ / "link");
  first.Open(context_, scratch_ / "a.json");
  EXPECT_THROW(second.Open(context_, scratch_ / "link"), EnvironmentError);
  EXPECT_EQ(host_.claims.size(), 1u);
  first.Write("1");
  AtomicFile::Settle(first.Prepare(), Decision::kCommit);
  EXPECT_EQ(scratch_.Get("a.json"), "1");
}

TEST_F(AtomicFileTest, NamesMayBeLongAndHoldAnyByte) {
  for (const std::string& name :
       {std::string(255, 'x'), std::string("\xff,7:\n'\" \x01"), std::string("-rf")}) {
    AtomicFile::Settle(Prepared(name, "new"), Decision::kCommit);
    EXPECT_EQ(scratch_.Get(name), "new");
  }
  EXPECT_EQ(scratch_.Names().size(), 3u);
}

TEST_F(AtomicFileTest, ACommitThatFailsSaysWhyAndCanBeRepeated) {
  const std::string token = Prepared("a.json", "new");
  std::filesystem::create_directory(scratch_ / "a.json");
  EXPECT_THROW(AtomicFile::Settle(token, Decision::kCommit), EnvironmentError);
  std::filesystem::remove(scratch_ / "a.json");
  AtomicFile::Settle(token, Decision::kCommit);
  EXPECT_EQ(scratch_.Get("a.json"), "new");
}

TEST(FileToken, ReadsBackWhatItWrote) {
  const FileToken token{"/a/.b\n:,\xff.tmp", "/a/b", {"/", "/a", "/a/1:2,"}};
  EXPECT_EQ(ParseFileToken(Serialize(token)), token);
}

TEST(FileToken, RefusesEverythingElse) {
  const std::string good = Serialize({"/a/.b.tmp", "/a/b", {"/a"}});
  for (std::size_t cut = 0; cut < good.size(); ++cut)
    EXPECT_THROW(ParseFileToken(good.substr(0, cut)), EnvironmentError) << cut;
  for (const char* bad :
       {"file/2 9:/a/.b.tmp,4:/a/b,.", "file/1 18446744073709551615:/a/.b.tmp,4:/a/b,.",
        "file/1 -1:/a/.b.tmp,4:/a/b,.", "file/1 9:/a/.b.tmp;4:/a/b,.",
        "file/1 9:/x/.b.tmp,4:/a/b,.", "file/1 4:/a/b,4:/a/b,.", "file/1 8:a/.b.tmp,3:a/b,."})
    try {
      ParseFileToken(bad);
      ADD_FAILURE() << bad;
    } catch (const EnvironmentError& error) {
      EXPECT_EQ(error.what(),
                "the token of a prepared file is damaged: " + Quoted(bad));
    }
}

}  // namespace
}  // namespace etl::atomic_file
