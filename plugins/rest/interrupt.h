// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>

namespace etl::rest {

using Clock = std::chrono::steady_clock;

// Ends at once whatever the source's threads wait for: a timer, a connection, a socket. Any thread
// may call anything. Throws etl::Cancelled in the waiting threads.
class Interrupt {
 public:
  Interrupt();
  Interrupt(const Interrupt&) = delete;
  ~Interrupt();

  void Cancel() noexcept;
  bool cancelled() const;
  void Check() const;

  // Waits; throws Cancelled when interrupted.
  void Sleep(std::chrono::milliseconds duration);
  // Waits until the socket is writable (connected, or failed to); false: not until `until`.
  bool WaitConnected(int socket, Clock::time_point until) const;

  // A socket whose reads and writes end when the source is cancelled. Holds a duplicate of the
  // descriptor: the number of a socket that its owner closed may already mean another file.
  class Watch {
   public:
    Watch(Interrupt& interrupt, int socket);
    Watch(const Watch&) = delete;
    ~Watch();

   private:
    Interrupt& interrupt_;
    std::list<int>::iterator place_;
  };

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool cancelled_ = false;
  int event_;  // readable once cancelled
  std::list<int> sockets_;
};

}  // namespace etl::rest
