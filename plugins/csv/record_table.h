// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/csv/dialect.h"
#include "plugins/csv/field_index.h"

namespace etl::csv {

// Some records of a text. Field `c` of record `r` ends at ends[r * columns + c] and begins behind
// the end of the one before, the first at begins[r]; quotes are part of it, the line's end is not.
struct Records {
  const char* text = nullptr;
  const std::uint32_t* begins = nullptr;
  const std::uint32_t* ends = nullptr;
  std::size_t count = 0, columns = 0;
  std::int64_t offset = 0;  // where `text` stands in the file
  bool utf8 = true;         // all of it is; else some field may not be

  std::int64_t offset_of(std::size_t record) const { return offset + begins[record]; }
  std::string_view field(std::size_t record, std::size_t column) const {
    const std::uint32_t* end = ends + record * columns + column;
    const std::uint32_t begin = column == 0 ? begins[record] : end[-1] + 1;
    return {text + begin, *end - begin};
  }
  // The whole record, as it stands there.
  std::string_view record(std::size_t r) const {
    return {text + begins[r], ends[(r + 1) * columns - 1] - begins[r]};
  }
  void Skip(std::size_t rows) {
    begins += rows;
    ends += rows * columns;
    count -= rows;
  }
};

// A field's value: without its quotes, doubled ones as one. `scratch` keeps it if need be.
std::string_view Unquoted(std::string_view field, char quote, std::string& scratch);

// Why a text cannot be cut further.
struct Fault {
  enum class Kind {
    kNone,
    kByte,    // a byte stands where it may not, at `place`
    kFields,  // the record that begins at `place` has `fields` of them
    kOpen     // so does a quote that nobody closes, and the text ends
  };
  Kind kind = Kind::kNone;
  std::uint32_t place = 0;
  std::size_t fields = 0;
  std::uint32_t end = 0;  // kFields: behind that record's line
};

// Cuts a text that begins with a record into records, up to the last that is whole or to a fault.
// Lines without anything on them are no records, unless there is one column. One thread.
class RecordTable {
 public:
  // `columns`: how many fields a record has; 0: the first says.
  void Build(const Dialect& dialect, std::size_t columns, const char* text, std::size_t size,
             bool at_end);

  std::size_t count() const { return begins_.size(); }
  std::size_t columns() const { return columns_; }
  const std::uint32_t* begins() const { return begins_.data(); }
  const std::uint32_t* ends() { return index_.ends(); }
  // Behind the last record.
  std::uint32_t end() const { return end_; }
  const Fault& fault() const { return fault_; }
  // The records are UTF-8.
  bool utf8() const { return utf8_; }

 private:
  bool BuildRegular();
  void BuildAny();
  bool IsNoRecord(std::uint32_t begin, std::uint32_t end, std::size_t fields) const;
  void Add(std::uint32_t begin, std::uint32_t& end);

  FieldIndex index_;
  Dialect dialect_;
  const char* text_ = nullptr;
  std::size_t columns_ = 0;
  std::vector<std::uint32_t> begins_;
  std::uint32_t end_ = 0;
  Fault fault_;
  bool utf8_ = true;
};

}  // namespace etl::csv
