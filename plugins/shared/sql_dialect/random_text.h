// SPDX-License-Identifier: Apache-2.0
// Seeded random texts for tests: quotes, backslashes, control characters, accents, emoji.
#pragma once

#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace etl::sql_dialect {

class RandomText {
 public:
  explicit RandomText(unsigned seed) : engine_(seed) {}

  // 1 to `max_pieces` of these pieces.
  std::string Next(const std::vector<std::string_view>& pieces, int max_pieces) {
    std::string out;
    for (int left = Below(max_pieces) + 1; left > 0; --left)
      out += pieces[static_cast<std::size_t>(Below(static_cast<int>(pieces.size())))];
    return out;
  }
  int Below(int limit) { return static_cast<int>(engine_() % static_cast<unsigned>(limit)); }

 private:
  std::mt19937 engine_;
};

inline const std::vector<std::string_view> kNamePieces = {
    "a", "Z", "_", "7", " x", "`", "``", "\"", "'", "\\", ";", "--", "/*", "*/", "\n", ".",   "#",
    "$", "%", "(", ")", "é",  "ß", "中", "=",  "?", "@",  ":", "]",  "[",  "&",  "\t", "\x01"};
inline const std::vector<std::string_view> kTextPieces = {
    "a",  "Z",    "'",  "''",   "\\", "\\'", "\"", "\n", "\r", std::string_view("\0", 1),
    "\t", "\x1a", "%",  "_",    ";",  "--",  "é",  "中", "😀",  "\x7f",
    " ",  "`",    "/*", "\\\\", "x'", "?",   ":p", "||"};

}  // namespace etl::sql_dialect
