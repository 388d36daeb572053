// SPDX-License-Identifier: Apache-2.0
#include "runtime/column_stream.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace etl::runtime {

namespace {

class ColumnStream final : public BatchStream {
 public:
  ColumnStream(StreamPointer from, std::vector<int> columns)
      : from_(std::move(from)), columns_(std::move(columns)) {
    std::vector<Field> fields;
    for (const int column : columns_) fields.push_back(from_->schema()[column]);
    schema_ = Schema(std::move(fields));
  }

  const Schema& schema() const override { return schema_; }
  std::optional<RecordBatch> Next() override {
    const std::optional<RecordBatch> batch = from_->Next();
    if (!batch) return std::nullopt;
    std::vector<Column> columns;
    columns.reserve(columns_.size());
    for (const int column : columns_) columns.push_back(batch->column(column));
    return RecordBatch(schema_, std::move(columns), batch->num_rows());
  }

 private:
  StreamPointer from_;
  std::vector<int> columns_;
  Schema schema_;
};

}  // namespace

StreamPointer KeepColumns(StreamPointer from,
                          const std::optional<std::vector<std::string>>& columns) {
  if (!columns) return from;
  std::vector<int> kept;
  for (int i = 0; i < from->schema().size(); ++i)
    if (std::ranges::find(*columns, from->schema()[i].name) != columns->end()) kept.push_back(i);
  if (static_cast<int>(kept.size()) == from->schema().size()) return from;
  return std::make_unique<ColumnStream>(std::move(from), std::move(kept));
}

}  // namespace etl::runtime
