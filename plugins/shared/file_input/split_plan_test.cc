// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/file_input/split_plan.h"

#include <gtest/gtest.h>

#include "etl/testing/harness.h"

namespace etl::file_input {
namespace {

InputFile Plain(std::int64_t size) {
  InputFile file;
  file.path = "a.csv";
  file.seekable = true;
  file.size = size;
  return file;
}
InputFile Packed(std::int64_t size) {
  InputFile file = Plain(size);
  file.codec = compression::Codec::kGzip;
  return file;
}

TEST(SplitPlan, CutsPlainFilesEvenlyAndOthersNot) {
  const SplitPlan plan({Plain(25), Packed(1000), InputFile{}, Plain(9), Plain(0)}, 10);
  ASSERT_EQ(plan.count(), 6);
  EXPECT_EQ(plan.split(0), (Split{0, 0, 13}));
  EXPECT_EQ(plan.split(1), (Split{0, 13, 25}));
  EXPECT_EQ(plan.split(2), (Split{1, 0, -1}));
  EXPECT_EQ(plan.split(3), (Split{2, 0, -1}));
  EXPECT_EQ(plan.split(4), (Split{3, 0, 9}));
  EXPECT_EQ(plan.split(5), (Split{4, 0, 0}));
  EXPECT_EQ(plan.total_bytes(), 1034);
  EXPECT_THROW(plan.split(6), EnvironmentError);
}

TEST(SplitPlan, PartsFollowOneAnotherWithoutAGap) {
  for (std::int64_t size = 0; size < 300; ++size)
    for (std::int64_t bytes : {1, 7, 64, 1000}) {
      const SplitPlan plan({Plain(size)}, bytes);
      std::int64_t at = 0;
      for (std::int64_t i = 0; i < plan.count(); ++i) {
        EXPECT_EQ(plan.split(i).begin, at);
        at = plan.split(i).end;
      }
      EXPECT_EQ(at, size);
    }
}

TEST(SplitPlan, PartsGrowWithTheBatchesButAreNeverTiny) {
  etl::testing::Host host;
  const Context context(host.get());
  EXPECT_EQ(SplitPlan::SplitBytes(context), 2 * 1024 * 1024);
  host.get()->batch_bytes = 1000;
  EXPECT_EQ(SplitPlan::SplitBytes(context), 256 * 1024);
}

}  // namespace
}  // namespace etl::file_input
