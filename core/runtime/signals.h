// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <thread>

namespace etl::runtime {

// SIGINT and SIGTERM, taken by a thread of their own while this object lives. The first one calls
// `on_signal`; if the program has not ended two seconds later, `on_overdue` is called and the
// process ends with 128 + signal. A second signal ends it at once. To be made before other threads
// are started: it blocks both signals for them.
class SignalWatch {
 public:
  SignalWatch(std::function<void(int)> on_signal, std::function<void()> on_overdue);
  ~SignalWatch();
  SignalWatch(const SignalWatch&) = delete;

  // From here on signals wait: the run is being published. False if one has come already.
  bool Hold();
  int signal() const { return signal_; }  // 0: none yet

 private:
  enum class State { kWatching, kSignalled, kHeld };

  void Watch();

  std::function<void(int)> on_signal_;
  std::function<void()> on_overdue_;
  std::atomic<int> signal_{0};
  std::atomic<State> state_{State::kWatching};
  std::atomic<bool> ending_{false};
  std::thread thread_;
};

}  // namespace etl::runtime
