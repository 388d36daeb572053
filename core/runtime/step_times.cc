// SPDX-License-Identifier: Apache-2.0
#include "runtime/step_times.h"

#include <ctime>
#include <utility>

namespace etl::runtime {
namespace {

// What this thread does, and since when.
struct ThreadClock {
  StepTimes* times = nullptr;
  Doing doing = Doing::kWorking;
  std::int64_t since = 0, cpu_since = 0;
};

thread_local ThreadClock thread_clock;

std::int64_t WallNow() {
  return std::chrono::nanoseconds(StepTimes::Clock::now().time_since_epoch()).count();
}

std::int64_t CpuNow() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::int64_t{1'000'000'000} * now.tv_sec + now.tv_nsec;
}

double Seconds(std::int64_t nanoseconds) { return static_cast<double>(nanoseconds) / 1e9; }

}  // namespace

StepTimes* StepTimes::Current() { return thread_clock.times; }

void StepTimes::Begin(Doing doing, std::int64_t now) {
  const std::lock_guard lock(mutex_);
  Share& share = shares_[static_cast<std::size_t>(doing)];
  ++share.running;
  share.started_total += now;
}

void StepTimes::End(Doing doing, std::int64_t since, std::int64_t now, std::int64_t cpu) {
  const std::lock_guard lock(mutex_);
  Share& share = shares_[static_cast<std::size_t>(doing)];
  --share.running;
  share.started_total -= since;
  share.nanoseconds += now - since;
  if (doing == Doing::kWorking) cpu_ += cpu;
}

void StepTimes::Switch(StepTimes* to, Doing doing) {
  ThreadClock& clock = thread_clock;
  if (clock.times == to && clock.doing == doing) return;
  const std::int64_t now = WallNow(), cpu = CpuNow();
  if (clock.times) clock.times->End(clock.doing, clock.since, now, cpu - clock.cpu_since);
  clock = {to, doing, now, cpu};
  if (to) to->Begin(doing, now);
}

StepTiming StepTimes::Now() const {
  const std::lock_guard lock(mutex_);
  const std::int64_t now = WallNow();
  const auto until_now = [&](Doing doing) {
    const Share& share = shares_[static_cast<std::size_t>(doing)];
    return Seconds(share.nanoseconds + share.running * now - share.started_total);
  };
  return {until_now(Doing::kWorking), until_now(Doing::kWaitingInput),
          until_now(Doing::kWaitingOutput), Seconds(cpu_)};
}

WorkingFor::WorkingFor(StepTimes* times)
    : before_(thread_clock.times), doing_before_(thread_clock.doing) {
  StepTimes::Switch(times, Doing::kWorking);
}

WorkingFor::~WorkingFor() { StepTimes::Switch(before_, doing_before_); }

Waiting::Waiting(Doing doing) : before_(thread_clock.doing) {
  StepTimes::Switch(thread_clock.times, doing);
}

Waiting::~Waiting() { StepTimes::Switch(thread_clock.times, before_); }

}  // namespace etl::runtime
