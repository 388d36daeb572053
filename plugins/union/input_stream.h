// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "etl/stream.h"

namespace etl::union_all {

// One input, with the columns of the output.
class InputStream {
 public:
  // `columns` are those of the input for each column of `schema`; with `source` the last column of
  // the schema is this text.
  InputStream(BatchReader reader, Schema schema, std::vector<int> columns,
              std::optional<std::string> source);

  // The next batch, which has rows; nullopt at the end, where the input is let go.
  std::optional<RecordBatch> Next();

 private:
  Column SourceColumn(std::int64_t rows);

  BatchReader reader_;
  Schema schema_;
  std::vector<int> columns_;
  std::optional<std::string> source_;
  Column source_column_;  // as long as the longest batch so far
};

}  // namespace etl::union_all
