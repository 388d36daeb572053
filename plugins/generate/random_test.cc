// SPDX-License-Identifier: Apache-2.0
#include "plugins/generate/random.h"

#include <gtest/gtest.h>

#include <vector>

namespace etl::generate {
namespace {

TEST(Permutation, HasEachNumberOnce) {
  for (const std::uint64_t size : {1u, 2u, 3u, 4u, 5u, 16u, 17u, 1000u, 4096u, 4097u})
    for (const std::uint64_t key : {1u, 2u}) {
      const Permutation permutation(size, key);
      std::vector<int> seen(size);
      for (std::uint64_t i = 0; i < size; ++i) ++seen.at(permutation.At(i));
      EXPECT_EQ(seen, std::vector<int>(size, 1)) << size;
    }
}

TEST(Permutation, IsNoOrder) {
  const Permutation permutation(1'000'000, 7);
  int rises = 0;
  for (std::uint64_t i = 1; i < 1000; ++i) rises += permutation.At(i - 1) < permutation.At(i);
  EXPECT_GT(rises, 400);
  EXPECT_LT(rises, 600);
  EXPECT_LT(Permutation(std::uint64_t{1} << 63, 7).At(5), std::uint64_t{1} << 63);
}

TEST(Draws, AreEven) {
  const Draws draws(KeyOf(1, "a"));
  std::vector<int> seen(10);
  for (std::uint64_t i = 0; i < 10'000; ++i) ++seen.at(Below(draws.At(i), 10));
  for (const int count : seen) EXPECT_NEAR(count, 1000, 120);
}

TEST(Draws, DifferByNameAndSeed) {
  EXPECT_NE(Draws(KeyOf(1, "a")).At(0), Draws(KeyOf(1, "b")).At(0));
  EXPECT_NE(Draws(KeyOf(1, "a")).At(0), Draws(KeyOf(2, "a")).At(0));
  // A seed means the same for ever.
  EXPECT_EQ(Mix(0x9e3779b97f4a7c15), 0xe220a8397b1dcdaf);  // the first number of SplitMix64(0)
}

}  // namespace
}  // namespace etl::generate
