// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "plugins/shared/file_input/line_counter.h"
#include "plugins/shared/file_input/split_plan.h"
#include "plugins/shared/file_input/text_window.h"

namespace etl::text {

// The lines of a file, or those that begin in a range of it. One thread.
class LineReader {
 public:
  // Both outlive it. `most_bytes`: of a line.
  LineReader(Context& context, const file_input::InputFile& file, std::int64_t most_bytes,
             file_input::Metered metered);

  // The lines of a range come next; a file that cannot be divided has one range.
  void Open(const file_input::Split& range);
  // The next line, without its end, valid until the next call; behind it as much may be read as
  // TextWindow says. Throws DataError for one that is too long, without the place.
  std::optional<std::string_view> Next();

  // Of the line at hand in its range, from 0.
  std::int64_t line() const { return line_; }
  // "scores.txt:12" for a line of the range. May read the file again, up to the range.
  std::string PlaceOf(std::int64_t line);
  void AppendPlaceOf(std::int64_t line, std::string& out);
  // Whether nothing but white space stands behind the range. Reads on.
  bool IsBlankBehind() const;

 private:
  bool SkipToLine();
  std::optional<std::string_view> End();

  Context& context_;
  const file_input::InputFile& file_;
  file_input::TextWindow window_;
  file_input::LineCounter lines_;
  file_input::Split range_;
  std::int64_t first_line_ = 0;  // where the range's first line begins in the file; -1: not known
  std::int64_t lines_before_ = -1;  // the range; -1: not known
  std::int64_t line_ = -1;
  std::size_t taken_ = 0;  // bytes at the front of the window: the line at hand
};

}  // namespace etl::text
