// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <mutex>

#include "runtime/heap_trim.h"

namespace etl::runtime {

// The memory of a run, `--memory`, in bytes: a ceiling that is never reserved, only counted. May be
// used by any thread; never blocks. When it is used up, what the allocator keeps beyond it goes
// back to the system.
class MemoryBudget {
 public:
  explicit MemoryBudget(std::int64_t bytes) : total_(bytes), heap_(bytes) {}
  MemoryBudget(const MemoryBudget&) = delete;

  // Takes all of `bytes`, or nothing and says false.
  bool Try(std::int64_t bytes);
  void Release(std::int64_t bytes);

  std::int64_t total() const { return total_; }
  std::int64_t used() const;
  std::int64_t peak() const;

 private:
  const std::int64_t total_;
  mutable std::mutex mutex_;
  std::int64_t used_ = 0, peak_ = 0;
  HeapTrim heap_;
};

// What one step holds of the budget: first its planned minimum, which is its own from the start,
// then whatever the budget can spare. May be used by any thread; never blocks. The budget outlives
// it.
class StepMemory {
 public:
  // `reserved` bytes have been taken from the budget by the caller, and belong to this object now.
  StepMemory(MemoryBudget& budget, std::int64_t reserved) : budget_(&budget), reserved_(reserved) {}
  StepMemory(const StepMemory&) = delete;
  // Gives everything back, the reserve included.
  ~StepMemory();

  // Takes all of `bytes`, or nothing and says false.
  bool Try(std::int64_t bytes);
  void Release(std::int64_t bytes);

  std::int64_t reserved() const { return reserved_; }
  std::int64_t used() const;
  std::int64_t peak() const;
  const MemoryBudget& budget() const { return *budget_; }

 private:
  // What `used` takes beyond the reserve.
  std::int64_t Beyond(std::int64_t used) const { return used > reserved_ ? used - reserved_ : 0; }

  MemoryBudget* budget_;
  const std::int64_t reserved_;
  mutable std::mutex mutex_;
  std::int64_t used_ = 0, peak_ = 0;
};

}  // namespace etl::runtime
