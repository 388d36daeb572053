// SPDX-License-Identifier: Apache-2.0
#include "plugins/csv/record_table.h"

#include <simdjson.h>

#include <algorithm>

namespace etl::csv {

std::string_view Unquoted(std::string_view field, char quote, std::string& scratch) {
  if (quote == 0 || field.empty() || field.front() != quote) return field;
  field = field.substr(1, field.size() - 2);
  auto at = field.find(quote);
  if (at == std::string_view::npos) return field;
  scratch.clear();
  for (; at != std::string_view::npos; at = field.find(quote)) {
    scratch.append(field, 0, at + 1);
    field.remove_prefix(at + 2);  // quotes inside come in pairs
  }
  return scratch.append(field);
}

void RecordTable::Build(const Dialect& dialect, std::size_t columns, const char* text,
                        std::size_t size, bool at_end) {
  dialect_ = dialect;
  columns_ = columns;
  text_ = text;
  begins_.clear();
  end_ = 0;
  fault_ = {};
  index_.Build(dialect, text, size);
  if (columns_ == 0 || dialect.comment || !BuildRegular()) BuildAny();
  utf8_ = index_.ascii() || simdjson::validate_utf8(text, end_);
  if (fault_.kind != Fault::Kind::kNone) return;
  if (index_.bad() != FieldIndex::kNone)
    fault_ = {Fault::Kind::kByte, index_.bad(), 0, 0};
  else if (at_end && index_.open())
    fault_ = {Fault::Kind::kOpen, end_, 0, 0};
}

inline void RecordTable::Add(std::uint32_t begin, std::uint32_t& end) {
  begins_.push_back(begin);
  end_ = end + 1;
  if (end > begin && text_[end - 1] == '\r') --end;
}

// As nearly every text is: each line a record, and none with too many fields or too few. False if
// this one is not.
bool RecordTable::BuildRegular() {
  std::uint32_t* const ends = index_.ends();
  const std::size_t rows = index_.line_feeds();
  if (rows * columns_ > index_.count()) return false;
  for (std::size_t row = 1; row <= rows; ++row)
    if (text_[ends[row * columns_ - 1]] != '\n') return false;
  // All line feeds have been seen: none stands between. So far nothing was changed.
  begins_.resize(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    std::uint32_t& end = ends[(row + 1) * columns_ - 1];
    begins_[row] = end_;
    const std::uint32_t begin = end_;
    end_ = end + 1;
    if (end > begin && text_[end - 1] == '\r') --end;
  }
  return true;
}

bool RecordTable::IsNoRecord(std::uint32_t begin, std::uint32_t end, std::size_t fields) const {
  if (dialect_.comment && text_[begin] == dialect_.comment) return true;
  if (columns_ == 1 || fields > 1) return false;
  return end == begin || (end == begin + 1 && text_[begin] == '\r');
}

// Line by line; what is no record is taken out of the list of ends.
void RecordTable::BuildAny() {
  std::uint32_t* const ends = index_.ends();
  std::size_t kept = 0;
  for (std::size_t first = 0; first < index_.count();) {
    std::size_t last = first;
    while (last < index_.count() && text_[ends[last]] != '\n') ++last;
    if (last == index_.count()) return;  // goes on behind the text
    const std::size_t fields = last - first + 1;
    const std::uint32_t begin = end_, end = ends[last];
    if (IsNoRecord(begin, end, fields)) {
      end_ = end + 1;
    } else {
      if (columns_ == 0) columns_ = fields;
      if (fields != columns_) {
        fault_ = {Fault::Kind::kFields, begin, fields, end + 1};
        return;
      }
      std::copy(ends + first, ends + last + 1, ends + kept);
      kept += fields;
      Add(begin, ends[kept - 1]);
    }
    first = last + 1;
  }
}

}  // namespace etl::csv
