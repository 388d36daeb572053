// SPDX-License-Identifier: Apache-2.0
#include "runtime/memory_budget.h"

#include <algorithm>
#include <cassert>

namespace etl::runtime {

bool MemoryBudget::Try(std::int64_t bytes) {
  {
    const std::lock_guard lock(mutex_);
    if (bytes <= total_ - used_) {
      used_ += bytes;
      peak_ = std::max(peak_, used_);
      return true;
    }
  }
  heap_.Look();
  return false;
}

void MemoryBudget::Release(std::int64_t bytes) {
  const std::lock_guard lock(mutex_);
  assert(bytes <= used_);
  used_ -= bytes;
}

std::int64_t MemoryBudget::used() const {
  const std::lock_guard lock(mutex_);
  return used_;
}

std::int64_t MemoryBudget::peak() const {
  const std::lock_guard lock(mutex_);
  return peak_;
}

StepMemory::~StepMemory() { budget_->Release(reserved_ + Beyond(used_)); }

bool StepMemory::Try(std::int64_t bytes) {
  const std::lock_guard lock(mutex_);
  const std::int64_t more = Beyond(used_ + bytes) - Beyond(used_);
  if (more > 0 && !budget_->Try(more)) return false;
  used_ += bytes;
  peak_ = std::max(peak_, used_);
  return true;
}

void StepMemory::Release(std::int64_t bytes) {
  const std::lock_guard lock(mutex_);
  // A plugin in C may give back more than it took; the budget must not suffer for it.
  bytes = std::min(bytes, used_);
  budget_->Release(Beyond(used_) - Beyond(used_ - bytes));
  used_ -= bytes;
}

std::int64_t StepMemory::used() const {
  const std::lock_guard lock(mutex_);
  return used_;
}

std::int64_t StepMemory::peak() const {
  const std::lock_guard lock(mutex_);
  return peak_;
}

}  // namespace etl::runtime
