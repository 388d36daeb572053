// SPDX-License-Identifier: Apache-2.0
#include "runtime/memory_budget.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace etl::runtime {
namespace {

TEST(MemoryBudget, GrantsAllOrNothing) {
  MemoryBudget budget(100);
  EXPECT_TRUE(budget.Try(60));
  EXPECT_FALSE(budget.Try(41));
  EXPECT_EQ(budget.used(), 60);
  EXPECT_TRUE(budget.Try(40));
  budget.Release(100);
  EXPECT_EQ(budget.used(), 0);
  EXPECT_EQ(budget.peak(), 100);
}

TEST(StepMemory, UsesItsReserveBeforeTheBudget) {
  MemoryBudget budget(100);
  ASSERT_TRUE(budget.Try(30));
  {
    StepMemory step(budget, 30);
    EXPECT_TRUE(step.Try(30));
    EXPECT_EQ(budget.used(), 30);
    EXPECT_TRUE(step.Try(70));
    EXPECT_EQ(budget.used(), 100);
    EXPECT_FALSE(step.Try(1));
    step.Release(80);
    EXPECT_EQ(budget.used(), 30) << "the reserve stays with the step";
    EXPECT_EQ(step.used(), 20);
    EXPECT_TRUE(step.Try(40));
    EXPECT_EQ(budget.used(), 60);
  }
  EXPECT_EQ(budget.used(), 0);
}

TEST(StepMemory, TheReserveIsGrantedWhenTheBudgetIsExhausted) {
  MemoryBudget budget(100);
  ASSERT_TRUE(budget.Try(10));
  StepMemory step(budget, 10);
  ASSERT_TRUE(budget.Try(90));
  EXPECT_TRUE(step.Try(10));
  EXPECT_FALSE(step.Try(1));
  budget.Release(90);
}

TEST(StepMemory, GivingBackTooMuchDoesNotHarmTheBudget) {
  MemoryBudget budget(100);
  StepMemory step(budget, 0);
  ASSERT_TRUE(step.Try(10));
  step.Release(50);
  EXPECT_EQ(step.used(), 0);
  EXPECT_EQ(budget.used(), 0);
}

TEST(StepMemory, AddsUpUnderThreads) {
  MemoryBudget budget(1000);
  StepMemory step(budget, 0);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int n = 0; n < 2000; ++n)
        if (step.Try(300)) step.Release(300);
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(budget.used(), 0);
  EXPECT_LE(budget.peak(), 1000);
}

}  // namespace
}  // namespace etl::runtime
