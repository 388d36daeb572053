// SPDX-License-Identifier: Apache-2.0
#include "runtime/state_file.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>

#include "etl/error.h"

namespace etl::runtime {
namespace {

class StateFileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "stateXXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_;
  const plan::CursorStates one_{{"orders", {"id", "bigint", "12"}}};
  const plan::CursorStates two_{{"orders", {"id", "bigint", "14"}},
                                {"a", {"n", "string", "ä\"\n"}}};
};

TEST_F(StateFileTest, ReadsWhatItWrote) {
  const StateFile file(folder_);
  EXPECT_TRUE(file.Read().empty());
  file.Write(one_);
  EXPECT_EQ(file.Read(), one_);
  file.Write(two_);
  EXPECT_EQ(file.Read(), two_);
}

TEST_F(StateFileTest, IsTheOldOneUntilItIsCommitted) {
  const StateFile file(folder_);
  file.Write(one_);
  file.Prepare(two_, "run1");
  EXPECT_EQ(file.Read(), one_);
  file.Abort("run1");
  EXPECT_EQ(file.Read(), one_);
  file.Prepare(two_, "run2");
  file.Commit("run2");
  file.Commit("run2");
  EXPECT_EQ(file.Read(), two_);
  for (const auto& entry : std::filesystem::directory_iterator(folder_))
    EXPECT_EQ(entry.path().filename(), "state.json");
}

TEST_F(StateFileTest, RefusesWhatItDidNotWrite) {
  const StateFile file(folder_);
  file.Write(one_);
  std::ifstream in(file.path());
  std::string text((std::istreambuf_iterator<char>(in)), {});
  for (const std::string& wrong : {std::string(), text.substr(0, text.size() / 2),
                                   std::string(text).replace(text.find("12"), 2, "13")}) {
    std::ofstream(file.path()) << wrong;
    EXPECT_THROW(file.Read(), EnvironmentError) << wrong;
  }
}

}  // namespace
}  // namespace etl::runtime
