// SPDX-License-Identifier: Apache-2.0
#include "runtime/heap_trim.h"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <vector>

#include "runtime/memory_budget.h"

namespace etl::runtime {
namespace {

TEST(HeapTrim, WhatIsFreeBetweenPiecesInUseGoesBackWhenMemoryIsShort) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "the sanitizers' allocator has pages of its own";
#endif
  constexpr std::size_t kPiece = 64 * 1024, kPieces = 1024;
  std::vector<std::unique_ptr<char[]>> pieces;
  for (std::size_t i = 0; i < kPieces; ++i) {
    pieces.push_back(std::make_unique_for_overwrite<char[]>(kPiece));
    std::memset(pieces.back().get(), 1, kPiece);
  }
  for (std::size_t i = 0; i < kPieces; ++i)
    if (i % 8 != 0) pieces[i].reset();
  const std::int64_t before = ResidentMemory();
  MemoryBudget plenty(std::int64_t{1} << 40);
  EXPECT_FALSE(plenty.Try(std::int64_t{1} << 41));
  EXPECT_GT(ResidentMemory(), before - (std::int64_t{1} << 20)) << "there is no need";
  MemoryBudget used_up(1 << 20);
  EXPECT_TRUE(used_up.Try(1 << 20));
  EXPECT_FALSE(used_up.Try(1));
  EXPECT_LT(ResidentMemory(), before - (std::int64_t{40} << 20));
}

}  // namespace
}  // namespace etl::runtime
