// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace etl::cli {

enum class Color { kAuto, kAlways, kNever };

// What standard error looks like to its reader.
class Terminal {
 public:
  // kAuto: colours on a terminal, unless NO_COLOR is set or TERM is dumb.
  explicit Terminal(Color color);

  bool is_terminal() const { return is_terminal_; }
  // Lines can be drawn over: a terminal that is not dumb.
  bool can_redraw() const { return is_terminal_ && !is_dumb_; }
  int width() const;   // columns
  int height() const;  // lines
  std::string Red(std::string_view text) const { return Paint("31;1", text); }
  std::string Yellow(std::string_view text) const { return Paint("33", text); }
  std::string Bold(std::string_view text) const { return Paint("1", text); }
  std::string Dim(std::string_view text) const { return Paint("2", text); }

 private:
  std::string Paint(const char* code, std::string_view text) const;

  bool is_terminal_, is_dumb_, colored_;
};

// Columns of a line on standard output: $COLUMNS, else the terminal's; 0: as many as one likes.
std::size_t OutputWidth();

// Writes and flushes. What fails is kept: see OutputError.
void WriteOut(std::string_view text);
// Why standard output does not hold all that was written, an errno; 0: it does, or its reader has
// gone, as the reader of `etl explain FILE | head` does.
int OutputError();
void WriteErr(std::string_view text);

}  // namespace etl::cli
