// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "arrow/boundary.h"
#include "arrow/layout.h"
#include "etl/format.h"

namespace etl::arrow {

// The checks of one column of one batch, and how they complain.
class ColumnCheck {
 public:
  // `first_row` is the number of the batch's first row in the stream.
  ColumnCheck(const ColumnLayout& layout, std::int64_t first_row)
      : layout_(layout), first_row_(first_row) {}

  // The same for the values of the column's dictionary, whose rows are called entries.
  ColumnCheck OfDictionary() const {
    ColumnCheck check(*layout_.dictionary, 0);
    check.row_word_ = "dictionary entry";
    return check;
  }

  const ColumnLayout& layout() const { return layout_; }

  // What holds for the array as a whole: counts, buffers, and that it has the rows
  // [from, from + rows). Touches at most the first and last offset.
  void CheckShape(const ArrowArray& array, std::int64_t from, std::int64_t rows) const;

  template <typename... Values>
  [[noreturn]] void Fail(std::string_view what, const Values&... values) const {
    throw PluginFault("the plugin broke the Arrow format: column `{}`: {}", layout_.field.name,
                      Format(what, values...))
        .Column(layout_.field.name);
  }
  template <typename... Values>
  [[noreturn]] void FailAt(std::int64_t row, std::string_view what, const Values&... values) const {
    throw PluginFault("the plugin broke the Arrow format: column `{}`: {} {}: {}",
                      layout_.field.name, row_word_, first_row_ + row, Format(what, values...))
        .Column(layout_.field.name)
        .Row(row_word_ == "row" ? first_row_ + row : -1);
  }

 private:
  void CheckCounts(const ArrowArray& array, std::int64_t from, std::int64_t rows) const;
  void CheckBuffers(const ArrowArray& array, std::int64_t rows) const;
  void CheckEnds(const ArrowArray& array, std::int64_t from, std::int64_t rows) const;

  const ColumnLayout& layout_;
  std::int64_t first_row_;
  std::string_view row_word_ = "row";
};

// A batch is laid out as a struct; a row of it that is null as a whole has no meaning here.
void CheckStructNulls(const ArrowArray& batch, std::int64_t first_row);

}  // namespace etl::arrow
