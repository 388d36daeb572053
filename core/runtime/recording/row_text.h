// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "etl/record_batch_builder.h"

namespace etl::runtime {

// Rows as lines of JSON, one object each with all columns in their order, which gives back exactly
// what was written: whole numbers, finite doubles, true, false and null as such; decimals, dates
// and times as texts (a date or time that no calendar has as the number that it is), NaN and
// infinity as texts, binary as a text 0x…. Of one schema; one thread.
class RowText {
 public:
  explicit RowText(Schema schema);

  // Appends a line for a row.
  void Append(const RecordBatch& batch, std::int64_t row, std::string& out) const;
  // Appends the row of a line (without its end) to the builder, which has this schema. False: it is
  // no such line; what was appended of it has been taken back.
  bool Parse(std::string_view line, RecordBatchBuilder& builder);

 private:
  bool ParseRow(std::string_view line, RecordBatchBuilder& builder);
  bool ParseValue(const Field& field, std::string_view& line, ColumnBuilder& column);

  Schema schema_;
  std::vector<std::string> names_;  // "{\"id\":", ",\"name\":", ...
  std::string text_;                // of a string while it is read
};

}  // namespace etl::runtime
