// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "plugins/json/record_stream.h"
#include "plugins/shared/file_input/line_counter.h"

namespace etl::json {

// A record on each line; blank lines are passed over. A raw line break cannot stand inside of a
// JSON text, so a file may be cut at any line break: a range has the lines that begin in it.
//
// A block of lines is parsed at once, which saves a quarter of the time. Whatever looks wrong in it
// is parsed once more line by line, which finds the error and its line.
class LineRecords final : public RecordStream {
 public:
  explicit LineRecords(std::unique_ptr<TextWindow> window);

  void Open(const file_input::Split& range) override;
  bool Next(simdjson::dom::element& record) override;
  std::string place() override;
  std::optional<std::string> text() const override;

 private:
  enum class Mode { kNoBlock, kBlock, kLineByLine };

  bool NextBlock();
  std::optional<std::size_t> WholeLines() const;
  bool SkipToLine();
  bool NextOfBlock(simdjson::dom::element& record);
  bool NextLine(simdjson::dom::element& record);
  void GoLineByLine();

  std::unique_ptr<TextWindow> window_;
  file_input::Split range_;
  std::int64_t first_line_ = 0;  // where the range's first line begins in the file
  file_input::LineCounter lines_;
  std::int64_t line_ = 0;  // of the record at hand, in the range, from 0
  simdjson::dom::parser parser_;
  simdjson::dom::document_stream stream_;
  std::optional<simdjson::dom::document_stream::iterator> next_;
  Mode mode_ = Mode::kNoBlock;
  std::size_t block_ = 0;                  // bytes at the front of the window, whole lines
  std::size_t line_begin_ = 0, done_ = 0;  // in it: the last record's line, and that record's end
  std::size_t bad_begin_ = 0, bad_size_ = 0;  // in it: a line that is no record
  bool marked_ = false;                       // the byte order mark has been looked for
};

}  // namespace etl::json
