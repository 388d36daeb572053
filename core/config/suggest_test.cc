// SPDX-License-Identifier: Apache-2.0
#include "config/suggest.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace etl::config {
namespace {

const std::vector<std::string> kKeys{"keys", "keep", "match", "connection", "from"};

TEST(Suggest, FindsTypingMistakes) {
  EXPECT_EQ(Closest("key", kKeys), "keys");
  EXPECT_EQ(Closest("form", kKeys), "from");  // a transposition is one mistake
  EXPECT_EQ(Closest("MATCH", kKeys), "match");
  EXPECT_EQ(Closest("conection", kKeys), "connection");
  EXPECT_EQ(Closest("conn", kKeys), "connection");  // a prefix
}

TEST(Suggest, StaysSilentWithoutAnIdea) {
  EXPECT_FALSE(Closest("zebra", kKeys));
  EXPECT_FALSE(Closest("", kKeys));
  EXPECT_FALSE(Closest("x", std::vector<std::string>{"y"}));
  EXPECT_FALSE(Closest(std::string(100'000, 'a'), kKeys));
}

TEST(Suggest, NamesWhatIsKnown) {
  EXPECT_EQ(DidYouMean("key", kKeys), "did you mean `keys`?");
  EXPECT_EQ(DidYouMean("zebra", std::vector<std::string>{"a", "b"}), "known: `a`, `b`");
  EXPECT_EQ(DidYouMean("zebra", std::vector<std::string>{}), "");
}

}  // namespace
}  // namespace etl::config
