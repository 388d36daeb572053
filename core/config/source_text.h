// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/finding.h"
#include "config/mark.h"

namespace etl::config {

/// The text of a file, to find the line and column of a byte. Keeps a view: the text must outlive
/// it.
class SourceText {
 public:
  SourceText(std::string_view text, std::string file);

  std::string_view text() const { return text_; }
  /// The place of the byte at `offset`; columns count characters.
  Mark At(std::size_t offset) const;
  /// The file as a whole.
  Mark Whole() const { return {file_, 0, 0}; }

  /// Lines count from 0; the text has no line end.
  std::size_t LineOf(std::size_t offset) const;
  std::size_t LineStart(std::size_t line) const { return starts_[line]; }
  std::string_view Line(std::size_t line) const;

  /// Whether it is UTF-8 text without control characters. Reports the first byte that is not.
  bool CheckEncoding(Findings& findings) const;

 private:
  std::string_view text_;
  std::shared_ptr<const std::string> file_;
  std::vector<std::size_t> starts_{0};      // of the lines
  std::vector<std::size_t> continuations_;  // the bytes of characters but the first of each
};

}  // namespace etl::config
