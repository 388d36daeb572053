// SPDX-License-Identifier: Apache-2.0
#include "cli/graph/escape.h"

#include <cstdint>

namespace etl::cli {
namespace {

struct Character {
  std::uint32_t code = 0xfffd;
  std::size_t bytes = 1;
  bool valid = false;
};

// The first character of a text that is not empty.
Character Read(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return {};
  std::uint32_t code = lead & (0x7f >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    code = code << 6 | (byte(i) & 0x3f);
  }
  const std::uint32_t least = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80;
  if (code < least || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return {};
  return {code, length, true};
}

bool IsAllowed(std::uint32_t code) {
  if (code < 0x20) return code == '\n' || code == '\t';
  return (code < 0x7f || code > 0x9f) && code != 0xfffe && code != 0xffff;
}

// East Asian and emoji, roughly.
bool IsWide(std::uint32_t code) {
  return (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) ||
         (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff) ||
         (code >= 0xff00 && code <= 0xff60) || (code >= 0x1f300 && code <= 0x3fffd);
}

}  // namespace

std::string Escape(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  while (!text.empty()) {
    const Character at = Read(text);
    if (!at.valid || !IsAllowed(at.code))
      out += "\xef\xbf\xbd";
    else if (at.code == '&')
      out += "&amp;";
    else if (at.code == '<')
      out += "&lt;";
    else if (at.code == '>')
      out += "&gt;";
    else if (at.code == '"')
      out += "&quot;";
    else if (at.code == '\'')
      out += "&#39;";
    else
      out += text.substr(0, at.bytes);
    text.remove_prefix(at.bytes);
  }
  return out;
}

std::size_t TextColumns(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const Character at = Read(text);
    columns += IsWide(at.code) ? 2 : 1;
    text.remove_prefix(at.bytes);
  }
  return columns;
}

std::string Shorten(std::string_view text, std::size_t columns) {
  if (TextColumns(text) <= columns) return std::string(text);
  std::string out;
  for (std::size_t used = 0; !text.empty();) {
    const Character at = Read(text);
    used += IsWide(at.code) ? 2 : 1;
    if (used >= columns) break;
    out += text.substr(0, at.bytes);
    text.remove_prefix(at.bytes);
  }
  return out + "…";
}

}  // namespace etl::cli
