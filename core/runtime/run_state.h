// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <utility>

#include "plan/failure.h"
#include "runtime/cancel.h"

namespace etl::runtime {

// How a run is going, shared by its threads: the first failure wins and stops everything.
// Thread-safe.
class RunState {
 public:
  CancelToken& cancel() { return cancel_; }

  // Keeps the first failure and cancels the run.
  void Fail(plan::StepFailure failure) {
    {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::move(failure);
    }
    cancel_.Cancel();
  }
  std::optional<plan::StepFailure> failure() const {
    const std::lock_guard lock(mutex_);
    return failure_;
  }

 private:
  CancelToken cancel_;
  mutable std::mutex mutex_;
  std::optional<plan::StepFailure> failure_;
};

}  // namespace etl::runtime
