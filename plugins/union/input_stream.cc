// SPDX-License-Identifier: Apache-2.0
#include "plugins/union/input_stream.h"

#include <utility>

#include "etl/record_batch_builder.h"

namespace etl::union_all {
namespace {

Column ToInt64(const Column& column) {
  ColumnBuilder builder(Int64());
  for (std::int64_t row = 0; row < column.length(); ++row)
    if (column.IsNull(row))
      builder.AppendNull();
    else
      builder.AppendInt64(column.Int32At(row));
  return builder.Finish();
}

// Widening a decimal's precision changes no byte of it.
Column WithType(const Column& column, DataType type) {
  if (column.type() == type) return column;
  if (type.id == TypeId::kInt64) return ToInt64(column);
  return Column(type, column.array(), column.offset(), column.length(), column.owner());
}

}  // namespace

InputStream::InputStream(BatchReader reader, Schema schema, std::vector<int> columns,
                         std::optional<std::string> source)
    : reader_(std::move(reader)),
      schema_(std::move(schema)),
      columns_(std::move(columns)),
      source_(std::move(source)) {}

std::optional<RecordBatch> InputStream::Next() {
  const std::optional<RecordBatch> batch = reader_.Next();
  if (!batch) {
    reader_.Close();
    return std::nullopt;
  }
  std::vector<Column> columns;
  for (std::size_t i = 0; i < columns_.size(); ++i)
    columns.push_back(WithType(batch->column(columns_[i]), schema_[static_cast<int>(i)].type));
  if (source_) columns.push_back(SourceColumn(batch->num_rows()));
  return RecordBatch(schema_, std::move(columns), batch->num_rows());
}

Column InputStream::SourceColumn(std::int64_t rows) {
  if (source_column_.length() < rows) {
    ColumnBuilder builder(Utf8());
    for (std::int64_t row = 0; row < rows; ++row) builder.AppendText(*source_);
    source_column_ = builder.Finish();
  }
  return source_column_.Slice(0, rows);
}

}  // namespace etl::union_all
