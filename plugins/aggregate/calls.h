// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "etl/order.h"
#include "plugins/aggregate/options.h"

namespace etl::aggregate {

enum class Function { kCountRows, kCount, kCountDistinct, kSum, kAvg, kMin, kMax, kFirst, kLast };

// One entry of `set`.
struct AggregateCall {
  Function function = Function::kCountRows;
  int column = -1;  // of the input; none: count()
  Field result;
  std::string text;  // as it is written, for messages
};

// All that the options mean for an input.
struct Calls {
  Order keys;
  std::vector<int> key_columns;
  std::vector<AggregateCall> calls;
  std::optional<int> distinct;  // the column of which values are counted
  Schema schema;                // of the output: the keys, then the results

  // In which the rows have to come: by the keys, and within a group by the distinct column.
  Order RowOrder(const Schema& input) const;
};

// Throws ConfigError.
Calls ReadCalls(const AggregateOptions& options, const Schema& input, std::string_view step);

}  // namespace etl::aggregate
