// SPDX-License-Identifier: Apache-2.0
#include "arrow/cast.h"

#include <memory>
#include <utility>

#include "arrow/column_cast.h"

namespace etl::arrow {
namespace {

std::vector<ColumnLayout> ReadChecked(const ArrowSchema* schema) {
  ValidateSchema(schema);
  return ReadLayout(schema);
}

std::shared_ptr<const ArrowArray> TakeOver(ArrowArray* batch) {
  std::shared_ptr<ArrowArray> owner(new ArrowArray(*batch), [](ArrowArray* held) {
    if (held->release) held->release(held);
    delete held;
  });
  batch->release = nullptr;
  return owner;
}

}  // namespace

Canonicalizer::Canonicalizer(const ArrowSchema* schema, Level level)
    : columns_(ReadChecked(schema)), schema_(CanonicalSchema(columns_)), level_(level) {}

RecordBatch Canonicalizer::Convert(ArrowArray* taken) {
  const std::shared_ptr<const ArrowArray> batch = TakeOver(taken);
  ValidateBatch(batch.get(), columns_, level_, rows_);
  std::vector<Column> columns;
  columns.reserve(columns_.size());
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const ArrowArray* array = batch->children[i];
    if (IsCanonical(columns_[i], *array))
      columns.emplace_back(columns_[i].field.type, array, array->offset + batch->offset,
                           batch->length, batch);
    else
      columns.push_back(CastColumn(columns_[i], *array, batch->offset, batch->length, rows_));
  }
  rows_ += batch->length;
  return RecordBatch(schema_, std::move(columns), batch->length);
}

}  // namespace etl::arrow
