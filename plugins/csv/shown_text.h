// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "etl/value_text.h"
#include "plugins/shared/expression/utf8.h"

namespace etl::csv {

inline bool IsUtf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = expression::utf8::SizeAt(text, at);
    if (size == 0) return false;
    at += size;
  }
  return true;
}

// A text of a file for a message; bytes that are no UTF-8 must not reach a terminal or a report.
inline std::string Shown(std::string_view text) {
  if (IsUtf8(text)) return Quoted(text);
  std::string shown;
  for (const char c : text) shown += static_cast<unsigned char>(c) < 0x80 ? c : '?';
  return Quoted(shown);
}

}  // namespace etl::csv
