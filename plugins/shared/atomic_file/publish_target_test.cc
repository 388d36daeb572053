// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/atomic_file/publish_target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "etl/error.h"
#include "plugins/shared/atomic_file/scratch_directory.h"

namespace etl::atomic_file {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string WhyNot(const std::filesystem::path& path) {
  try {
    FindPublishTarget(path);
  } catch (const EnvironmentError& error) {
    return error.what();
  }
  return "no error";
}

TEST(PublishTarget, IsAbsoluteAndNamesWhatIsMissing) {
  ScratchDirectory scratch;
  const PublishTarget target = FindPublishTarget(scratch / "a/b/c.json");
  EXPECT_EQ(target.path, (scratch / "a/b/c.json").string());
  EXPECT_EQ(target.name(), "c.json");
  EXPECT_THAT(target.missing_directories,
              ElementsAre((scratch / "a").string(), (scratch / "a/b").string()));
  EXPECT_THAT(scratch.Names(), IsEmpty());
  EXPECT_EQ(FindPublishTarget("x.json").path,
            (std::filesystem::current_path() / "x.json").string());
}

TEST(PublishTarget, FollowsLinks) {
  ScratchDirectory scratch;
  std::filesystem::create_directory(scratch / "real");
  scratch.Put("real/old", "old");
  std::filesystem::create_symlink("real/old", scratch / "relative");
  std::filesystem::create_symlink(scratch / "relative", scratch / "chain");
  std::filesystem::create_symlink("real/new", scratch / "dangling");
  EXPECT_EQ(FindPublishTarget(scratch / "chain").path, (scratch / "real/old").string());
  EXPECT_EQ(FindPublishTarget(scratch / "dangling").path, (scratch / "real/new").string());
  std::filesystem::create_symlink("loop", scratch / "loop");
  EXPECT_THAT(WhyNot(scratch / "loop"), HasSubstr("symbolic links"));
}

TEST(PublishTarget, RefusesWhatCannotBeReplaced) {
  ScratchDirectory scratch;
  std::filesystem::create_directory(scratch / "directory");
  mkfifo((scratch / "fifo").c_str(), 0600);
  scratch.Put("file", "");
  EXPECT_THAT(WhyNot(scratch / "directory"), HasSubstr("it is a directory"));
  EXPECT_THAT(WhyNot((scratch / "absent").string() + "/"), HasSubstr("names a directory"));
  EXPECT_THAT(WhyNot(scratch / "directory/.."), HasSubstr("names a directory"));
  EXPECT_THAT(WhyNot(scratch / "fifo"), HasSubstr("it is a FIFO"));
  EXPECT_THAT(WhyNot("/dev/null"), HasSubstr("it is a device"));
  EXPECT_THAT(WhyNot(""), HasSubstr("without a name"));
  EXPECT_THAT(WhyNot(std::string("a\0b", 3)), HasSubstr("NUL"));
  EXPECT_THAT(WhyNot(scratch / "file/x.json"), HasSubstr("/file is not a directory"));
  EXPECT_THAT(WhyNot(scratch / "file/a/x.json"), HasSubstr("Not a directory"));
  EXPECT_THAT(WhyNot(scratch / std::string(300, 'x')), HasSubstr("too long"));
}

// Root may write everywhere, so a child without privileges tries.
TEST(PublishTarget, RefusesWhatPermissionsForbid) {
  ScratchDirectory scratch;
  scratch.Put("file", "");
  ASSERT_EQ(chmod((scratch / "file").c_str(), 0444), 0);
  std::filesystem::create_directory(scratch / "closed");
  ASSERT_EQ(chmod((scratch / "closed").c_str(), 0555), 0);
  ASSERT_EQ(chmod(scratch.path().c_str(), 0755), 0);
  EXPECT_EXIT(
      {
        if (geteuid() == 0 && setuid(65534) != 0) _exit(2);
        const bool refused =
            WhyNot(scratch / "file").find("Permission denied") != std::string::npos &&
            WhyNot(scratch / "closed/x").find("Permission denied") != std::string::npos &&
            WhyNot(scratch / "closed/a/b/x").find("Permission denied") != std::string::npos;
        _exit(refused ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace etl::atomic_file
