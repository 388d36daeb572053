// SPDX-License-Identifier: Apache-2.0
#include "plugins/json/item_scanner.h"

#include <cstring>

namespace etl::json {
namespace {

// Bytes side by side, which the compiler keeps in a register.
using Bytes = signed char __attribute__((vector_size(16)));
using Words = long long __attribute__((vector_size(16)));

// The first byte from `at` on for which `is` says yes, to one byte and to a vector of them alike.
template <typename Is>
std::size_t Find(const char* text, std::size_t at, std::size_t size, Is is) {
  for (; at + sizeof(Bytes) <= size; at += sizeof(Bytes)) {
    Bytes bytes;
    std::memcpy(&bytes, text + at, sizeof bytes);
    const auto found = reinterpret_cast<Words>(is(bytes));
    if (found[0] | found[1]) break;
  }
  while (at < size && !is(static_cast<signed char>(text[at]))) ++at;
  return at;
}

std::size_t EndOfText(const char* text, std::size_t at, std::size_t size) {
  return Find(text, at, size, [](auto c) { return (c == '"') | (c == '\\'); });
}

// Quotes and brackets of both kinds, which differ in one bit.
std::size_t NextBracket(const char* text, std::size_t at, std::size_t size) {
  return Find(text, at, size,
              [](auto c) { return (c == '"') | ((c | 0x20) == '{') | ((c | 0x20) == '}'); });
}

std::size_t EndOfScalar(const char* text, std::size_t at, std::size_t size) {
  while (at < size && !std::strchr(",]} \t\r\n", text[at])) ++at;
  return at;
}

}  // namespace

void ItemScanner::Begin(char first) {
  scalar_ = first != '{' && first != '[' && first != '"';
  in_string_ = escaped_ = false;
  depth_ = 0;
}

std::size_t ItemScanner::Scan(const char* text, std::size_t from, std::size_t size) {
  if (scalar_) {
    const std::size_t end = EndOfScalar(text, from == 0 ? 1 : from, size);
    return end < size ? end : kNone;
  }
  for (std::size_t at = from; at < size; ++at) {
    if (escaped_) {
      escaped_ = false;
      continue;
    }
    at = in_string_ ? EndOfText(text, at, size) : NextBracket(text, at, size);
    if (at >= size) return kNone;
    const char c = text[at];
    if (c == '\\')
      escaped_ = true;
    else if (c == '"')
      in_string_ = !in_string_;
    else if (c == '{' || c == '[')
      ++depth_;
    else
      --depth_;
    if (depth_ == 0 && !in_string_ && !escaped_) return at + 1;
  }
  return kNone;
}

}  // namespace etl::json
