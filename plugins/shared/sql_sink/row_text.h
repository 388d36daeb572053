// SPDX-License-Identifier: Apache-2.0
// Rows as the text in which they are sent, each value checked against its column.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "etl/record_batch.h"
#include "plugins/shared/sql_sink/binding.h"

namespace etl::sql_sink {

enum class RowForm {
  // Tabs between values, a line break behind a row; backslash escapes, null is \N, binary in hex
  // digits: what LOAD DATA reads.
  kTabs,
  // The same with \\x before the digits of binary: what COPY reads.
  kCopy,
  // (value, value): what stands in an INSERT, for a session in which a backslash is a backslash.
  kLiterals
};

// One thread.
class RowText {
 public:
  RowText(RowForm form, std::vector<BoundColumn> columns)
      : form_(form), columns_(std::move(columns)) {}

  // Appends one row, which is number `stream_row` of the stream. Throws DataError for a value that
  // the column cannot hold: a null, a longer text, a fraction that would be cut off.
  void Append(const RecordBatch& batch, std::int64_t row, std::int64_t stream_row,
              std::string& out) const;

 private:
  void AppendValue(const Column& column, std::int64_t row, const BoundColumn& bound,
                   std::string& out) const;
  void AppendText(std::string_view text, std::string& out) const;
  void AppendBinary(std::string_view bytes, std::string& out) const;

  RowForm form_;
  std::vector<BoundColumn> columns_;
};

// Throws DataError, without its row, if the column cannot hold the value as it is. Shared with
// sinks that bind values.
void CheckValue(const Column& column, std::int64_t row, const BoundColumn& bound);

// "YYYY-MM-DD HH:MM:SS[.ffffff]", at most number_text::kMostNumberBytes.
char* WriteSqlTimestamp(std::int64_t micros, char* out);

}  // namespace etl::sql_sink
