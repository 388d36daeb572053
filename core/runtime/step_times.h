// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>

namespace etl::runtime {

// What a thread does for a step: its work, or waiting for rows to come or for room to put them.
enum class Doing { kWorking, kWaitingInput, kWaitingOutput };

// Seconds of all threads that worked for a step, added up.
struct StepTiming {
  double working = 0;         // in the step, what it asks of servers and disks included
  double waiting_input = 0;   // for rows
  double waiting_output = 0;  // for somebody to take its rows
  double cpu = 0;             // of the working, on a processor
};

// Where the time of the threads of one step, or of one sort, goes. Thread-safe; a lock and two
// clocks at each change, which come per batch and not per row.
class StepTimes {
 public:
  using Clock = std::chrono::steady_clock;

  // Up to now, what threads are in the middle of included (but for its processor time).
  StepTiming Now() const;
  // Whom this thread works for at the moment; null: nobody.
  static StepTimes* Current();

 private:
  friend class WorkingFor;
  friend class Waiting;
  struct Share {
    std::int64_t nanoseconds = 0;
    std::int64_t running = 0;        // threads that are in it
    std::int64_t started_total = 0;  // the sum of when these came in
  };

  static void Switch(StepTimes* to, Doing doing);
  void Begin(Doing doing, std::int64_t now);
  void End(Doing doing, std::int64_t since, std::int64_t now, std::int64_t cpu);

  mutable std::mutex mutex_;
  std::array<Share, 3> shares_;
  std::int64_t cpu_ = 0;
};

// This thread works for a step while this lives; for whom it did before, the time stands still.
class WorkingFor {
 public:
  explicit WorkingFor(StepTimes* times);
  WorkingFor(const WorkingFor&) = delete;
  ~WorkingFor();

 private:
  StepTimes* before_;
  Doing doing_before_;
};

// This thread waits while this lives, on behalf of whom it works for.
class Waiting {
 public:
  explicit Waiting(Doing doing);
  Waiting(const Waiting&) = delete;
  ~Waiting();

 private:
  Doing before_;
};

// Waits as `condition.wait(lock, ready)` does. What is ready at once is no waiting.
template <typename Condition, typename Lock, typename Ready>
void WaitCounted(Doing doing, Condition& condition, Lock& lock, Ready ready) {
  if (ready()) return;
  const Waiting waiting(doing);
  condition.wait(lock, ready);
}

}  // namespace etl::runtime
