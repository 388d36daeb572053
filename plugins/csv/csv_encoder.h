// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "etl/byte_buffer.h"
#include "etl/record_batch.h"
#include "plugins/csv/text_cell.h"

namespace etl::csv {

// Rows as records of a CSV file, appended to a buffer of the caller's. One thread.
class CsvEncoder {
 public:
  CsvEncoder(const Schema& schema, const Layout& layout);

  // The columns' names. Throws ConfigError for one that CSV cannot hold.
  std::string Header() const;

  // Rows from `begin` on: all of `count`, or as many as fit into about a block; says how many.
  // `position` is the number of the first one in the stream, for the DataError that is thrown when
  // a text holds a NUL.
  std::int64_t Append(const RecordBatch& batch, std::int64_t begin, std::int64_t count,
                      std::int64_t position, ByteBuffer& out);

 private:
  // A column of the batch at hand.
  struct Cells {
    const CsvEncoder* encoder = nullptr;
    Column column;
    DataType type;
    std::size_t most_bytes = 0;      // of a cell; of a text, without its bytes
    const char* text_end = nullptr;  // behind the last text of these rows
    bool plain = false;              // no text of these rows asks for more than a copy
    // Writes a value that is not null; returns its end, or null for what CSV cannot hold.
    char* (*write)(const Cells& cells, std::int64_t row, char* out) = nullptr;
  };

  template <auto kWrite>
  static char* WriteNumber(const Cells& cells, std::int64_t row, char* out);
  static char* WriteText(const Cells& cells, std::int64_t row, char* out);
  static char* WriteBinary(const Cells& cells, std::int64_t row, char* out);
  static decltype(Cells::write) WriterOf(TypeId type);

  void LookAt(const RecordBatch& batch, std::int64_t begin, std::int64_t count);
  std::size_t MostBytes(std::int64_t begin, std::int64_t count) const;
  char* WriteRow(std::int64_t row, std::int64_t position, char* out) const;
  [[noreturn]] void ThrowNul(std::size_t column, std::int64_t position) const;

  const Schema schema_;
  const Layout layout_;
  const TextCell text_;
  std::vector<Cells> cells_;
  std::size_t row_bytes_ = 0;  // at most, without texts
};

}  // namespace etl::csv
