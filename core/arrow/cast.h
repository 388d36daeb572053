// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "arrow/validate.h"
#include "etl/record_batch.h"

namespace etl::arrow {

// Turns the batches of one stream into the canonical types. Columns that have one pass through
// without a copy; others are cast, and a value that a cast would change is a DataError with row and
// column. One thread at a time; the batches it makes belong to nobody and live as long as they are
// held.
class Canonicalizer {
 public:
  // Reads, and does not release, the schema. Throws PluginFault for a broken one, ConfigError for a
  // type that etl cannot carry.
  explicit Canonicalizer(const ArrowSchema* schema, Level level = Level::kText);

  const Schema& schema() const { return schema_; }
  const std::vector<ColumnLayout>& columns() const { return columns_; }

  // Rows seen so far; errors count from here.
  std::int64_t rows() const { return rows_; }

  // Takes *batch over (its release becomes null), also when it throws.
  RecordBatch Convert(ArrowArray* batch);

 private:
  std::vector<ColumnLayout> columns_;
  Schema schema_;
  Level level_;
  std::int64_t rows_ = 0;
};

}  // namespace etl::arrow
