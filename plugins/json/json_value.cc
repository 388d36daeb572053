// SPDX-License-Identifier: Apache-2.0
#include "plugins/json/json_value.h"

#include <simdjson.h>

#include <array>
#include <cstdint>
#include <cstring>

namespace etl::json {
namespace {

// What follows the backslash; 'u': four hex digits; 0: the byte stands for itself.
constexpr std::array<char, 256> kEscapes = [] {
  std::array<char, 256> escapes{};
  for (std::size_t c = 0; c < 0x20; ++c) escapes[c] = 'u';
  escapes['\b'] = 'b';
  escapes['\f'] = 'f';
  escapes['\n'] = 'n';
  escapes['\r'] = 'r';
  escapes['\t'] = 't';
  escapes['"'] = '"';
  escapes['\\'] = '\\';
  return escapes;
}();

char* WriteEscape(unsigned char c, char* out) {
  *out++ = '\\';
  *out++ = kEscapes[c];
  if (kEscapes[c] != 'u') return out;
  *out++ = '0';
  *out++ = '0';
  *out++ = "0123456789abcdef"[c >> 4];
  *out++ = "0123456789abcdef"[c & 15];
  return out;
}

// Bytes side by side, which the compiler keeps in the processor's registers.
using Bytes = unsigned char __attribute__((vector_size(16)));
using Words = long long __attribute__((vector_size(16)));

// Whether `is` says no to every byte, and to vectors of them.
template <typename Is>
bool None(std::string_view text, Is is) {
  Words found{};
  const char* at = text.data();
  std::size_t size = text.size();
  for (; size >= sizeof(Bytes); at += sizeof(Bytes), size -= sizeof(Bytes)) {
    Bytes bytes;
    std::memcpy(&bytes, at, sizeof bytes);
    found |= reinterpret_cast<Words>(is(bytes));
  }
  bool rest = false;
  for (; size > 0; ++at, --size) rest |= static_cast<bool>(is(static_cast<unsigned char>(*at)));
  return (found[0] | found[1]) == 0 && !rest;
}

}  // namespace

bool IsUnescaped(std::string_view text) {
  return None(text, [](auto c) { return (c < 0x20) | (c == '"') | (c == '\\'); });
}

bool IsAscii(std::string_view text) {
  return None(text, [](auto c) { return c >= 0x80; });
}

bool IsUtf8(std::string_view text) { return simdjson::validate_utf8(text); }

char* WriteString(std::string_view text, char* out) {
  if (!IsAscii(text) && !IsUtf8(text)) return nullptr;
  *out++ = '"';
  if (IsUnescaped(text)) {
    std::memcpy(out, text.data(), text.size());
    out += text.size();
  } else {
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if (kEscapes[byte])
        out = WriteEscape(byte, out);
      else
        *out++ = c;
    }
  }
  *out++ = '"';
  return out;
}

bool AppendString(std::string_view text, std::string& out) {
  std::string written(kMostEscape * text.size() + 2, '\0');
  char* const end = WriteString(text, written.data());
  if (end) out.append(written.data(), static_cast<std::size_t>(end - written.data()));
  return end != nullptr;
}

char* WriteBase64(std::string_view bytes, char* out) {
  static constexpr char kDigits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  *out++ = '"';
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t left = bytes.size() - i;
    const auto byte = [&](std::size_t k) {
      return k < left ? std::uint32_t{static_cast<unsigned char>(bytes[i + k])} : 0;
    };
    const std::uint32_t group = byte(0) << 16 | byte(1) << 8 | byte(2);
    *out++ = kDigits[group >> 18];
    *out++ = kDigits[group >> 12 & 63];
    *out++ = left > 1 ? kDigits[group >> 6 & 63] : '=';
    *out++ = left > 2 ? kDigits[group & 63] : '=';
  }
  *out++ = '"';
  return out;
}

}  // namespace etl::json
