// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "etl/byte_buffer.h"
#include "etl/record_batch.h"

namespace etl::json {

struct Layout {
  std::string root;    // the array's key in an object; empty: the array alone
  bool lines = false;  // one object a line, no array; needs an empty root and no indent
  int indent = 0;      // spaces per level; 0: no space at all
};

// Rows as objects of one JSON document, appended to a buffer of the caller's: Begin, Append*, then
// End. With an indent it looks as Python's json.dumps(..., ensure_ascii=False) does. One thread.
class Encoder {
 public:
  Encoder(const Schema& schema, const Layout& layout);

  const std::string& Begin() const { return begin_; }

  // Rows from `begin` on: all of `count`, or as many as fit into about a block; says how many.
  // `position` is the number of the first one in the stream, for the DataError that is thrown when
  // a value has no JSON: a text that is not UTF-8, NaN, an infinity.
  std::int64_t Append(const RecordBatch& batch, std::int64_t begin, std::int64_t count,
                      std::int64_t position, ByteBuffer& out);

  // What ends the document after the rows so far. May be asked at any time.
  const std::string& End() const { return empty_ ? end_empty_ : end_; }

 private:
  // A column of the rows at hand.
  struct Cells {
    Column column;
    DataType type;
    std::string before;  // the separator, the line break and the key
    bool plain = false;  // no text of these rows asks for more than a copy
    // Writes a value that is not null; returns its end, or null for what JSON has not.
    char* (*write)(const Cells& cells, std::int64_t row, char* out) = nullptr;
  };

  template <auto kWrite>
  static char* WriteQuoted(const Cells& cells, std::int64_t row, char* out);
  static char* WriteText(const Cells& cells, std::int64_t row, char* out);
  static decltype(Cells::write) WriterOf(TypeId type);
  static decltype(Cells::write) WriterOfTime(TypeId type);

  void LookAt(const RecordBatch& batch, std::int64_t begin, std::int64_t count);
  std::size_t MostBytes(std::int64_t begin, std::int64_t count) const;
  char* WriteRow(std::int64_t row, std::int64_t position, char* out);
  [[noreturn]] void Refuse(std::size_t column, std::int64_t row, std::int64_t position) const;

  Schema schema_;
  std::string begin_, end_, end_empty_;
  std::string before_first_row_, before_row_, after_row_;
  std::vector<Cells> cells_;
  std::size_t row_bytes_ = 0;  // at most, without texts
  bool empty_ = true;
};

}  // namespace etl::json
