// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>

#include "etl/value_text.h"

namespace etl::text {

inline bool IsUtf8(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

// A text of a file for a message: shortened, escaped, and without bytes that are no UTF-8, which
// must not reach a terminal or a report.
inline std::string Shown(std::string_view text) {
  constexpr std::size_t kMost = 200;  // more than is shown
  if (text.size() > kMost) {
    std::size_t end = kMost;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    text = text.substr(0, end);
  }
  if (IsUtf8(text)) return Quoted(text);
  std::string ascii;
  for (const char c : text) ascii += static_cast<unsigned char>(c) < 0x80 ? c : '?';
  return Quoted(ascii);
}

}  // namespace etl::text
