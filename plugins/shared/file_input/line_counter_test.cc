// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/file_input/line_counter.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>

#include "etl/testing/harness.h"

namespace etl::file_input {
namespace {

TEST(LineCounterTest, CountsUpToAnyPlaceInAnyOrder) {
  const std::string path = ::testing::TempDir() + "lines." + std::to_string(getpid());
  std::string text;
  for (int i = 0; text.size() < 400'000; ++i) text += std::string(i % 90, 'x') + "\n";
  std::ofstream(path) << text;
  etl::testing::Host host;
  Context context(host.get());
  const auto files = FindFiles({{path}, {}}, "none");
  LineCounter lines(context, files[0]);
  for (const std::size_t place : {0, 1, 5000, 5000, 300'000, 399'999, 100, 262'144})
    EXPECT_EQ(lines.BreaksBefore(static_cast<std::int64_t>(place)),
              std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(place), '\n'))
        << place;
  lines.Know(300'000, 7);  // what it is told it believes
  EXPECT_EQ(lines.BreaksBefore(300'000), 7);
  lines.Know(10, 1000);
  EXPECT_EQ(lines.BreaksBefore(300'000), 7);
  EXPECT_TRUE(host.metrics.empty());
  unlink(path.c_str());
}

}  // namespace
}  // namespace etl::file_input
