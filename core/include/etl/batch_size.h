// SPDX-License-Identifier: Apache-2.0
// How much memory the rows of a batch take.
#pragma once

#include <cstdint>

#include "etl/record_batch.h"

ETL_SDK_BEGIN

// Bytes of the column's buffers that belong to its rows; of a slice, the slice's part alone.
inline std::int64_t SizeBytes(const Column& column) {
  const std::int64_t rows = column.length();
  if (rows == 0 || column.type().id == TypeId::kNull) return 0;
  std::int64_t bytes = column.may_have_nulls() ? (rows + 7) / 8 : 0;
  if (column.type().id == TypeId::kBool) return bytes + (rows + 7) / 8;
  if (!IsVariable(column.type())) return bytes + rows * FixedWidth(column.type());
  const auto* offsets = column.values<std::int32_t>();
  return bytes + (rows + 1) * 4 + offsets[rows] - offsets[0];
}

inline std::int64_t SizeBytes(const RecordBatch& batch) {
  std::int64_t bytes = 0;
  for (int i = 0; i < batch.num_columns(); ++i) bytes += SizeBytes(batch.column(i));
  return bytes;
}

ETL_SDK_END
