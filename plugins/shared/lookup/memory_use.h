// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "etl/context.h"

namespace etl::lookup {

// The memory that a lookup holds, in bytes, asked of the host in large steps. The host takes back
// what is left when the step ends. One thread.
class MemoryUse {
 public:
  explicit MemoryUse(Context& context) : context_(context) {}

  bool Try(std::int64_t bytes) {
    if (used_ + bytes > granted_) {
      const std::int64_t more = (used_ + bytes - granted_ + kStep - 1) / kStep * kStep;
      if (!context_.TryMemory(more)) return false;
      granted_ += more;
    }
    used_ += bytes;
    return true;
  }
  void Release(std::int64_t bytes) {
    used_ -= bytes;
    const std::int64_t less = (granted_ - used_) / kStep * kStep;
    if (less <= 0) return;
    context_.TryMemory(-less);
    granted_ -= less;
  }

 private:
  static constexpr std::int64_t kStep = 64 << 10;

  Context& context_;
  std::int64_t used_ = 0, granted_ = 0;
};

}  // namespace etl::lookup
