// SPDX-License-Identifier: Apache-2.0
// Rows of one schema, column by column. Immutable; copies share the columns.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "etl/column.h"
#include "etl/schema.h"

ETL_SDK_BEGIN

class RecordBatch {
 public:
  RecordBatch() = default;
  // All columns are `num_rows` long and of their field's type.
  RecordBatch(Schema schema, std::vector<Column> columns, std::int64_t num_rows)
      : schema_(std::move(schema)), columns_(std::move(columns)), num_rows_(num_rows) {}

  const Schema& schema() const { return schema_; }
  std::int64_t num_rows() const { return num_rows_; }
  int num_columns() const { return static_cast<int>(columns_.size()); }
  const Column& column(int i) const { return columns_[static_cast<std::size_t>(i)]; }

  RecordBatch Slice(std::int64_t begin, std::int64_t length) const {
    std::vector<Column> columns;
    columns.reserve(columns_.size());
    for (const Column& column : columns_) columns.push_back(column.Slice(begin, length));
    return {schema_, std::move(columns), length};
  }

 private:
  Schema schema_;
  std::vector<Column> columns_;
  std::int64_t num_rows_ = 0;
};

ETL_SDK_END
