// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/file_input/text_window.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "etl/testing/harness.h"
#include "plugins/shared/atomic_file/scratch_directory.h"

namespace etl::file_input {
namespace {

class TextWindowTest : public ::testing::Test {
 protected:
  InputFile Find(const std::string& name) {
    return FindFiles({{(scratch_ / name).string()}, {}}, "none").at(0);
  }
  // How often a window is filled until it has seen all of a file that is one record.
  int Fills(const InputFile& file, std::size_t size, std::int64_t end) {
    TextWindow window(context_, file, 64 << 20, 64 * 1024, Metered::kNo);
    int fills = 0;
    while (window.Fill(end)) ++fills;
    EXPECT_EQ(window.size(), size);
    EXPECT_TRUE(window.at_end());
    return fills;
  }

  atomic_file::ScratchDirectory scratch_;
  etl::testing::Host host_;
  Context context_{host_.get()};
};

// Whoever looks for the end of a record does so after each.
TEST_F(TextWindowTest, IsFilledAFewTimesForALongRecord) {
  host_.memory_left = 1 << 30;
  const std::string text(8 << 20, 'x');
  scratch_.Put("a", text);
  EXPECT_LT(Fills(Find("a"), text.size(), -1), 12);
  EXPECT_LT(Fills(Find("a"), text.size(), 100), 20);  // it begins in a range and ends far behind
  mkfifo((scratch_ / "pipe").c_str(), 0600);
  std::thread writer([&] { std::ofstream(scratch_ / "pipe") << text; });
  EXPECT_LT(Fills(Find("pipe"), text.size(), -1), 20);
  writer.join();
}

TEST_F(TextWindowTest, GivesWhatCameBeforeTheEnd) {
  scratch_.Put("a", "0123456789");
  const InputFile file = Find("a");
  TextWindow window(context_, file, 1 << 20, 4, Metered::kNo);
  std::string text;
  while (window.Fill()) {
    text.append(window.data(), window.size() - 1);
    window.Consume(window.size() - 1);
  }
  EXPECT_EQ(text + std::string(window.data(), window.size()), "0123456789");
  EXPECT_TRUE(window.at_end());
  EXPECT_FALSE(window.Fill());
}

TEST_F(TextWindowTest, ARecordThatIsTooLongIsAnError) {
  scratch_.Put("a", std::string(100'000, 'x'));
  const InputFile file = Find("a");
  TextWindow window(context_, file, 50'000, 1000, Metered::kNo, "max_line");
  EXPECT_THROW(while (window.Fill()){}, DataError);
  host_.memory_left = 1000;
  TextWindow starved(context_, file, 50'000, 1000, Metered::kNo);
  EXPECT_THROW(while (starved.Fill()){}, EnvironmentError);
}

}  // namespace
}  // namespace etl::file_input
