// SPDX-License-Identifier: Apache-2.0
#include "plugins/csv/text_cell.h"

namespace etl::csv {
namespace {

// Without a branch in the loop, so that the compiler can look at many bytes at once.
inline __attribute__((always_inline)) bool HasSpecial(const char* text, std::size_t size,
                                                      char delimiter) {
  unsigned char found = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const char c = text[i];
    found |= static_cast<unsigned char>((c == delimiter) | (c == '"') | (c == '\n') | (c == '\r') |
                                        (c == '\0'));
  }
  return found != 0;
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) bool HasSpecialAvx2(const char* text, std::size_t size,
                                                    char delimiter) {
  return HasSpecial(text, size, delimiter);
}
#endif

}  // namespace

bool TextCell::IsSpecial(std::string_view text) const {
#if defined(__x86_64__)
  static const bool has_avx2 = __builtin_cpu_supports("avx2");
  if (has_avx2) return HasSpecialAvx2(text.data(), text.size(), layout_.delimiter);
#endif
  return HasSpecial(text.data(), text.size(), layout_.delimiter);
}

char* TextCell::Write(std::string_view text, char* out) const {
  if (!IsSpecial(text)) return WritePlain(text, 0, out);
  *out++ = '"';
  for (const char c : text) {
    if (c == '\0') return nullptr;
    if (c == '"') *out++ = '"';
    *out++ = c;
  }
  *out++ = '"';
  return out;
}

}  // namespace etl::csv
