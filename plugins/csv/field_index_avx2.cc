// SPDX-License-Identifier: Apache-2.0
#include "plugins/csv/field_index.h"

#if defined(__x86_64__)
#include <immintrin.h>

// From here on, and for this file alone.
#pragma GCC target("avx2,bmi,pclmul,popcnt")

namespace etl::csv::detail {
namespace {

struct Lanes {
  static inline __attribute__((always_inline)) Lanes Load(const char* text) {
    return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(text)),
            _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + 32))};
  }
  inline __attribute__((always_inline)) std::uint64_t Equal(char byte) const {
    const __m256i all = _mm256_set1_epi8(byte);
    const auto first =
        static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, all)));
    const auto second =
        static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, all)));
    return first | std::uint64_t{second} << 32;
  }
  inline __attribute__((always_inline)) bool IsAscii() const {
    return _mm256_movemask_epi8(_mm256_or_si256(low, high)) == 0;
  }
  static inline __attribute__((always_inline)) std::uint64_t PrefixXor(std::uint64_t bits) {
    const __m128i product = _mm_clmulepi64_si128(_mm_set_epi64x(0, static_cast<long long>(bits)),
                                                 _mm_set1_epi8('\xff'), 0);
    return static_cast<std::uint64_t>(_mm_cvtsi128_si64(product));
  }

  __m256i low, high;
};

#include "plugins/csv/field_index_kernel.h"

}  // namespace

void ScanAvx2(Scanned& scanned) { Scan(scanned); }

}  // namespace etl::csv::detail
#endif
