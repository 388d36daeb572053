// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstring>
#include <string>
#include <string_view>

namespace etl::csv {

// How a sink writes.
struct Layout {
  char delimiter = ',';
  bool quote_all = false;  // else where it must be
  std::string null;        // what stands for null, without quotes
  std::string line_end = "\n";
};

// Writes texts as fields. The room that is given holds 2 * size + kTextRoom bytes.
class TextCell {
 public:
  static constexpr std::size_t kTextRoom = 32;

  explicit TextCell(const Layout& layout) : layout_(layout) {}

  // Whether some byte of the text asks for more than a copy.
  bool IsSpecial(std::string_view text) const;

  // A text of which that is known; it is followed by `more` bytes that may be read.
  char* WritePlain(std::string_view text, std::size_t more, char* out) const {
    const bool quoted = layout_.quote_all || text.empty() || text == layout_.null;
    if (quoted) *out++ = '"';
    if (text.size() <= 16 && text.size() + more >= 16)
      std::memcpy(out, text.data(), 16);  // of a size that the compiler knows
    else
      std::memcpy(out, text.data(), text.size());
    out += text.size();
    if (quoted) *out++ = '"';
    return out;
  }
  // Any text. Null for one that has a NUL, which no CSV holds.
  char* Write(std::string_view text, char* out) const;

 private:
  const Layout layout_;
};

}  // namespace etl::csv
