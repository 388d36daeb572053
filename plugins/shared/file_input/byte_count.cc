// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/file_input/byte_count.h"

#include <algorithm>
#include <cstring>

namespace etl::file_input {
namespace {

// Counters of 8 bits, 32 side by side: a register of the processor's.
using Counters = unsigned char __attribute__((vector_size(32)));
constexpr std::size_t kLanes =
    4;  // independent of each other, or each would wait for the one before

inline __attribute__((always_inline)) std::size_t Count(const char* text, std::size_t size,
                                                        char byte) {
  constexpr std::size_t kMostRounds = 255;  // then a counter might overflow
  constexpr std::size_t kRound = kLanes * sizeof(Counters);
  const Counters wanted = Counters{} + static_cast<unsigned char>(byte);
  std::size_t total = 0;
  while (size >= kRound) {
    Counters a{}, b{}, c{}, d{};
    const std::size_t rounds = std::min(size / kRound, kMostRounds);
    for (std::size_t i = 0; i < rounds; ++i, text += kRound) {
      Counters of_a, of_b, of_c, of_d;
      std::memcpy(&of_a, text, sizeof a);
      std::memcpy(&of_b, text + sizeof a, sizeof b);
      std::memcpy(&of_c, text + 2 * sizeof a, sizeof c);
      std::memcpy(&of_d, text + 3 * sizeof a, sizeof d);
      a -= reinterpret_cast<Counters>(of_a == wanted);
      b -= reinterpret_cast<Counters>(of_b == wanted);
      c -= reinterpret_cast<Counters>(of_c == wanted);
      d -= reinterpret_cast<Counters>(of_d == wanted);
    }
    for (std::size_t i = 0; i < sizeof a; ++i) total += std::size_t{a[i]} + b[i] + c[i] + d[i];
    size -= rounds * kRound;
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

}  // namespace etl::file_input
