// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>

namespace etl::runtime {

// The process's resident memory, bytes; 0 if it cannot be told.
std::int64_t ResidentMemory();

// Gives back to the system what the allocator keeps of rows that are gone, when the process holds
// much more than the run's memory: freed pieces lie between those in use, and the allocator would
// only use them again. Thread-safe.
class HeapTrim {
 public:
  // `memory`: of the run's budget, bytes.
  explicit HeapTrim(std::int64_t memory);

  // To be called when memory is short, as often as that may be. malloc_trim looks at the whole
  // heap, so it is left out for a while, and longer when it gained little.
  void Look();

 private:
  std::int64_t Now() const;

  const std::int64_t most_;            // resident bytes that are in order
  std::atomic<std::int64_t> next_{0};  // when to look again, ns
  std::mutex mutex_;                   // guards what follows
  std::int64_t pause_;                 // ns
};

}  // namespace etl::runtime
