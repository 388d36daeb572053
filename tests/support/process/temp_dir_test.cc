// SPDX-License-Identifier: Apache-2.0
#include "tests/support/process/temp_dir.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace etl::process {
namespace {

TEST(TempDir, IsRemovedWithItsContent) {
  std::filesystem::path path;
  {
    const TempDir dir;
    path = dir.path();
    dir.Write("a/b/c.txt", "text");
    EXPECT_EQ(dir.Read("a/b/c.txt"), "text");
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(TempDir, TwoAreDifferent) { EXPECT_NE(TempDir().path(), TempDir().path()); }

TEST(TempDir, AMissingFileIsAnError) {
  const TempDir dir;
  EXPECT_THROW(dir.Read("missing"), std::runtime_error);
}

}  // namespace
}  // namespace etl::process
