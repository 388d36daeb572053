// SPDX-License-Identifier: Apache-2.0
// A key as bytes, which are equal where the values are: integers of any width by value, text by its
// bytes. Pure functions, any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "etl/plan.h"
#include "etl/record_batch.h"

namespace etl::lookup {

// Whether values of the type can be looked up by.
bool IsKeyType(DataType type);

// What values of the type are in a statement.
etl_value_type ValueTypeOf(DataType type);

// Replaces `out`. False if one of the columns is null there: such a key matches nothing.
bool EncodeKey(const RecordBatch& batch, const std::vector<int>& columns, std::int64_t row,
               std::string& out);

// The values of a key that is not null.
std::vector<Value> KeyValues(const RecordBatch& batch, const std::vector<int>& columns,
                             std::int64_t row);

}  // namespace etl::lookup
