// SPDX-License-Identifier: Apache-2.0
// Code points in UTF-8, which the host has checked wherever text crosses into a plugin.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace etl::expression::utf8 {

inline bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

inline std::size_t Length(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += IsContinuation(c) ? 0 : 1;
  return count;
}

// The byte at which the code point after the one at `at` begins.
inline std::size_t Next(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && IsContinuation(text[at]);) ++at;
  return at;
}

// The byte at which code point number `index` (from 0) begins, or the end.
inline std::size_t Offset(std::string_view text, std::uint64_t index) {
  std::size_t at = 0;
  for (; index > 0 && at < text.size(); --index) at = Next(text, at);
  return at;
}

// Bytes of the code point at `at`; 0 if it is not well-formed UTF-8.
inline std::size_t SizeAt(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
  };
  const auto more = [&](std::size_t i) { return (byte(i) & 0xc0) == 0x80; };
  const unsigned first = byte(0), second = byte(1);
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4 || !more(1)) return 0;
  if (first < 0xe0) return 2;
  if (!more(2) || (first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f)) return 0;
  if (first < 0xf0) return 3;
  if (!more(3) || (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f)) return 0;
  return 4;
}

}  // namespace etl::expression::utf8
