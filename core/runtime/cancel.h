// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <mutex>

namespace etl::runtime {

// A stream ends here without a result because the run is stopping. Carries no message: whoever
// stopped it has one.
struct Stopped {};

// One for each run: once cancelled, everything that waits wakes up and everything that works stops
// soon. Thread-safe.
class CancelToken {
 public:
  bool cancelled() const { return cancelled_.load(std::memory_order_acquire); }
  void Check() const {
    if (cancelled()) throw Stopped{};
  }

  // Calls every registered callback once, on this thread. A second call does nothing.
  void Cancel();

  // Calls back on Cancel, for as long as this object lives; at once if it has happened already. The
  // callback must not block, and must not register another.
  class Registration {
   public:
    Registration(CancelToken& token, std::function<void()> callback);
    Registration(const Registration&) = delete;
    ~Registration();

   private:
    CancelToken& token_;
    std::list<std::function<void()>>::iterator position_;
  };

 private:
  std::atomic<bool> cancelled_{false};
  std::mutex mutex_;  // held while callbacks run, so that none runs after its owner is gone
  std::list<std::function<void()>> callbacks_;
};

}  // namespace etl::runtime
