// SPDX-License-Identifier: Apache-2.0
#include "runtime/step_times.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace etl::runtime {
namespace {

using namespace std::chrono_literals;

void Spin(std::chrono::milliseconds time) {
  const auto end = StepTimes::Clock::now() + time;
  while (StepTimes::Clock::now() < end) {
  }
}

TEST(StepTimes, AnInnerStepsTimeIsNotTheOuters) {
  StepTimes outer, inner;
  {
    const WorkingFor for_outer(&outer);
    EXPECT_EQ(StepTimes::Current(), &outer);
    {
      const WorkingFor for_inner(&inner);
      std::this_thread::sleep_for(60ms);
    }
    EXPECT_EQ(StepTimes::Current(), &outer);
  }
  EXPECT_EQ(StepTimes::Current(), nullptr);
  EXPECT_GE(inner.Now().working, 0.06);
  EXPECT_LT(outer.Now().working, 0.05);
}

TEST(StepTimes, WaitingIsNoWork) {
  StepTimes times;
  {
    const WorkingFor work(&times);
    const Waiting waiting(Doing::kWaitingOutput);
    std::this_thread::sleep_for(40ms);
  }
  const StepTiming now = times.Now();
  EXPECT_GE(now.waiting_output, 0.04);
  EXPECT_LT(now.working, 0.03);
  EXPECT_EQ(now.waiting_input, 0);
}

TEST(StepTimes, WaitingForNobodyCountsNowhere) {
  const Waiting waiting(Doing::kWaitingInput);
  EXPECT_EQ(StepTimes::Current(), nullptr);
}

TEST(StepTimes, ToldInTheMiddleOfIt) {
  StepTimes times;
  const WorkingFor work(&times);
  std::this_thread::sleep_for(30ms);
  const double first = times.Now().working;
  EXPECT_GE(first, 0.03);
  std::this_thread::sleep_for(10ms);
  EXPECT_GE(times.Now().working, first + 0.01);
}

TEST(StepTimes, ProcessorTimeIsThatOfTheWork) {
  StepTimes times;
  {
    const WorkingFor work(&times);
    std::this_thread::sleep_for(40ms);
  }
  EXPECT_LT(times.Now().cpu, 0.03);
  {
    const WorkingFor work(&times);
    Spin(40ms);
  }
  EXPECT_GT(times.Now().cpu, 0.001);
  EXPECT_LE(times.Now().cpu, times.Now().working);
}

TEST(StepTimes, ThreadsAddUp) {
  StepTimes times;
  std::mutex mutex;
  std::condition_variable changed;
  bool go = false;
  const auto wait = [&] {
    const WorkingFor work(&times);
    std::unique_lock lock(mutex);
    WaitCounted(Doing::kWaitingInput, changed, lock, [&] { return go; });
    WaitCounted(Doing::kWaitingOutput, changed, lock, [&] { return go; });  // ready: no waiting
  };
  {
    std::jthread first(wait), second(wait);
    std::this_thread::sleep_for(60ms);
    const std::lock_guard lock(mutex);
    go = true;
    changed.notify_all();
  }
  EXPECT_GT(times.Now().waiting_input, 0.06);
  EXPECT_EQ(times.Now().waiting_output, 0);
}

}  // namespace
}  // namespace etl::runtime
