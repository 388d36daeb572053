// SPDX-License-Identifier: Apache-2.0
#include "runtime/heap_trim.h"

#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

namespace etl::runtime {
namespace {

// The program, its libraries and stacks. What a run may hold in the end is twice as much more.
constexpr std::int64_t kProgram = std::int64_t{12} << 20;
constexpr std::int64_t kLittle = std::int64_t{1} << 20;
constexpr std::int64_t kLeastPause = 20'000'000, kLongestPause = 1'000'000'000;  // ns

}  // namespace

std::int64_t ResidentMemory() {
  // "size resident ...", in pages. The kernel sums it up for this file only, not for each mapping.
  const int file = ::open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  char text[128] = {};
  const ssize_t length = ::read(file, text, sizeof text - 1);
  ::close(file);
  if (length <= 0) return 0;
  char* end = text;
  std::strtoll(text, &end, 10);
  return std::strtoll(end, nullptr, 10) * ::sysconf(_SC_PAGESIZE);
}

HeapTrim::HeapTrim(std::int64_t memory) : most_(memory + kProgram), pause_(kLeastPause) {}

std::int64_t HeapTrim::Now() const {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

void HeapTrim::Look() {
  if (Now() < next_.load(std::memory_order_relaxed)) return;
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock) return;
  const std::int64_t before = ResidentMemory();
  if (before <= most_) {
    pause_ = kLeastPause;
  } else {
    malloc_trim(0);
    pause_ =
        before - ResidentMemory() >= kLittle ? kLeastPause : std::min(2 * pause_, kLongestPause);
  }
  next_ = Now() + pause_;
}

}  // namespace etl::runtime
