// SPDX-License-Identifier: Apache-2.0
#include "runtime/nearest_values.h"

#include <gtest/gtest.h>

namespace etl::runtime {
namespace {

std::string HintFor(const std::string& wanted, const std::vector<std::string>& values) {
  NearestValues nearest(wanted);
  for (const std::string& value : values) nearest.Add(value);
  return nearest.Hint();
}

TEST(NearestValues, NamesTheNearestFirst) {
  EXPECT_EQ(
      HintFor("happy paws", {"Happy Tails", "Happy Pawz", "North", "Happy Paws", "Happy Paws"}),
      "did you mean 'Happy Paws', 'Happy Pawz', 'Happy Tails'?");
  EXPECT_EQ(HintFor("Paws", {"Happy Paws of Lyon", "Tails"}), "did you mean 'Happy Paws of Lyon'?");
}

TEST(NearestValues, KnowsWhenNoneIsNear) {
  EXPECT_EQ(HintFor("Rex", {"Minka", "Tom", ""}), "");
  EXPECT_EQ(HintFor("", {"Minka"}), "");
  EXPECT_EQ(HintFor(std::string(100, 'a'), {std::string(60, 'a')}), "");
}

}  // namespace
}  // namespace etl::runtime
