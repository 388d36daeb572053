// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "etl/byte_buffer.h"
#include "etl/record_batch.h"

namespace etl::text {

// How a sink writes a line.
struct LineLayout {
  std::string separator;  // between two columns; empty: there is one column
  std::string null;       // what stands for null
  std::string line_end = "\n";
};

// Rows as lines of text, which `text` reads back with the same separator: nothing is quoted or
// escaped, and what would need it is refused. Appends to a buffer of the caller's. One thread.
class LineEncoder {
 public:
  // Throws ConfigError for columns that a line cannot hold.
  LineEncoder(const Schema& schema, LineLayout layout);

  // `position` is the row's number in the stream, for the DataError that is thrown where a text
  // holds a line break, or the separator before the last column.
  void Append(const RecordBatch& batch, std::int64_t row, std::int64_t position,
              ByteBuffer& out) const;

 private:
  void Check(std::string_view text, int column, std::int64_t position) const;

  const Schema schema_;
  const LineLayout layout_;
};

}  // namespace etl::text
