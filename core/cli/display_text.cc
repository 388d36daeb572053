// SPDX-License-Identifier: Apache-2.0
#include "cli/display_text.h"

#include <locale.h>

#include <cstdio>
#include <cwchar>

namespace etl::cli {

namespace {

// The next code point of UTF-8 text; a byte that begins none counts as U+FFFD.
struct CodePoint {
  char32_t value;
  std::size_t size;
};
CodePoint Next(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const std::size_t size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (first < 0x80) return {first, 1};
  if (first < 0xc2 || first > 0xf4 || size > text.size()) return {0xfffd, 1};
  char32_t value = first & (0xff >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {0xfffd, 1};
    value = value << 6 | (byte(i) & 0x3f);
  }
  return {value, size};
}

// Controls, and what changes a line without being seen: marks of direction, separators, joiners
// that stand alone.
bool IsUnseen(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x61c ||
         (c >= 0x200b && c <= 0x200f && c != 0x200d) || (c >= 0x2028 && c <= 0x202e) ||
         (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) ||
         (c >= 0xe0000 && c <= 0xe007f);
}

std::string Escaped(char32_t c) {
  if (c == '\n') return "\\n";
  if (c == '\t') return "\\t";
  if (c == '\r') return "\\r";
  char out[16];
  std::snprintf(out, sizeof out, c < 0x100 ? "\\x%02x" : "\\u%04x", static_cast<unsigned>(c));
  return out;
}

// The C library's table of widths, whatever the user's locale is, on this thread while it lives.
class WidthTable {
 public:
  WidthTable() : before_(Utf8() ? ::uselocale(Utf8()) : locale_t{}) {}
  ~WidthTable() {
    if (before_) ::uselocale(before_);
  }
  WidthTable(const WidthTable&) = delete;
  std::size_t Of(char32_t c) const {
    if (c < 0x80 || !before_) return 1;
    const int width = ::wcwidth(static_cast<wchar_t>(c));
    return width < 0 ? 1 : static_cast<std::size_t>(width);
  }

 private:
  static locale_t Utf8() {
    static const locale_t kLocale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t{});
    return kLocale;
  }
  locale_t before_;
};

}  // namespace

std::string EscapeForDisplay(std::string_view text, std::size_t max_width) {
  std::string out;
  const WidthTable widths;
  for (std::size_t width = 0; !text.empty() && width <= max_width;) {
    const auto [value, size] = Next(text);
    if (IsUnseen(value)) {
      const std::string escaped = Escaped(value);
      out += escaped;
      width += escaped.size();
    } else {
      out += value == 0xfffd ? std::string_view("\xef\xbf\xbd") : text.substr(0, size);
      width += widths.Of(value);
    }
    text.remove_prefix(size);
  }
  return out;
}

std::string EscapeBytes(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto [value, size] = Next(text);
    if (value == 0xfffd && size == 1)
      out += Escaped(static_cast<unsigned char>(text[0]));
    else
      out += text.substr(0, size);
    text.remove_prefix(size);
  }
  return out;
}

std::size_t DisplayWidth(std::string_view text) {
  const WidthTable widths;
  std::size_t width = 0;
  while (!text.empty()) {
    const auto [value, size] = Next(text);
    width += widths.Of(value);
    text.remove_prefix(size);
  }
  return width;
}

std::string CutToWidth(const std::string& text, std::size_t width) {
  if (DisplayWidth(text) <= width) return text;
  const WidthTable widths;
  std::size_t taken = 0, at = 0;
  while (at < text.size()) {
    const auto [value, size] = Next(std::string_view(text).substr(at));
    if (taken + widths.Of(value) > width - 1) break;  // one column is the mark's
    taken += widths.Of(value);
    at += size;
  }
  return text.substr(0, at) + "…";
}

}  // namespace etl::cli
