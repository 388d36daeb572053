// SPDX-License-Identifier: Apache-2.0
#include "plugins/csv/byte_count.h"

#include <cstdint>
#include <cstring>

namespace etl::csv {
namespace {

// Counters of 8 bits, 64 side by side, which the compiler keeps in the processor's widest
// registers.
using Counters = unsigned char __attribute__((vector_size(64)));

inline __attribute__((always_inline)) std::size_t Count(const char* text, std::size_t size,
                                                        char byte) {
  constexpr std::size_t kMostRounds = 255;  // then a counter might overflow
  std::size_t total = 0;
  while (size >= sizeof(Counters)) {
    Counters counters{};
    std::size_t rounds = size / sizeof(Counters);
    if (rounds > kMostRounds) rounds = kMostRounds;
    for (std::size_t i = 0; i < rounds; ++i) {
      Counters bytes;
      std::memcpy(&bytes, text + i * sizeof bytes, sizeof bytes);
      counters -= reinterpret_cast<Counters>(bytes == static_cast<unsigned char>(byte));
    }
    for (std::size_t i = 0; i < sizeof counters; ++i) total += counters[i];
    text += rounds * sizeof(Counters);
    size -= rounds * sizeof(Counters);
  }
  for (std::size_t i = 0; i < size; ++i) total += text[i] == byte;
  return total;
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) std::size_t CountAvx2(const char* text, std::size_t size,
                                                      char byte) {
  return Count(text, size, byte);
}
#endif

}  // namespace

std::size_t CountByte(const char* text, std::size_t size, char byte) {
#if defined(__x86_64__)
  static const bool has_avx2 = __builtin_cpu_supports("avx2");
  if (has_avx2) return CountAvx2(text, size, byte);
#endif
  return Count(text, size, byte);
}

}  // namespace etl::csv
