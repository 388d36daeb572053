// SPDX-License-Identifier: Apache-2.0
#include "runtime/run_history.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

namespace etl::runtime {

void RunHistory::Add(Moment moment) {
  if (moments.size() == kMost) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < moments.size(); i += 2) moments[kept++] = std::move(moments[i]);
    moments.resize(kept);
    every *= 2;
  }
  moments.push_back(std::move(moment));
}

std::int64_t CurrentRss() {
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

}  // namespace etl::runtime
