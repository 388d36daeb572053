// SPDX-License-Identifier: Apache-2.0
#include "plugins/csv/text_cell.h"

#include <cstring>

namespace etl::csv {
namespace {

// Bytes side by side, which the compiler keeps in the processor's widest registers.
using Bytes = signed char __attribute__((vector_size(32)));
using Words = long long __attribute__((vector_size(32)));

inline __attribute__((always_inline)) bool HasSpecial(const char* text, std::size_t size,
                                                      char delimiter) {
  Bytes found{};
  for (; size >= sizeof found; text += sizeof found, size -= sizeof found) {
    Bytes bytes;
    std::memcpy(&bytes, text, sizeof bytes);
    found |= (bytes == static_cast<signed char>(delimiter)) | (bytes == '"') | (bytes == '\n') |
             (bytes == '\r') | (bytes == '\0');
  }
  int rest = 0;
  for (std::size_t i = 0; i < size; ++i)
    rest |= (text[i] == delimiter) | (text[i] == '"') | (text[i] == '\n') | (text[i] == '\r') |
            (text[i] == '\0');
  const auto words = reinterpret_cast<Words>(found);
  return (words[0] | words[1] | words[2] | words[3]) != 0 || rest != 0;
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
